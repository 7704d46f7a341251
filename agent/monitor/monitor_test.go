package monitor_test

import (
	"context"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/rs/zerolog"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/agent/monitor"
	"github.com/kumite/kumite/agent/serve"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/sim"
)

// scrape serves metrics, reads them as Prometheus does, and returns them by name.
func scrape(t *testing.T, m *monitor.Metrics) map[string]*dto.MetricFamily {
	t.Helper()
	at, stop, err := m.Listen(context.Background(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := stop(); err != nil {
			t.Error(err)
		}
	}()
	answer, err := http.Get("http://" + at + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(string(text)))
	if err != nil {
		t.Fatalf("%v in:\n%s", err, text)
	}
	return families
}

// value returns the value of a metric with these labels, NaN if there is none.
func value(families map[string]*dto.MetricFamily, name string, labels map[string]string) float64 {
	for _, m := range families[name].GetMetric() {
		match := 0
		for _, l := range m.GetLabel() {
			if want, asked := labels[l.GetName()]; asked && want == l.GetValue() {
				match++
			}
		}
		if match < len(labels) {
			continue
		}
		switch {
		case m.Counter != nil:
			return m.Counter.GetValue()
		case m.Gauge != nil:
			return m.Gauge.GetValue()
		case m.Histogram != nil:
			return float64(m.Histogram.GetSampleCount())
		}
	}
	return math.NaN()
}

// The metrics of a tournament are the counts of its results.
func TestATournamentIsCountedAsInItsResults(t *testing.T) {
	m := monitor.New()
	contestants, err := bot.ParseAll([]string{"../../models/pro-tiny.onnx", "script:pro"})
	if err != nil {
		t.Fatal(err)
	}
	rules := sim.DefaultRules()
	rules.MatchTicks = 20 * sim.TickRate
	out, err := arena.Tournament{
		Config: arena.Config{Contestants: contestants, Pairs: 3, Seed: 5, Rules: rules}, Load: bot.Setup{}.Loader(),
		Workers: 1, Log: zerolog.Nop(), Played: m.Leg,
	}.Run(context.Background(), "")
	if err != nil {
		t.Fatal(err)
	}
	got := scrape(t, m)
	for _, c := range out.Results.Contestants {
		labels := map[string]string{"contestant": c.Name, "model": c.ModelSHA256[:min(12, len(c.ModelSHA256))]}
		with := func(key, text string) map[string]string {
			all := map[string]string{key: text}
			for k, v := range labels {
				all[k] = v
			}
			return all
		}
		for what, pair := range map[string][2]float64{
			"wins":      {value(got, "kumite_games_total", with("outcome", "win")), float64(c.Wins)},
			"losses":    {value(got, "kumite_games_total", with("outcome", "loss")), float64(c.Losses)},
			"decisions": {value(got, "kumite_decisions_total", labels), float64(c.Ledger.Decisions)},
			"sent":      {value(got, "kumite_presses_total", with("stage", "sent")), float64(c.Ledger.Sent)},
			"hits":      {value(got, "kumite_presses_total", with("stage", "hit")), float64(c.Ledger.Hit)},
			"win rate":  {value(got, "kumite_win_rate", labels), (float64(c.Wins) + float64(c.Draws)/2) / float64(c.Games)},
		} {
			if math.IsNaN(pair[0]) {
				pair[0] = 0 // no match had that outcome
			}
			if pair[0] != pair[1] {
				t.Errorf("%s: %s is %v, want %v", c.Name, what, pair[0], pair[1])
			}
		}
		ci := rating.ConfidenceSequence(value(got, "kumite_win_rate", labels), c.Games, 0.05)
		if lo := value(got, "kumite_win_rate_lower", labels); lo != ci.Lo {
			t.Errorf("%s: lower bound %v, want %v", c.Name, lo, ci.Lo)
		}
		skills := 0.0
		for _, s := range got["kumite_skills_total"].GetMetric() {
			if s.GetLabel()[0].GetValue() == c.Name {
				skills += s.Counter.GetValue()
			}
		}
		if skills != float64(c.Ledger.Accepted) {
			t.Errorf("%s: %v skills, want %d", c.Name, skills, c.Ledger.Accepted)
		}
	}
}

func TestASampleCountsWhatIsNew(t *testing.T) {
	m := monitor.New()
	var s live.Stats
	s.Slots, s.Decisions, s.Missed, s.Faults = 10, 9, 1, 2
	s.Run.Record(3 * time.Millisecond)
	m.Seat("left", "a", "0123456789abcdef", s)
	s.Slots, s.Decisions, s.Missed, s.Sent = 30, 28, 2, 1
	s.Run.Record(3 * time.Millisecond)
	m.Seat("left", "a", "0123456789abcdef", s)
	m.Seat("left", "a", "another", live.Stats{Slots: 5, Decisions: 5})
	got := scrape(t, m)
	who := map[string]string{"contestant": "a", "model": "0123456789ab"}
	for name, want := range map[string]float64{"kumite_decisions_total": 28, "kumite_missed_decisions_total": 2, "kumite_idle_decisions": 0} {
		if v := value(got, name, who); v != want {
			t.Errorf("%s is %v, want %v", name, v, want)
		}
	}
	if v := value(got, "kumite_decision_seconds", map[string]string{"model": "0123456789ab", "part": "run"}); v != 2 {
		t.Errorf("%v runs were timed, want 2", v)
	}
	if v := value(got, "kumite_idle_decisions", map[string]string{"model": "another"}); v != 5 {
		t.Errorf("%v decisions since a press, want 5", v)
	}
}

func TestAnAnswerIsCounted(t *testing.T) {
	m := monitor.New()
	m.Answer(serve.Answered{Model: "m", Version: "abc", Code: "OK", Decisions: 2, Sent: []string{"poke"}, Run: time.Millisecond, Total: 2 * time.Millisecond})
	m.Answer(serve.Answered{Model: "m", Code: "ResourceExhausted"})
	got := scrape(t, m)
	for what, pair := range map[string][2]float64{
		"OK":      {value(got, "kumite_answers_total", map[string]string{"model": "abc", "code": "OK"}), 1},
		"refused": {value(got, "kumite_answers_total", map[string]string{"code": "ResourceExhausted"}), 1},
		"poke":    {value(got, "kumite_skills_total", map[string]string{"skill": "poke"}), 1},
		"sent":    {value(got, "kumite_presses_total", map[string]string{"stage": "sent"}), 1},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: %v, want %v", what, pair[0], pair[1])
		}
	}
}

func TestOfSeveralInvalidRatesTheSameIsReported(t *testing.T) {
	for range 30 {
		if err := monitor.New().Expect(map[string]float64{"d": 1, "c": 2, "b": 3, "a": 4}); err == nil || !strings.Contains(err.Error(), "contestant a:") {
			t.Fatalf("got %v, want the error of contestant a", err)
		}
	}
}

func TestADeclineBelowTheExpectedWinRateRaisesTheEvidence(t *testing.T) {
	m := monitor.New()
	if err := m.Expect(map[string]float64{"a": 1}); err == nil {
		t.Error("a rate of 1 is accepted, and nothing can be expected to win always")
	}
	if err := m.Expect(map[string]float64{"a": 0.85}); err != nil {
		t.Fatal(err)
	}
	for _, outcome := range []string{"win", "win", "void", "loss"} {
		m.Game(monitor.Who{Contestant: "a"}, outcome)
		m.Game(monitor.Who{Contestant: "b"}, outcome)
	}
	a := map[string]string{"contestant": "a"}
	before := scrape(t, m)
	more := value(before, "kumite_win_rate_decline_matches", a)
	if e := value(before, "kumite_win_rate_decline_evidence", a); e >= monitor.Alarm || !(more > 0) || math.IsInf(more, 1) {
		t.Errorf("evidence %v with %v more matches at 2 of 3, want no alarm and a number", e, more)
	}
	for range 30 {
		m.Game(monitor.Who{Contestant: "a"}, "loss")
	}
	after := scrape(t, m)
	if e := value(after, "kumite_win_rate_decline_evidence", a); e < monitor.Alarm {
		t.Errorf("evidence %v after 30 losses, want an alarm", e)
	}
	if e := value(after, "kumite_win_rate_decline_evidence", map[string]string{"contestant": "b"}); !math.IsNaN(e) {
		t.Errorf("evidence %v of a contestant of which nothing is expected, want none", e)
	}
}

func ExampleMetrics() {
	m := monitor.New()
	at, stop, err := m.Listen(context.Background(), "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer stop()
	m.Game(monitor.Who{Contestant: "pro-ce", SHA256: "fe37d952125a"}, "win")
	answer, err := http.Get("http://" + at + "/metrics")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer answer.Body.Close()
	text, _ := io.ReadAll(answer.Body)
	for line := range strings.Lines(string(text)) {
		if strings.HasPrefix(line, "kumite_games") {
			fmt.Print(line)
		}
	}
	// Output: kumite_games_total{contestant="pro-ce",model="fe37d952125a",outcome="win"} 1
}
