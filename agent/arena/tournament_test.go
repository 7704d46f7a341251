package arena_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
)

// tinyModel is a model of three classes that policy/ort is tested with.
const tinyModel = "../../policy/ort/testdata/good.onnx"

// tournament is a short run of contestants.
func tournament(t *testing.T, pairs int, specs ...string) arena.Tournament {
	t.Helper()
	x := arena.Tournament{
		Config: arena.Config{Pairs: pairs, Seed: 1, Rules: sim.DefaultRules()},
		Load:   bot.Setup{}.Loader(), Workers: 1,
	}
	x.Config.Rules.MatchTicks = 5 * sim.TickRate
	if err := x.Config.SetContestants(specs, ""); err != nil {
		t.Fatal(err)
	}
	return x
}

func lines(t *testing.T, dir string) int {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "matches.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Count(data, []byte("\n"))
}

func TestAnInterruptedTournamentKeepsAndReturnsWhatIsFinished(t *testing.T) {
	// With one worker the outcome is fixed: the twelfth match is interrupted, the eleven
	// before it are kept, and their five pairs are counted.
	for _, dir := range []string{"", filepath.Join(t.TempDir(), "run")} {
		ctx, interrupt := context.WithCancel(t.Context())
		var started atomic.Int32
		x := tournament(t, 100_000, tinyModel, "script:rookie")
		x.Config.Rules = sim.DefaultRules()
		x.Load = func(c bot.Contestant, delayTicks int32) (*bot.Model, error) {
			m, err := bot.Setup{}.Loader()(c, delayTicks)
			if err == nil {
				m.Seed = func(uint64) { // at the start of each match
					if started.Add(1) == 12 {
						interrupt()
					}
				}
			}
			return m, err
		}
		out, err := x.Run(ctx, dir)
		var early *arena.Unfinished
		if !errors.As(err, &early) || !early.Interrupted() || early.Finished != 11 || early.Planned != 200_000 || early.Dir != dir {
			t.Fatalf("got %+v, want an interrupt after 11 of 200000 legs in %q", err, dir)
		}
		if games := out.Results.Contestants[0].Games; games != 10 || out.Results.Ended != arena.EndedByInterrupt {
			t.Errorf("%d games of 12 that were started, ended by %s; want the 5 whole pairs before the one that was interrupted", games, out.Results.Ended)
		}
		if dir == "" {
			continue
		}
		if n := lines(t, dir); n != 11 {
			t.Errorf("%d matches are kept; want the 11 that are finished", n)
		}
		if _, err := os.Stat(filepath.Join(dir, "results.json")); err == nil {
			t.Error("results.json is written though the run is not finished")
		}
	}
}

func TestAFailureLeavesARunThatResumes(t *testing.T) {
	x := tournament(t, 4, "script:rookie", "script:random")
	want, err := x.Run(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "run")
	x.Progress = func(done, total int) {
		if done == 4 && total == 8 {
			if err := os.Rename(filepath.Join(dir, "replays"), filepath.Join(dir, "gone")); err != nil {
				t.Error(err)
			}
		}
	}
	_, err = x.Run(t.Context(), dir)
	var early *arena.Unfinished
	if !errors.As(err, &early) || early.Interrupted() || early.Finished > 4 || early.Dir != dir || !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("got %v, want a failure to write after at most 4 legs", err)
	}
	if n := lines(t, dir); n != early.Finished {
		t.Errorf("%d matches are reported as finished, but %d are kept", early.Finished, n)
	}
	if err := os.Rename(filepath.Join(dir, "gone"), filepath.Join(dir, "replays")); err != nil {
		t.Fatal(err)
	}
	x.Progress = nil
	out, err := x.Run(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(out.Legs, want.Legs) || out.Replays.Files != 8 {
		t.Errorf("resumed: %d replays and the legs\n%+v\nwant 8 and those of a run in one go\n%+v", out.Replays.Files, out.Legs, want.Legs)
	}
}

func TestProgressCountsTheMissingLegs(t *testing.T) {
	x := tournament(t, 2, "script:rookie", "script:random")
	type call struct{ done, total int }
	var calls []call
	x.Progress = func(done, total int) { calls = append(calls, call{done, total}) }
	dir := t.TempDir()
	for _, want := range [][]call{{{0, 4}, {2, 4}, {4, 4}, {4, 4}}, {{0, 0}, {0, 0}}} {
		calls = nil
		if _, err := x.Run(t.Context(), dir); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(calls, want) {
			t.Errorf("called with %v, want %v", calls, want)
		}
	}
}

func TestABudgetEndsARunAndTheResultsSaySo(t *testing.T) {
	x := tournament(t, 3, "script:rookie", "script:random")
	x.Budget = time.Nanosecond
	dir := t.TempDir()
	out, err := x.Run(t.Context(), dir)
	if err != nil || out.Results.Ended != arena.EndedByClock {
		t.Errorf("ended by %s (%v), want the clock", out.Results.Ended, err)
	}
	x.Budget = 0
	if out, err = x.Run(t.Context(), dir); err != nil || out.Results.Ended != arena.EndedBySchedule || out.Results.Contestants[0].Games != 6 {
		t.Errorf("resumed: %d games, ended by %s (%v); want 6, the schedule", out.Results.Contestants[0].Games, out.Results.Ended, err)
	}
}

func TestValidateReportsEveryBadField(t *testing.T) {
	x := arena.Tournament{Config: arena.Config{Delay: agent.DelayOf(999)}, Budget: -time.Second}
	err := x.Validate()
	for _, want := range []string{"match_ticks 0", "want 0 to 120", "pairs is 0; want 1 to 100000", "needs two contestants", "loader", "workers is 0", "budget is -1s"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in: %v", want, err)
		}
	}
	if _, err := x.Run(t.Context(), ""); err == nil {
		t.Error("Run plays what Validate refuses")
	}
}

func TestPairScoresExcludeUndecidedPairs(t *testing.T) {
	leg := func(pairing, pair, leg int, outcome string) arena.Leg {
		return arena.Leg{Pairing: pairing, Pair: pair, Leg: leg, Outcome: outcome}
	}
	got := arena.PairScores([]arena.Leg{
		leg(0, 0, 1, arena.Win), leg(0, 0, 0, arena.Draw), // in any order
		leg(0, 1, 0, arena.Loss), leg(0, 1, 1, arena.Loss),
		leg(1, 0, 0, arena.Win), leg(1, 0, 1, arena.Void),
		leg(1, 1, 0, arena.Win),
	})
	want := map[arena.PairKey]float64{{Pairing: 0, Pair: 0}: 0.75, {Pairing: 0, Pair: 1}: 0}
	if len(got) != len(want) || got[arena.PairKey{Pairing: 0, Pair: 0}] != 0.75 || got[arena.PairKey{Pairing: 0, Pair: 1}] != 0 {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestLatencySpecificationsAreParsed(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return "file:" + path
	}
	for spec, ticks := range map[string]int32{"fixed:35ms": 3, "fixed:0s": 0, file("samples.csv", "\ufeffms\n20\n60.5\n\n 200 \n"): 4} {
		m, err := arena.NewLatencyModel(spec, "", nil, nil)
		if err != nil || m.Spec != spec || m.All.Median() != ticks {
			t.Errorf("%s: %+v, %v; want a median of %d ticks", spec, m, err, ticks)
		}
	}
	if m, err := arena.NewLatencyModel("", "", nil, nil); m != nil || err != nil {
		t.Errorf("no latency is %v, %v", m, err)
	}
	for spec, says := range map[string]string{
		"slow":                             "want fixed:DURATION, file:FILE.csv or measured",
		"fixed:":                           "is not a duration; want e.g. 35ms",
		"fixed:35":                         "has no unit; want a duration such as 35ms",
		"fixed:-1ms":                       "out of range; want a duration of 0 or more",
		"fixed:99999999999h":               "out of range",
		"measured:now":                     "want fixed:DURATION, file:FILE.csv or measured",
		"file:/nowhere.csv":                "no such file",
		file("word.csv", "ms\n1\nx\n"):     `line 3: "x" is not a number`,
		file("negative.csv", "1\n-2\n"):    `line 2: "-2" is out of range; want 0 to 1000000000 ms`,
		file("table.csv", "ms,who\n1,a\n"): `line 1: "ms,who" is not a number`,
		file("header.csv", "ms\n"):         "no numbers; want one",
		file("long.csv", "1\n"+strings.Repeat("2", 1<<17)): "line 2 has more than 65536 bytes",
		file("nan.csv", "1\nNaN\n"):                        `line 2: "NaN" is not a number`,
	} {
		if m, err := arena.NewLatencyModel(spec, "", nil, nil); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, %v; want %q", spec, m, err, says)
		}
	}
}

func TestMeasuredLatenciesAreKeptWithTheRun(t *testing.T) {
	x := tournament(t, 1, tinyModel+"?name=tiny", tinyModel+"?name=slow&delay=9", "script:pro")
	x.Latency = "measured"
	dir := t.TempDir()
	out, err := x.Run(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	of := out.Results.Latency.Of
	if of["tiny"] == nil || len(of) != 1 {
		t.Errorf("measured %v, want the one that states no delay", of)
	}
	again, err := x.Run(t.Context(), dir)
	if err != nil || !slices.Equal(again.Legs, out.Legs) || again.Results.Latency.Of["tiny"].P50MS != of["tiny"].P50MS {
		t.Errorf("the finished run was measured again: %v, %v", again.Results.Latency, err)
	}
}

func TestLatenciesThatAreTooLongAreReported(t *testing.T) {
	var log bytes.Buffer
	x := tournament(t, 1, tinyModel, "script:dummy")
	x.Latency, x.Log = "fixed:9s", zerolog.New(&log)
	if _, err := x.Run(t.Context(), ""); err != nil || !strings.Contains(log.String(), "latencies above 2000 ms count as 2000 ms") {
		t.Errorf("%v, log %s; want a warning that 9 s are clamped", err, log.String())
	}
}
