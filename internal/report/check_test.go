package report_test

import (
	"encoding/xml"
	"strings"
	"testing"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/kumite/kumite/agent/bench"
	"github.com/kumite/kumite/agent/requirements"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/policy/stats"
)

// checked is a document with a line of every kind of verdict and remedy.
func checked() *requirements.Document {
	undefined := stats.UndefinedInterval()
	remedy := func(r requirements.Remedy) []requirements.Remedy {
		if r.Change != requirements.OtherModel {
			r.Measured, r.CI95 = stats.Undefined(), undefined
		}
		return []requirements.Remedy{r}
	}
	return &requirements.Document{
		Verdict: requirements.Fail, Requirements: "service.yaml", Name: "a", Spec: "a.onnx", SHA256: strings.Repeat("ab", 32), Target: "cpu", Seed: 7,
		Lines: []requirements.Line{
			{Section: "target", Requirement: "loads and runs on cpu", Measured: stats.Undefined(), CI95: undefined, Verdict: requirements.Pass},
			{Line: 3, Section: "latency", Requirement: "felt p99, paced", Unit: "ms", AtMost: new(50.0), Measured: 12.34, CI95: stats.Interval{Lo: 12, Hi: 13}, N: 314, Samples: "decisions",
				Verdict: requirements.Undecided, Reason: "needs 348 more decisions: 1 of 314 are late", Needs: 348},
			{Line: 4, Section: "latency", Requirement: "model p50, hot", Unit: "ms", AtMost: new(0.01), Measured: 0.0423, CI95: stats.Interval{Lo: 0.042, Hi: 0.043}, N: 900, Samples: "decisions",
				Verdict: requirements.Fail, Remedies: remedy(requirements.Remedy{Change: requirements.SmallerModel, Factor: 0.25})},
			{Line: 5, Section: "latency", Requirement: "felt p50, hot", Unit: "ms", AtMost: new(10.0), Measured: 20, CI95: stats.Interval{Lo: 19, Hi: 21}, N: 900, Samples: "decisions",
				Verdict: requirements.Fail, Remedies: remedy(requirements.Remedy{Change: requirements.LongerDelay, BearsMS: 216.7})},
			{Line: 6, Section: "throughput", Requirement: "99 % within 50ms", Unit: "decisions/s", AtLeast: new(500.0), Measured: 200, CI95: stats.Interval{Lo: 200, Hi: 210}, N: 900, Samples: "decisions",
				Verdict: requirements.Fail, Remedies: remedy(requirements.Remedy{Change: requirements.MoreCopies, Instances: 3})},
			{Line: 7, Section: "memory", Requirement: "sessions in 1.0GiB", Unit: "sessions", AtLeast: new(4.0), Measured: 3, CI95: stats.Interval{Lo: 3, Hi: 3}, N: 9, Samples: "sessions",
				Verdict: requirements.Fail, Remedies: remedy(requirements.Remedy{Change: requirements.SmallerModel, Factor: 0.75})},
			{Line: 8, Section: "online", Requirement: "win rate against script:pro", AtLeast: new(0.6), Measured: 0.5, CI95: stats.Interval{Lo: 0.45, Hi: 0.55}, N: 100, Samples: "pairs",
				Verdict: requirements.Fail, Remedies: remedy(requirements.Remedy{Change: requirements.OtherModel, Candidate: "b.onnx", Measured: 0.7, CI95: stats.Interval{Lo: 0.65, Hi: 0.75}})},
			{Line: 9, Section: "offline", Requirement: "action_rate_ratio on logs", AtLeast: new(0.5), AtMost: new(2.0), Measured: 1, CI95: stats.Interval{Lo: 0.9, Hi: 1.1}, N: 40, Samples: "recordings", Verdict: requirements.Pass},
			{Line: 10, Section: "health", Requirement: "faults in matches", Unit: "faults", AtMost: new(0.0), Measured: 2, CI95: undefined, N: 600, Samples: "decisions", Verdict: requirements.Fail, Reason: "a score is NaN"},
		},
		Packing:  &requirements.Packing{Budget: 10 << 30, First: 8 << 30, Further: 8 << 30, Fits: 1, NextBytes: 5 << 30, NextFactor: 0.625},
		Machine:  &bench.Machine{CPU: "a processor", Cores: 2, Runtime: "ONNX Runtime 1.30.0", LoadBefore: 0.5, LoadAfter: stats.Undefined()},
		Warnings: []string{"a warning"},
	}
}

func TestACheckSaysWhatToDoAboutEachLineThatDoesNotPass(t *testing.T) {
	var out strings.Builder
	if err := report.Check(&out, checked(), report.Form{Width: 200}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"a.onnx (sha256 abababababab) against service.yaml, on cpu\n",
		"│ loads and runs on cpu       │      PASS │",
		"│ felt p99, paced             │ UNDECIDED │           ≤ 50 ms │       12.3 ms [12.0, 13.0] │ 314 decisions │    3 │",
		"│ ≥ 60 % │", "50.0 % [45.0, 55.0] │",
		"│ 0.5 to 2 │", "1.000 [0.900, 1.100] │",
		"│ ≤ 0 faults │", "│ 2 faults │",
		"UNDECIDED felt p99, paced: needs 348 more decisions: 1 of 314 are late\n",
		"FAIL model p50, hot: to pass, use a network that takes 0.25 times as long\n",
		"FAIL felt p50, hot: to pass, allow more time: the win rates reach their bounds at delays of up to 217 ms\n",
		"FAIL 99 % within 50ms: to pass, run 3 processes, each on cores of its own\n",
		"FAIL sessions in 1.0GiB: to pass, use a model that holds 0.75 times the memory\n",
		"FAIL win rate against script:pro: to pass, use b.onnx: 70.0 % [65.0, 75.0]\n",
		"FAIL faults in matches: a score is NaN\n",
		"memory: 1 fit 10.0GiB (8.0GiB with one session, 8.0GiB for each further one); one more fits when a session holds at most 5.0GiB, 0.625 times as much, and a model between these sizes gains nothing\n",
		"a processor, 2 cores, ONNX Runtime 1.30.0; load average 0.50 before and – after the last benchmark\n",
		"warning: a warning\n",
		"FAIL: 2 of 9 requirements passed, 6 failed, 1 undecided; seed 7\n",
	} {
		if !strings.Contains(squeeze(out.String()), squeeze(want)) {
			t.Errorf("got\n%s\nwant %q", out.String(), want)
		}
	}
}

// squeeze makes runs of spaces one space.
func squeeze(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.Join(strings.Fields(l), " ")
	}
	return strings.Join(lines, "\n")
}

func TestACheckInJUnitHasACaseForEachRequirement(t *testing.T) {
	var out strings.Builder
	if err := report.CheckJUnit(&out, checked()); err != nil {
		t.Fatal(err)
	}
	var all junit.Testsuites
	if err := xml.Unmarshal([]byte(out.String()), &all); err != nil {
		t.Fatal(err)
	}
	if all.Tests != 9 || all.Failures != 6 || all.Skipped != 1 || all.Errors != 0 || len(all.Suites) != 1 {
		t.Fatalf("got %+v, want 9 tests, 6 failures and 1 skipped", all)
	}
	cases := all.Suites[0].Testcases
	if c := cases[0]; c.Failure != nil || c.Skipped != nil || c.Name != "loads and runs on cpu" || c.Classname != "a.target" {
		t.Errorf("got %+v, want a case that passes", c)
	}
	if c := cases[1]; c.Name != "felt p99, paced ≤ 50 ms" || c.Skipped == nil || c.Skipped.Message != "wanted ≤ 50 ms, measured 12.3 ms [12.0, 13.0]; needs 348 more decisions: 1 of 314 are late" {
		t.Errorf("got %+v with %+v, want a skipped case with its reason", c, c.Skipped)
	}
	if c := cases[2]; c.Failure == nil || !strings.Contains(c.Failure.Message, "to pass, use a network that takes 0.25 times as long") {
		t.Errorf("got %+v, want a failure with the remedy", c)
	}
}
