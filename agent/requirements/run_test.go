package requirements_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bench"
	"github.com/kumite/kumite/agent/requirements"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
)

// everything requires something of every kind.
const everything = `latency:
  - {percentile: 99, at_most: 50ms}
throughput: {at_least: 500, within: 50ms}
memory: {budget: 1GiB, instances: 4}
offline:
  - {logs: logs, metric: frame_accuracy, at_least: 0.4}
online:
  opponents:
    - {opponent: "script:pro", at_least: 0.6}
    - {opponent: "script:rookie", at_least: 0.7}
health:
  skills_per_minute: {at_least: 2, at_most: 20}
  not_collapsed: true
  no_faults: true
`

func TestRequirementsThatAreMetPass(t *testing.T) {
	d := check(t, everything, healthy())
	if d.Verdict != requirements.Pass || d.Count(requirements.Pass) != len(d.Lines) || len(d.Lines) != 11 {
		for _, l := range d.Lines {
			t.Errorf("%s %s: measured %v %v of %d; %s", l.Verdict, l.Requirement, l.Measured, l.CI95, l.N, l.Reason)
		}
		t.Fatalf("got %s with %d lines, want PASS with 11", d.Verdict, len(d.Lines))
	}
	var lines []int
	for _, l := range d.Lines {
		lines = append(lines, l.Line)
	}
	if want := []int{0, 3, 4, 5, 7, 10, 11, 13, 14, 14, 15}; !slices.Equal(lines, want) {
		t.Errorf("got lines %v, want %v", lines, want)
	}
	if d.Machine == nil || d.Packing == nil || d.Seed != 7 || d.SHA256 == "" ||
		!slices.Equal(d.Warnings, []string{"model a.onnx: a warning of the model", "a warning of the benchmark"}) {
		t.Errorf("got %+v, want the machine, the packing, the seed, the model and each warning once", d)
	}
	if _, err := json.Marshal(d); err != nil {
		t.Error(err)
	}
}

// expect checks the first line of a section.
func expect(t *testing.T, d *requirements.Document, section string, v requirements.Verdict, reason string) requirements.Line {
	t.Helper()
	at := slices.IndexFunc(d.Lines, func(l requirements.Line) bool { return l.Section == section })
	if at < 0 {
		t.Fatalf("no line of section %s in %+v", section, d.Lines)
	}
	l := d.Lines[at]
	if l.Verdict != v || l.Reason != reason {
		t.Errorf("%s: got %s, measured %v %v of %d, reason %q; want %s, reason %q", l.Requirement, l.Verdict, l.Measured, l.CI95, l.N, l.Reason, v, reason)
	}
	if d.Verdict != v {
		t.Errorf("%s: the document says %s, want %s", l.Requirement, d.Verdict, v)
	}
	return l
}

func TestALatencyIsDecidedByTheNumberThatIsLate(t *testing.T) {
	for _, c := range []struct {
		n, late int
		v       requirements.Verdict
		reason  string
	}{
		{459, 0, requirements.Pass, ""},
		{458, 0, requirements.Undecided, "needs 1 more decision: 0 of 458 are late; set decisions: 459"},
		{314, 1, requirements.Undecided, "needs 348 more decisions: 1 of 314 is late; set decisions: 662"},
		{662, 1, requirements.Pass, ""},
		{1000, 10, requirements.Undecided, "needs 1010 more decisions: 10 of 1000 are late; set decisions: 2010"},
		{1000, 30, requirements.Fail, ""},
		{20, 5, requirements.Fail, ""},
	} {
		x := healthy()
		x.felt = times(c.n, c.late)
		x.model = slices.Clone(x.felt)
		d := check(t, "latency: [{percentile: 99, at_most: 50ms}]\n", x)
		if l := expect(t, d, "latency", c.v, c.reason); l.N != c.n || l.Samples != "decisions" || *l.AtMost != 50 {
			t.Errorf("got %+v, want %d decisions and a bound of 50 ms", l, c.n)
		}
	}
}

// Paced decisions take minutes.
func TestPacedDecisionsAreTimedWhereARequirementIsAboutThem(t *testing.T) {
	for text, want := range map[string]int{
		"latency: [{load: hot, percentile: 99, at_most: 50ms}]\n": 0,
		"throughput: {at_least: 5}\n":                             0,
		"decisions: 600\nlatency: [{load: hot, percentile: 99, at_most: 50ms}, {percentile: 90, at_most: 50ms}]\n": 200,
	} {
		got := -1
		cfg := config(parse(t, text), &fakes{of: map[string]facts{"a.onnx": healthy()}})
		run := cfg.Instruments.Bench
		cfg.Instruments.Bench = func(ctx context.Context, c bench.Config) (*bench.Document, error) {
			got = c.PacedDecisions
			return run(ctx, c)
		}
		d, err := requirements.Run(t.Context(), cfg)
		if err != nil || d.Verdict != requirements.Pass || got != want {
			t.Errorf("%s: %+v (%v), %d paced decisions in a window, want %d", text, d, err, got, want)
		}
	}
}

func TestAFasterNetworkIsComputedFromTheRestOfADecision(t *testing.T) {
	x := healthy()
	x.felt, x.model = times(1000, 500), slices.Repeat([]float64{80_000}, 1000) // 100 ms, of which 20 ms are not the network's
	d := check(t, "latency: [{percentile: 99, at_most: 60ms}]\n", x)
	l := expect(t, d, "latency", requirements.Fail, "")
	if len(l.Remedies) != 1 || l.Remedies[0].Change != requirements.SmallerModel || l.Remedies[0].Factor != 0.5 {
		t.Errorf("got %+v, want a network that takes half as long: 40 of 80 ms", l.Remedies)
	}
	d = check(t, "latency: [{percentile: 99, at_most: 15ms}]\n", x)
	if l := expect(t, d, "latency", requirements.Fail, "the decision without the network takes 20 ms, so that no smaller network passes"); len(l.Remedies) != 0 {
		t.Errorf("got %+v, want no remedy", l.Remedies)
	}
	d = check(t, "latency: [{of: model, load: hot, percentile: 99, at_most: 15ms}]\n", x)
	if l := expect(t, d, "latency", requirements.Fail, ""); l.Remedies[0].Factor != 15.0/80 {
		t.Errorf("got %+v, want 15/80", l.Remedies)
	}
}

func TestALongerDelayIsARemedyIfTheWinRatesBearIt(t *testing.T) {
	const text = "latency: [{percentile: 99, at_most: 50ms}]\nonline: {delays: 0..24/12, opponents: [{opponent: script:pro, at_least: 0.5}]}\n"
	x := healthy()
	x.felt, x.model = times(1000, 500), times(1000, 500) // 100 ms
	d := check(t, text, x)
	if l := expect(t, d, "latency", requirements.Fail, ""); l.Remedies[0].Change != requirements.LongerDelay || l.Remedies[0].BearsMS != 200 {
		t.Errorf("got %+v, want a delay of up to 12 ticks, 200 ms, first", l.Remedies)
	}
	x.sure = 3
	expect(t, check(t, text, x), "latency", requirements.Fail, "the win rates bear delays from 0 to 50 ms")
	x.sure = 0
	expect(t, check(t, text, x), "latency", requirements.Fail, "the win rates bear none of the delays 0..24/12")

	fake := &fakes{of: map[string]facts{"a.onnx": healthy()}}
	if _, err := requirements.Run(t.Context(), config(parse(t, text), fake)); err != nil || slices.Contains(fake.calls, "delays a.onnx") {
		t.Errorf("got %v and calls %q, want no curve if the latency passes", err, fake.calls)
	}
}

func TestThroughputIsDecidedByTheSearchForAgents(t *testing.T) {
	const text = "throughput: {at_least: 990, within: 50ms}\n"
	x := healthy() // 100 agents at 10 Hz; 103 are too many, and 11 of 1000 show nothing about 102
	if l := expect(t, check(t, text, x), "throughput", requirements.Pass, ""); l.Measured != 1000 || l.CI95 != (stats.Interval{Lo: 1000, Hi: 1030}) || l.N != 1000 {
		t.Errorf("got %+v, want 1000 a second, and 1030 refused", l)
	}
	expect(t, check(t, strings.Replace(text, "990", "1010", 1), x), "throughput", requirements.Undecided, "1000 per second are in time and 1030 are too many; nothing between them is shown")
	l := expect(t, check(t, strings.Replace(text, "990", "2500", 1), x), "throughput", requirements.Fail, "")
	if len(l.Remedies) != 1 || l.Remedies[0].Change != requirements.MoreCopies || l.Remedies[0].Instances != 3 {
		t.Errorf("got %+v, want three processes", l.Remedies)
	}
	x.server.Stable = false
	expect(t, check(t, strings.Replace(text, "990", "2500", 1), x), "throughput", requirements.Undecided, "the windows differ by more than 10 %; measure again on an idle machine")
	x.server = bench.ServerResult{Trials: []bench.Trial{{Agents: 1, Decisions: 35, Late: 1}}}
	expect(t, check(t, text, x), "throughput", requirements.Undecided, "0 per second are in time, and no larger number is shown to be too many")
	x.server = bench.ServerResult{Trials: []bench.Trial{{Agents: 1, Decisions: 12, Late: 3}}}
	if l := expect(t, check(t, text, x), "throughput", requirements.Fail, ""); len(l.Remedies) != 0 {
		t.Errorf("not even one agent is served: got %+v, want no remedy", l.Remedies)
	}

	x = healthy()
	if l := expect(t, check(t, "throughput: {at_least: 980}\n", x), "throughput", requirements.Pass, ""); l.N != 3 {
		t.Errorf("got %+v, want the rate of three windows", l)
	}
	expect(t, check(t, "throughput: {at_least: 1005}\n", x), "throughput", requirements.Undecided, "needs about 9 more windows; raise --window")
}

func TestAsManySessionsAsFitTheBudgetPass(t *testing.T) {
	x := healthy() // 100 MiB, then 10 MiB [9, 11] each
	expect(t, check(t, "memory: {budget: 200MiB, instances: 10}\n", x), "memory", requirements.Pass, "")
	expect(t, check(t, "memory: {budget: 200MiB, instances: 12}\n", x), "memory", requirements.Undecided, "the memory of a session is 9.0MiB to 11.0MiB")
	l := expect(t, check(t, "memory: {budget: 200MiB, instances: 22}\n", x), "memory", requirements.Fail, "")
	if r := l.Remedies; len(r) != 1 || r[0].Change != requirements.SmallerModel || r[0].Factor != 0.5 {
		t.Errorf("got %+v, want half of the memory: 110 MiB for 22", r)
	}
	expect(t, check(t, "memory: {budget: 80MiB, instances: 2}\n", x), "memory", requirements.Fail, "the process without a session exceeds the budget")
}

func TestShrinkingAModelOf8GBOn10GBGainsNothingUntil5GB(t *testing.T) {
	const gb = 1_000_000_000
	p := requirements.Pack(bench.MemoryResult{First: 8 * gb, Further: 8 * gb}, 10*gb)
	if p.Fits != 1 || p.NextBytes != 5*gb || p.NextFactor != 0.625 {
		t.Errorf("got %+v, want one that fits, and two from 5 GB each", p)
	}
	for size, want := range map[int64]int{8: 1, 7: 1, 6: 1, 5: 2, 4: 2, 3: 3} {
		if p := requirements.Pack(bench.MemoryResult{First: size * gb, Further: float64(size * gb)}, 10*gb); p.Fits != want {
			t.Errorf("%d GB: got %d, want %d", size, p.Fits, want)
		}
	}
	if p := requirements.Pack(bench.MemoryResult{First: 9 * gb, Further: 1 * gb}, 7*gb); p.Fits != 0 || p.NextFactor.Defined() {
		t.Errorf("the process alone exceeds the budget: got %+v, want none and no smaller model", p)
	}
	if p := requirements.Pack(bench.MemoryResult{First: 1 * gb}, 7*gb); p.Fits != bench.MaxSessions || p.NextFactor.Defined() {
		t.Errorf("sessions hold nothing: got %+v, want all of them", p)
	}
}

func TestAMetricIsDecidedByItsWholeInterval(t *testing.T) {
	x := healthy() // .5 [.45, .55] of 40 recordings
	for _, c := range []struct {
		bounds string
		v      requirements.Verdict
		reason string
	}{
		{"at_least: 0.45, at_most: 0.55", requirements.Pass, ""},
		{"at_least: 0.56", requirements.Fail, ""},
		{"at_most: 0.44", requirements.Fail, ""},
		{"at_least: 0.48", requirements.Undecided, "needs about 210 more recordings"},
		{"at_least: 0.5", requirements.Undecided, "the estimate is at the bound, so that no number of further recordings decides"},
	} {
		expect(t, check(t, "offline: [{logs: logs, metric: frame_accuracy, "+c.bounds+"}]\n", x), "offline", c.v, c.reason)
	}
	expect(t, check(t, "offline: [{logs: logs, metric: ece, at_most: 0.6}]\n", x), "offline", requirements.Pass, "the metric has no interval; its value decides")
	expect(t, check(t, "offline: [{logs: logs, metric: mcc, at_most: 0.6}]\n", x), "offline", requirements.Undecided, "no interval, for lack of recordings")
	x.metric = math.NaN()
	expect(t, check(t, "offline: [{logs: logs, metric: ece, at_most: 0.6}]\n", x), "offline", requirements.Undecided, "undefined, for lack of recordings")
}

func TestAWinRateIsDecidedByItsIntervalOverPairs(t *testing.T) {
	const text = "online: {opponents: [{opponent: script:pro, at_least: 0.6}]}\n"
	x := healthy() // .9
	if l := expect(t, check(t, text, x), "online", requirements.Pass, ""); l.N != 100 || l.Measured != 0.9 {
		t.Errorf("got %+v, want 0.9 of 100 pairs", l)
	}
	x.pentanomial = rating.Pentanomial{20, 10, 20, 5, 45} // .6125
	if l := expect(t, check(t, text, x), "online", requirements.Undecided, "needs about 3815 more pairs; set pairs: 3915"); l.Needs != 3815 {
		t.Errorf("got %+v", l)
	}
	x.pentanomial = rating.Pentanomial{70, 20, 10, 0, 0}
	expect(t, check(t, text, x), "online", requirements.Fail, "")
	x.withdrawn = "a"
	expect(t, check(t, text, x), "online", requirements.Fail, "withdrawn: a: crash: signal: killed")
	x.withdrawn = "pro"
	expect(t, check(t, text, x), "online", requirements.Undecided, "withdrawn: pro: crash: signal: killed")
}

// What a file cannot ask for was advised, and pairs of all opponents as those of each.
func TestTheNumberThatDecidesCanBeSet(t *testing.T) {
	x := healthy()
	x.pentanomial = rating.Pentanomial{20, 10, 20, 5, 45} // .6125
	const against = "online: {opponents: [{opponent: script:pro, at_least: %v}]}\n"
	expect(t, check(t, fmt.Sprintf(against, 0.612), x), "online", requirements.Undecided, "needs about 2446430 more pairs; a file can ask for 100000 at most")
	x.pentanomial, x.skills = rating.Pentanomial{0, 0, 0, 0, 100}, 0 // .5 on average
	two := "online: {opponents: [{opponent: script:pro, at_least: 0.1}, {opponent: script:rookie, at_least: 0.1}]}\nhealth: {not_collapsed: true}\n"
	expect(t, check(t, two, x), "health", requirements.Undecided, "needs about 10 more pairs; set pairs: 9")
	for text, valid := range map[string]bool{
		"online: {pairs: 100000, opponents: [{opponent: script:pro, at_least: 0.1}]}\n": true,
		"online: {pairs: 100001, opponents: [{opponent: script:pro, at_least: 0.1}]}\n": false,
		"decisions: 1000000\nlatency: [{percentile: 99, at_most: 50ms}]\n":              true,
		"decisions: 1000001\nlatency: [{percentile: 99, at_most: 50ms}]\n":              false,
	} {
		if _, err := requirements.Parse("r.yaml", []byte(head+text)); (err == nil) != valid {
			t.Errorf("%s: %v", text, err)
		}
	}
	x.felt = times(1_000_000, 9999)
	expect(t, check(t, "latency: [{percentile: 99, at_most: 50ms}]\n", x), "latency", requirements.Undecided, "needs 23293 more decisions: 9999 of 1000000 are late; a file can ask for 1000000 at most")
}

func TestHealthIsThatOfTheMatchesAndLogs(t *testing.T) {
	const matches = "online: {opponents: [{opponent: script:pro, at_least: 0.1}]}\n"
	x := healthy()
	x.skills = 0 // .5 on average
	expect(t, check(t, matches+"health: {not_collapsed: true}\n", x), "health", requirements.Undecided, "needs about 33 more pairs; set pairs: 37")
	x.silent = true // the rates have no spread
	l := expect(t, check(t, matches+"health: {skills_per_minute: {at_most: 20}}\n", x), "health", requirements.Pass, "")
	if want := 3.68888 / 8; l.Measured != 0 || l.CI95.Lo != 0 || math.Abs(l.CI95.Hi-want) > 1e-4 {
		t.Errorf("no skill in 8 minutes: %v %v, want 0 [0, %.4f]", l.Measured, l.CI95, want)
	}
	x.silent, x.skills = false, 40
	expect(t, check(t, matches+"health: {skills_per_minute: {at_most: 20}}\n", x), "health", requirements.Fail, "")
	x.faults = 3
	if l := expect(t, check(t, matches+"health: {no_faults: true}\n", x), "health", requirements.Fail, "a score is NaN"); l.N != 600 || l.Measured != 3 {
		t.Errorf("got %+v, want 3 faults of 600 decisions", l)
	}
	x.metric, x.metricCI = 0.05, stats.Interval{Lo: 0.01, Hi: 0.09}
	d := check(t, "offline: [{logs: one, metric: ece, at_most: 1}, {logs: one, metric: ece, at_most: 2}, {logs: two, metric: ece, at_most: 1}]\nhealth: {not_collapsed: true}\n", x)
	expect(t, d, "health", requirements.Fail, "")
	if len(d.Lines) != 6 || d.Lines[4].Requirement != "not collapsed on one" || d.Lines[5].Requirement != "not collapsed on two" {
		t.Errorf("got %+v, want one line for each folder", d.Lines)
	}
}

func TestACandidateIsMeasuredOnlyWhereTheModelFails(t *testing.T) {
	slow := healthy()
	slow.felt = times(1000, 500)
	slow.faults = 1
	fake := &fakes{of: map[string]facts{"a.onnx": slow, "b.onnx": healthy(), "c.onnx": slow}}
	d, err := requirements.Run(t.Context(), config(parse(t, everything), fake, "c.onnx", "b.onnx"))
	if err != nil {
		t.Fatal(err)
	}
	for _, section := range []string{"latency", "health"} {
		at := slices.IndexFunc(d.Lines, func(l requirements.Line) bool { return l.Section == section && l.Verdict == requirements.Fail })
		if r := d.Lines[at].Remedies; len(r) == 0 || r[0].Change != requirements.OtherModel || r[0].Candidate != "b.onnx" || !r[0].Measured.Defined() {
			t.Errorf("%s: got %+v, want b.onnx first", section, r)
		}
	}
	if want := []string{"single a.onnx", "server a.onnx", "memory a.onnx", "logs a.onnx", "matches a.onnx", "single c.onnx", "matches c.onnx", "single b.onnx", "matches b.onnx"}; !slices.Equal(fake.calls, want) {
		t.Errorf("got measurements %q, want %q", fake.calls, want)
	}
	d, err = requirements.Run(t.Context(), config(parse(t, "latency: [{percentile: 99, at_most: 50ms}]\n"), fake, "c.onnx"))
	if err != nil {
		t.Fatal(err)
	}
	expect(t, d, "latency", requirements.Fail, "the decision without the network takes 99 ms, so that no smaller network passes; no candidate passes")
	if slices.Contains(d.Warnings, "model b.onnx: a warning of the model") {
		t.Errorf("got warnings %q, want none of a candidate", d.Warnings)
	}
}

func TestNothingIsDecidedIfTheModelCannotBeServed(t *testing.T) {
	for _, c := range []struct {
		target string
		v      requirements.Verdict
		says   string
		others string
	}{
		{"cuda", requirements.Undecided, "this machine has no cuda: no library", "not measured, because this machine has no cuda"},
		{"openvino", requirements.Fail, "operator Einsum is not supported", "not measured, because the model does not run on openvino"},
	} {
		d := check(t, "target: "+c.target+"\n"+everything, healthy())
		expect(t, d, "target", c.v, c.says)
		if n := d.Count(requirements.Undecided); n < 10 || d.Lines[5].Reason != c.others || d.Machine != nil {
			t.Errorf("%s: got %d undecided and %+v, want every other line", c.target, n, d.Lines[5])
		}
	}
	d := check(t, "target: tensorrt\nmemory: {budget: 1GiB}\n", healthy())
	expect(t, d, "memory", requirements.Undecided, "the device memory of provider tensorrt is not measured")
}

func TestErrorsOfMeasurementsEndTheCheck(t *testing.T) {
	failing := errors.New("a decision failed")
	fake := &fakes{of: map[string]facts{"a.onnx": healthy()}}
	cfg := config(parse(t, everything), fake)
	cfg.Instruments.Online = func(context.Context, arena.Tournament) (arena.Outcome, error) {
		return arena.Outcome{}, &arena.Unfinished{Err: failing}
	}
	if d, err := requirements.Run(t.Context(), cfg); d != nil || !errors.Is(err, failing) {
		t.Errorf("got %v and %v, want the error", d, err)
	}
	cfg = config(parse(t, everything), fake)
	cfg.Contestant = "broken.onnx"
	if d, err := requirements.Run(t.Context(), cfg); d != nil || err == nil || err.Error() != "load model broken.onnx: it is empty" {
		t.Errorf("got %v and %v, want the error of the model", d, err)
	}
}

func TestWhatCannotBeLoadedIsAnErrorBeforeAnythingIsMeasured(t *testing.T) {
	for want, c := range map[string]struct {
		text       string
		candidates []string
	}{
		"load model broken.onnx: it is empty":  {"memory: {budget: 1GiB}\n", []string{"broken.onnx"}},
		"load model broken.onnx: it is empty ": {"memory: {budget: 1GiB}\nonline: {opponents: [{opponent: broken.onnx, at_least: 0.5}]}\n", nil},
		"logs none: there is no such folder":   {"memory: {budget: 1GiB}\noffline: [{logs: none, metric: ece, at_most: 1}]\n", nil},
	} {
		fake := &fakes{of: map[string]facts{"a.onnx": healthy()}}
		d, err := requirements.Run(t.Context(), config(parse(t, c.text), fake, c.candidates...))
		if d != nil || err == nil || err.Error() != strings.TrimSpace(want) || len(fake.calls) > 0 {
			t.Errorf("got %v and %v after %q, want %q before any measurement", d, err, fake.calls, want)
		}
	}
}

func TestEveryInvalidFieldIsReported(t *testing.T) {
	err := requirements.Config{Contestant: "script:pro"}.Validate()
	for _, want := range []string{"no requirements; Read reads a file", `contestant "script:pro": check is for models`, "window is 0s; want 10ms to 1h", "workers is 0; want at least 1"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	if d, err := requirements.Run(t.Context(), requirements.Config{}); d != nil || err == nil {
		t.Errorf("got %v and %v, want an error", d, err)
	}
	f := &requirements.File{}
	if err := f.Validate(); err == nil || !strings.Contains(err.Error(), `/period: "period" is 0s; want 1ms to 1m`) {
		t.Errorf("got %v, want the path of the key", err)
	}
}
