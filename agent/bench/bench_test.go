package bench_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent/bench"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
)

const (
	model = "../../models/pro-tiny.onnx"
	other = "../../models/pro-ce.onnx"
)

// brief returns a configuration whose measurements are short.
func brief(s bench.Scenario) bench.Config {
	cfg := bench.Default()
	cfg.Contestant, cfg.Scenario = model, s
	cfg.Window, cfg.Pace, cfg.Bound = 10*time.Millisecond, time.Millisecond, 5*time.Millisecond
	cfg.Workers, cfg.Batches, cfg.Sessions = 2, []int{1, 3}, 3
	return cfg
}

func run(t *testing.T, cfg bench.Config) *bench.Document {
	t.Helper()
	d, err := bench.Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if d.Schema != bench.Schema || d.Scenario != cfg.Scenario || d.Machine.CPU == "" || d.Machine.Runtime == "" || len(d.Results[0].SHA256) != 64 {
		t.Errorf("got %+v, want schema, scenario, machine and model", d)
	}
	if _, err := json.Marshal(d); err != nil {
		t.Error(err)
	}
	return d
}

// sound checks that a latency's numbers are in order.
func sound(t *testing.T, what string, l *bench.Latency) {
	t.Helper()
	if l == nil || l.N < 1 || !(0 <= l.P50 && l.P50 <= l.P90 && l.P90 <= l.P99 && l.P99 <= l.P999 && l.P999 <= l.Max && l.Mean <= l.Max) || len(l.EarlyStopping) != 3 {
		t.Errorf("%s: got %+v, want ascending percentiles", what, l)
	}
}

func TestSingleTimesDecisionsHotAndPaced(t *testing.T) {
	cfg := brief(bench.Single)
	cfg.Other = other
	last, total := 0, 0
	cfg.Progress = func(done, of int) { last, total = done, of }
	d := run(t, cfg)
	if len(d.Results) != 2 || len(d.Versus) != 3 || d.Latency != d.Results[0].Single[0].Felt || last != total || total == 0 {
		t.Fatalf("got %d results, %d ratios, progress %d of %d; want two, three, and all of it", len(d.Results), len(d.Versus), last, total)
	}
	for _, r := range d.Results {
		for i, load := range []string{bench.Hot, bench.Paced} {
			l := r.Single[i]
			if l.Load != load || len(l.Windows) < 5 || len(l.Windows) > bench.MaxWindows || (l.Allocations != nil) != (load == bench.Hot) {
				t.Errorf("%s: got load %q with %d windows", r.Name, l.Load, len(l.Windows))
			}
			sound(t, load, l.Felt)
			sound(t, load+" model", l.Model)
			if waits := l.Parts.Wait.Mean > 0; waits != (load == bench.Paced) || l.Parts.Infer.Mean <= 0 || len(l.FeltHistogram) == 0 {
				t.Errorf("%s, %s: the parts are %+v, want a wait only if paced, and a run", r.Name, load, l.Parts)
			}
		}
		if n := *r.Single[0].Allocations; n >= 1 {
			t.Errorf("%s: a decision allocates %v times, want none", r.Name, n)
		}
	}
	for _, v := range d.Versus {
		if v.Windows < 5 || !v.Ratio.Defined() || !v.CI95.Contains(float64(v.Ratio)) {
			t.Errorf("got %+v, want a ratio within its interval from at least five pairs", v)
		}
	}
}

func TestSingleWithoutPacedDecisionsIsHotAlone(t *testing.T) {
	cfg := brief(bench.Single)
	cfg.Other, cfg.PacedDecisions = other, 0
	d := run(t, cfg)
	if len(d.Results[0].Single) != 1 || d.Results[0].Single[0].Load != bench.Hot || len(d.Versus) != 2 || d.Latency == nil {
		t.Errorf("got %+v and %+v; want hot decisions and two ratios", d.Results[0].Single, d.Versus)
	}
}

func TestServerConfirmsWhatItFinds(t *testing.T) {
	for _, arrivals := range []bench.Arrivals{bench.OnClock, bench.Poisson} {
		cfg := brief(bench.Server)
		cfg.Arrivals = arrivals
		d := run(t, cfg)
		s := d.Results[0].Server
		if s.Sessions != 2 || s.Bound != 5000 || s.Arrivals != arrivals || len(s.Trials) == 0 {
			t.Errorf("got %+v, want two sessions, the bound in µs and trials", s)
		}
		for _, x := range s.Trials {
			if x.Passed != (x.Late <= x.Allowed) || x.Decisions < x.Late {
				t.Errorf("trial %+v contradicts itself", x)
			}
		}
		last := s.Trials[len(s.Trials)-1]
		if s.Agents == 0 { // the machine was too busy even for one
			if len(d.Warnings) == 0 || s.Latency != nil {
				t.Errorf("no agent is served: got latency %v and warnings %q, want none and one", s.Latency, d.Warnings)
			}
			continue
		}
		sound(t, "server", s.Latency)
		if !last.Passed || last.Agents != s.Agents || d.Latency != s.Latency {
			t.Errorf("%d agents, and the last trial is %+v; want it to confirm them", s.Agents, last)
		}
	}
}

func TestOfflineRunsEachBatch(t *testing.T) {
	d := run(t, brief(bench.Offline))
	b := d.Results[0].Offline
	if len(b) != 2 || b[0].Inputs != 1 || b[1].Inputs != 3 || d.Latency != b[0].Latency {
		t.Fatalf("got %+v, want batches of 1 and 3", b)
	}
	for _, x := range b {
		sound(t, "offline", x.Latency)
		if x.Rate.PerSecond <= 0 {
			t.Errorf("batch %d: got a rate of %v", x.Inputs, x.Rate.PerSecond)
		}
	}
}

// fixed writes the model with N = 1 in its graph, and returns its path.
func fixed(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(model)
	if err != nil {
		t.Fatal(err)
	}
	// A dimension of 3 bytes: the parameter "N" becomes the value 1, as a varint of two.
	changed := bytes.ReplaceAll(data, []byte("\x0a\x03\x12\x01N"), []byte("\x0a\x03\x08\x81\x00"))
	if bytes.Equal(changed, data) {
		t.Fatal("the graph has no dimension N")
	}
	path := filepath.Join(t.TempDir(), "fixed.onnx")
	if err := os.WriteFile(path, changed, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOfflineRunsOneInputAtATimeWhereNIsFixed(t *testing.T) {
	cfg := brief(bench.Offline)
	cfg.Contestant = fixed(t)
	d := run(t, cfg)
	if b := d.Results[0].Offline; len(b) != 1 || !strings.Contains(strings.Join(d.Warnings, "\n"), "accepts one input at a time; export it with N dynamic") {
		t.Errorf("got %d batches with warnings %q, want one and why", len(b), d.Warnings)
	}
}

func TestMatchesAreComparedWithTheRuntimesLimit(t *testing.T) {
	d := run(t, brief(bench.Matches))
	m := d.Results[0].Matches
	if len(m.Workers) != 2 || m.Scaling == nil || d.MatchRate["1"] != m.Workers[0].Rate.PerSecond || d.MatchRate["2"] != m.Workers[1].Rate.PerSecond || d.MatchRate["1"] <= 0 {
		t.Fatalf("got %+v and %v, want rates of one and two workers", m, d.MatchRate)
	}
	if *d.RuntimeLimitShare != m.LimitShare.Ratio || !(*d.RuntimeLimitShare > 0) {
		t.Errorf("got a share of %v, want that of the result, %v", *d.RuntimeLimitShare, m.LimitShare.Ratio)
	}
	cfg := brief(bench.Matches)
	cfg.Workers, cfg.Other = 1, other
	d = run(t, cfg)
	if m := d.Results[0].Matches; len(m.Workers) != 1 || m.Scaling != nil || len(d.Versus) != 1 {
		t.Errorf("one worker and another model: got %+v and %d ratios, want one rate, no scaling and one ratio", m, len(d.Versus))
	}
}

func TestMemoryIsThatOfEachFurtherSession(t *testing.T) {
	d := run(t, brief(bench.Memory))
	m := d.Results[0].Memory
	if len(m.Resident) != 3 || m.First != m.Resident[0] || m.First <= 0 || m.WeightBytes <= 0 || m.FileBytes <= 0 {
		t.Errorf("got %+v, want the resident bytes with one, two and three sessions", m)
	}
}

func TestAsManySessionsFitAsTheBudgetHolds(t *testing.T) {
	const gb = 1_000_000_000
	for _, c := range []struct {
		first, further, budget int64
		want                   int
	}{
		{8 * gb, 8 * gb, 10 * gb, 1}, // smaller models gain nothing …
		{6 * gb, 6 * gb, 10 * gb, 1},
		{5 * gb, 5 * gb, 10 * gb, 2}, // … until two of them fit
		{8 * gb, 8 * gb, 7 * gb, 0},
		{2 * gb, 1 * gb, 10 * gb, 9}, // the first one also loads the runtime
		{2 * gb, 0, 10 * gb, bench.MaxSessions},
	} {
		m := bench.MemoryResult{First: c.first, Further: float64(c.further)}
		if got := m.Fits(c.budget); got != c.want {
			t.Errorf("%d and %d bytes within %d: got %d sessions, want %d", c.first, c.further, c.budget, got, c.want)
		}
	}
}

func TestEveryInvalidFieldIsReported(t *testing.T) {
	change := func(s bench.Scenario, f func(*bench.Config)) bench.Config {
		cfg := brief(s)
		f(&cfg)
		return cfg
	}
	for _, c := range []struct {
		cfg  bench.Config
		want []string
	}{
		{bench.Config{Contestant: model}, []string{`scenario is ""`, "window is 0s; want 10ms to 1h", "pace is 0s; want 1ms to 1m"}},
		{change(bench.Single, func(c *bench.Config) { c.Contestant = "script:pro" }), []string{`contestant "script:pro": bench is for models; name PATH.onnx`}},
		{change(bench.Single, func(c *bench.Config) { c.Other = "script:pro" }), []string{"bench is for models"}},
		{change(bench.Single, func(c *bench.Config) { c.Contestant = "human" }), []string{"only in the window"}},
		{change(bench.Server, func(c *bench.Config) { c.Bound, c.Arrivals, c.Workers, c.Other = 0, "daily", 0, other }),
			[]string{"bound is 0s", `arrivals are "daily"`, "workers is 0", "scenario server measures one contestant"}},
		{change(bench.Offline, func(c *bench.Config) { c.Batches = []int{1, 2, 2} }), []string{"batches are [1 2 2]; want ascending numbers from 1"}},
		{change(bench.Offline, func(c *bench.Config) { c.Batches = []int{2} }), []string{"want ascending numbers from 1"}},
		{change(bench.Matches, func(c *bench.Config) { c.Workers = -1 }), []string{"workers is -1; want at least 1"}},
		{change(bench.Memory, func(c *bench.Config) { c.Sessions, c.Setup.Isolation.When = 2, bot.Always }), []string{"sessions is 2; want 3 to 1000", "in this process"}},
	} {
		d, err := bench.Run(t.Context(), c.cfg)
		for _, want := range c.want {
			if d != nil || err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v and %v, want no document and an error with %q", d, err, want)
			}
		}
	}
}

func TestAModelThatDoesNotLoadOrRunIsAnError(t *testing.T) {
	garbage := filepath.Join(t.TempDir(), "garbage.onnx")
	if err := os.WriteFile(garbage, []byte("garbage"), 0o644); err != nil {
		t.Fatal(err)
	}
	for contestant, want := range map[string]string{
		"none.onnx":           "load model none.onnx: there is no such file",
		garbage:               "not a complete ONNX file",
		model + "?decode=gat": `did you mean "gate"?`,
	} {
		for _, s := range bench.Scenarios() {
			cfg := brief(s)
			cfg.Contestant = contestant
			if d, err := bench.Run(t.Context(), cfg); d != nil || err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s, %s: got %v and %v, want no document and one line with %q", contestant, s, d, err, want)
			}
		}
	}
	cfg := brief(bench.Single)
	cfg.Other = garbage
	if _, err := bench.Run(t.Context(), cfg); err == nil || !strings.Contains(err.Error(), "not a complete ONNX file") {
		t.Errorf("got %v, want the error of the other contestant", err)
	}
}

func TestADecisionThatFailsIsAnErrorAndNotATime(t *testing.T) {
	const hung = "../../policy/ort/testdata/hung.onnx" // answers until the picture changes
	for _, s := range []bench.Scenario{bench.Single, bench.Server, bench.Offline, bench.Matches} {
		cfg := brief(s)
		cfg.Contestant, cfg.Setup.Limit = hung, 20*time.Millisecond
		d, err := bench.Run(t.Context(), cfg)
		if d != nil || !errors.Is(err, policy.ErrHung) && (err == nil || !strings.Contains(err.Error(), "no scores within 20ms of CPU time")) ||
			!strings.HasPrefix(err.Error(), "bench hung: a decision failed: ") || !strings.HasSuffix(err.Error(), "; see `kumite inspect "+hung+"`") {
			t.Errorf("%s: got %v and %v, want no document and why", s, d, err)
		}
	}
}

func TestAnInterruptKeepsNothing(t *testing.T) {
	for _, s := range bench.Scenarios() {
		cfg := brief(s)
		cfg.Window, cfg.Sessions = time.Hour, bench.MaxSessions // would last for hours

		ctx, cancel := context.WithCancel(t.Context())
		cfg.Progress = func(int, int) { cancel() } // before the first measurement
		if d, err := bench.Run(ctx, cfg); d != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v and %v, want no document and the context's error", s, d, err)
		}
		cancel()

		cfg.Progress = nil
		ctx, cancel = context.WithTimeout(t.Context(), 200*time.Millisecond) // during a measurement
		if d, err := bench.Run(ctx, cfg); d != nil || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s, within a window: got %v and %v, want no document and the context's error", s, d, err)
		}
		cancel()
	}
}
