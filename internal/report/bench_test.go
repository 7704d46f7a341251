package report_test

import (
	"io"
	"math"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/bench"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/policy/stats"
)

// benchmark returns a document of a scenario with one result.
func benchmark(s bench.Scenario) (*bench.Document, *bench.Result) {
	d := &bench.Document{
		Scenario: s, Seed: 7, WindowMS: 500,
		Machine:  bench.Machine{CPU: "Z80", Cores: 2, System: "linux/amd64", Go: "go1", Runtime: "ONNX Runtime 1", Options: "1 thread", Provider: "cpu", Isolated: "off", LoadBefore: 0.25, LoadAfter: stats.Undefined()},
		Results:  []bench.Result{{Name: "m", Spec: "m.onnx", SHA256: "0123456789abcdef", Eye: "go"}},
		Warnings: []string{"too warm"},
	}
	return d, &d.Results[0]
}

// latency has too few samples for a p99.
func latency() *bench.Latency {
	return &bench.Latency{
		N: 100, Mean: 41.25, P50: 40, P50CI95: stats.Interval{Lo: 39, Hi: 41}, P90: 60, P90CI95: stats.Interval{Lo: 55, Hi: 66},
		P99: 110, P99CI95: stats.Interval{Lo: 90, Hi: math.NaN()}, P999: 120, Max: 120,
		EarlyStopping: []bench.Claim{{Percentile: 0.9, Estimate: 75, Late: 3, Needed: 64}, {Percentile: 0.99, Estimate: stats.Undefined(), Needed: 662}},
	}
}

func TestABenchmarkIsPrintedWithIntervalsAndWhatItConfirms(t *testing.T) {
	rate := bench.Rate{PerSecond: 2500, CI95: stats.Interval{Lo: 2400, Hi: 2600}}
	ratio := bench.Ratio{Of: "2 workers over one", Ratio: 1.9, CI95: stats.Interval{Lo: 1.85, Hi: 1.95}, Windows: 5}
	allocations, bytes := 0.0, 0.0
	points := []bench.Quantile{{Share: 0, US: 30}, {Share: 0.9995, US: 40}, {Share: 1, US: 120}}
	for s, c := range map[bench.Scenario]struct {
		fill func(*bench.Result)
		want []string
		draw []string // nil if it cannot be drawn
	}{
		bench.Single: {func(r *bench.Result) {
			r.Single = []bench.Loading{
				{Load: bench.Hot, Felt: latency(), Model: latency(), Overhead: ratio, Rate: rate, Windows: make([]bench.Window, 3), Stable: true, Allocations: &allocations, AllocatedBytes: &bytes, FeltHistogram: points, ModelHistogram: points},
				{Load: bench.Paced, Felt: latency(), Model: latency(), Overhead: ratio, Rate: rate, Windows: make([]bench.Window, 10), FeltHistogram: points, ModelHistogram: points},
			}
		}, []string{"│ 100 │ 41.2 │ 40.0 [39.0, 41.0] │ 60.0 [55.0, 66.0] │ 110 [90.0, –] │   120 │ 120 │", "paced: model only",
			"p90 ≤ 75.0 µs (3 late), p99 needs 562 more", "p50: 1.900 [1.850, 1.950] from 5 windows; 2500 [2400, 2600] decisions per second; 0 allocations",
			"hot: 3 windows, of which the last 3 agree", "paced: UNSTABLE: of 10 windows"},
			[]string{"m hot, decision, n = 100", "m paced, model only, n = 100", "p99.9"}},
		bench.Server: {func(r *bench.Result) {
			r.Server = &bench.ServerResult{Arrivals: bench.Poisson, Bound: 5000, Sessions: 2, Agents: 266, Latency: latency(), Rate: rate, Windows: make([]bench.Window, 3), Stable: true,
				Trials: []bench.Trial{{Agents: 532, Decisions: 626, P99: 83416, Late: 16, Allowed: 14}, {Agents: 266, Decisions: 1330, P99: 637, Late: 2, Allowed: 5, Passed: true}}, Histogram: points}
		}, []string{"│ 532    │       626 │    83416 │   16 │      14 │     no │", "agents: 266; p99 within 5000 µs of the scheduled moment, 2 sessions, arrivals poisson", "2500 [2400, 2600] decisions per second; 3 windows"},
			[]string{"m, 266 agents, n = 100", "bound of p99"}},
		bench.Offline: {func(r *bench.Result) {
			r.Offline = []bench.Batch{{Inputs: 8, Rate: rate, Latency: latency(), Histogram: points}}
		}, []string{"│ 8     │        2500 [2400, 2600] │     NO │ 100 │"}, []string{"m, batch 8, n = 100"}},
		bench.Matches: {func(r *bench.Result) {
			r.Matches = &bench.MatchesResult{Workers: []bench.WorkerRate{{Workers: 1, Rate: rate}, {Workers: 2, Rate: rate}}, Scaling: &ratio, RuntimeLimit: rate, LimitShare: ratio, Stable: true}
		}, []string{"match-seconds per second", "one worker over the two bare runs: 1.900", "2 workers over one: 1.900 [1.850, 1.950]"}, nil},
		bench.Memory: {func(r *bench.Result) {
			r.Memory = &bench.MemoryResult{FileBytes: 2e6, WeightBytes: 1e6, First: 100e6, Further: 1.5e6, CI95: stats.Interval{Lo: 1e6, Hi: 2e6}, Resident: []int64{100e6, 101e6, 103e6}}
		}, []string{"│ 3        │        103.00 │        2.00 │", "each further session: 1.50 MB [1.00, 2.00] from 2; file 2.00 MB, weights 1.00 MB"}, nil},
	} {
		d, r := benchmark(s)
		c.fill(r)
		d.Versus = []bench.Ratio{}
		var out strings.Builder
		if err := report.Bench(&out, d, report.Form{}); err != nil {
			t.Fatal(err)
		}
		common := []string{"m.onnx (sha256 0123456789ab), scenario " + string(s), "Z80, 2 cores", "load average 0.25 before and – after", "warning: too warm"}
		for _, part := range append(common, c.want...) {
			if !strings.Contains(out.String(), part) {
				t.Errorf("%s lacks %q:\n%s", s, part, out.String())
			}
		}
		if drawn := c.draw != nil; drawn != s.TimesEach() {
			t.Errorf("%s has latencies: %v, want %v", s, s.TimesEach(), drawn)
		}
		if c.draw == nil {
			continue
		}
		out.Reset()
		if err := report.DrawBench(&out, d); err != nil {
			t.Fatal(err)
		}
		for _, part := range c.draw {
			if !strings.Contains(out.String(), part) {
				t.Errorf("the drawing of %s lacks %q", s, part)
			}
		}
	}
}

func TestAServerThatServesNobodyIsPrintedWithoutLatency(t *testing.T) {
	d, r := benchmark(bench.Server)
	r.Server = &bench.ServerResult{Bound: 5, Sessions: 1, Arrivals: bench.OnClock}
	var out strings.Builder
	if err := report.Bench(&out, d, report.Form{}); err != nil || !strings.Contains(out.String(), "agents: none confirmed; p99 within 5.00 µs") {
		t.Errorf("got %v and\n%s", err, out.String())
	}
}

func TestComparedContestantsArePrintedWithTheirRatio(t *testing.T) {
	d, _ := benchmark(bench.Offline)
	d.Results = append(d.Results, bench.Result{Name: "n", Spec: "n.onnx"})
	d.Versus = []bench.Ratio{{Of: "inputs per second, batch 1", Ratio: 0.5, CI95: stats.Interval{Lo: 0.45, Hi: 0.55}, Windows: 5}}
	var out strings.Builder
	if err := report.Bench(&out, d, report.Form{}); err != nil || !strings.Contains(out.String(), "m over n, inputs per second, batch 1: 0.500 [0.450, 0.550] from 5 windows\n") {
		t.Errorf("got %v and\n%s", err, out.String())
	}
}

func TestAServerThatServesNobodyInTimeHasNothingToDraw(t *testing.T) {
	err := report.DrawBench(io.Discard, &bench.Document{Scenario: bench.Server, Results: []bench.Result{{Server: &bench.ServerResult{}}}})
	if err == nil || !strings.Contains(err.Error(), "no number of agents is served in time") {
		t.Errorf("%v, want why there is nothing", err)
	}
}
