package main

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/policy/stats"
)

func TestASweepsRangeIsReadAsItIsWritten(t *testing.T) {
	for text, want := range map[string][]string{
		"delay=0..3":       {"0", "1", "2", "3"},
		"delay=0..30/10":   {"0", "10", "20", "30"},
		"tau=0..0.3/0.1":   {"0.0", "0.1", "0.2", "0.3"},
		"gamma=-1..1":      {"-1", "0", "1"},
		"act=0.0..0.1":     {"0.00", "0.01", "0.02", "0.03", "0.04", "0.05", "0.06", "0.07", "0.08", "0.09", "0.10"},
		"gamma=-2..0/0.75": {"-2.00", "-1.25", "-0.50"},
	} {
		s, err := parseSweep(text)
		if err != nil || !slices.Equal(s.words, want) {
			t.Errorf("%s: %v, %v; want %v", text, s.words, err, want)
		}
	}
	for _, text := range []string{"", "delay", "=0..1", "delay=", "delay=1", "delay=3..1", "delay=1..1", "delay=0..121", "delay=-1..3",
		"delay=0..3/0.5", "tau=0..1/0", "tau=0..1/-1", "tau=0..1/1e-9", "tau=0..NaN", "tau=a..b", "name=0..1", "tau=0..100000/1"} {
		if s, err := parseSweep(text); err == nil || !strings.Contains(err.Error(), "want SETTING=START..END[/STEP]") {
			t.Errorf("%q: %v, %v; want a refusal with the mend", text, s, err)
		}
	}
}

// sweepArgs are a short sweep of the tiny model.
func sweepArgs(more ...string) []string {
	return append([]string{"tournament", "--isolate", "off", "--sweep", "delay=0..20/10", "--pairs", "2", "--seed", "3", "--match-seconds", "10"}, more...)
}

func TestASweepPlaysEveryValueOnTheSameSeedsAgainstEveryOpponent(t *testing.T) {
	dir := t.TempDir()
	run, plot := filepath.Join(dir, "run"), filepath.Join(dir, "sweep.svg")
	args := sweepArgs("--json", "--out", run, "--plot", plot, tinyModel+"?decode=sample", "script:dummy", "script:rookie")
	first := mustRun(t, args...)
	var r sweepResults
	if err := json.Unmarshal([]byte(first), &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Points) != 3 || r.Points[2].Value != 20 || *r.Points[2].Millis != 20*1000/60.0 || !slices.Equal(r.Opponents, []string{"dummy", "rookie"}) {
		t.Errorf("points %+v against %v; want delays of 0, 10 and 20 ticks against two", r.Points, r.Opponents)
	}
	for _, p := range r.Points {
		if p.Games != 8 || p.Wins+p.Losses+p.Draws != 8 || p.Pentanomial.Pairs() != 4 {
			t.Errorf("delay %v: %+v; want 8 games in 4 pairs", p.Value, p)
		}
	}
	seeds := map[string]map[uint64]int{} // by opponent
	for _, line := range strings.Split(strings.TrimSpace(string(read(t, filepath.Join(run, "matches.jsonl")))), "\n") {
		var l struct {
			B    string
			Seed uint64
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		if seeds[l.B] == nil {
			seeds[l.B] = map[uint64]int{}
		}
		seeds[l.B][l.Seed]++
	}
	for opponent, of := range seeds {
		if len(of) != 2 {
			t.Errorf("%s meets the values on %d seeds, want the same 2 for all", opponent, len(of))
		}
		for seed, n := range of {
			if n != 6 {
				t.Errorf("%s: seed %d is played %d times, want 6", opponent, seed, n)
			}
		}
	}
	if again := mustRun(t, args...); again != first {
		t.Errorf("the finished run prints\n%s\nfirst\n%s", again, first)
	}
	if svg := string(read(t, plot)); !strings.Contains(svg, "<svg") || !strings.Contains(svg, "ticks of 1/60 s") {
		t.Errorf("the plot is %.200s", svg)
	}
}

func TestASweepIsOneTournamentOfItsVariants(t *testing.T) {
	var swept sweepResults
	if err := json.Unmarshal([]byte(mustRun(t, sweepArgs("--json", tinyModel+"?decode=sample", "script:rookie")...)), &swept); err != nil {
		t.Fatal(err)
	}
	out := mustRun(t, "tournament", "--isolate", "off", "--json", "--pairs", "2", "--seed", "3", "--match-seconds", "10",
		tinyModel+"?decode=sample&delay=10", "script:rookie")
	var alone struct {
		Contestants []struct{ Wins, Losses, Draws int }
	}
	if err := json.Unmarshal([]byte(out), &alone); err != nil {
		t.Fatal(err)
	}
	if got, want := swept.Points[1], alone.Contestants[0]; got.Wins != want.Wins || got.Losses != want.Losses || got.Draws != want.Draws {
		t.Errorf("in the sweep a delay of 10 makes %+v, alone %+v", got, want)
	}
}

func TestASweepIsShownWithItsKnee(t *testing.T) {
	out := mustRun(t, sweepArgs("--bar", "0.01", tinyModel+"?decode=sample", "script:dummy")...)
	for _, part := range []string{"delay (ticks)", "win rate [95 %]", "pair score [95 %]", "knee: ", "sure: ", "best: ", "against dummy: 2 pairs each, seed 3"} {
		if !strings.Contains(out, part) {
			t.Errorf("the table lacks %q:\n%s", part, out)
		}
	}
	table := mustRun(t, sweepArgs("--csv", tinyModel, "script:dummy")...)
	if lines := strings.Split(table, "\n"); len(lines) != 5 || !strings.HasPrefix(lines[0], "delay,games,wins") || !strings.HasPrefix(lines[3], "20,4,") {
		t.Errorf("the CSV is\n%s", table)
	}
}

func TestTheKneeIsTheLargestValueThatReachesTheBar(t *testing.T) {
	point := func(value float64, wins, games int) sweepPoint {
		p := sweepPoint{Value: value, Games: games, Wins: wins, Losses: games - wins}
		p.WinRate, p.WinRateCI95 = ratingOf(wins, games)
		p.Score, p.ScoreCI95 = p.WinRate, p.WinRateCI95
		return p
	}
	r := sweepResults{Setting: "delay", Bar: 0.5, Points: []sweepPoint{
		point(0, 90, 100), point(1, 95, 100), point(2, 55, 100), point(3, 45, 100), point(4, 52, 100), point(5, 10, 100)}}
	r.findKnee()
	if r.Knee == nil || r.Knee.Value != 4 || *r.Knee.Millis != 4*1000/60.0 || r.Knee.Sure == nil || *r.Knee.SureFrom != 0 || *r.Knee.Sure != 1 || r.Best.Value != 1 {
		t.Errorf("knee %+v, best %+v; want 4 ticks, sure from 0 to 1, and best 1", r.Knee, r.Best)
	}
	hump := sweepResults{Setting: "tau", Bar: 0.5, Points: []sweepPoint{
		point(0, 0, 100), point(.2, 80, 100), point(.4, 92, 100), point(.6, 70, 100), point(.8, 55, 100), point(1, 66, 100)}}
	hump.findKnee()
	if says := strings.Join(hump.findings(), "\n"); !strings.Contains(says, "sure: from tau=0.2 to tau=0.6 the whole interval lies at 50 % or above") {
		t.Errorf("of a hump it says:\n%s", says)
	}
	r = sweepResults{Setting: "tau", Bar: 0.99, Points: r.Points}
	r.findKnee()
	if r.Knee != nil || !strings.Contains(r.findings()[0], "no value reaches a win rate of 99 %") {
		t.Errorf("knee %+v of values that are all below the bar", r.Knee)
	}
}

func TestASweepRefusesWhatItCannotPlay(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"a script":           {sweepArgs("script:pro", "script:dummy"), "is no model; name PATH.onnx first"},
		"nobody else":        {sweepArgs(tinyModel), "at least one opponent"},
		"a gauntlet":         {sweepArgs("--gauntlet", "script:dummy", tinyModel, "script:dummy"), "--gauntlet has no place in a sweep"},
		"a delay":            {sweepArgs("--delay", "3", tinyModel, "script:dummy"), "leave out --latency and --delay"},
		"a latency":          {sweepArgs("--latency", "fixed:35ms", tinyModel, "script:dummy"), "leave out --latency and --delay"},
		"a bar":              {sweepArgs("--bar", "1.5", tinyModel, "script:dummy"), "--bar is 1.5"},
		"a plot alone":       {[]string{"tournament", "--plot", "x.svg", "script:pro", "script:dummy"}, "--plot is of a sweep"},
		"no such setting":    {[]string{"tournament", "--isolate", "off", "--sweep", "taau=0..1", tinyModel + "?decode=logit_adjust", "script:dummy"}, `did you mean "tau"?`},
		"a plot in no place": {sweepArgs("--plot", "/nowhere/x.svg", tinyModel, "script:dummy"), "/nowhere/x.svg"},
	} {
		t.Run(name, func(t *testing.T) { refuses(t, c.args, c.says) })
	}
}

func ratingOf(wins, games int) (stats.Float, stats.Interval) {
	return stats.Float(float64(wins) / float64(games)), stats.Wilson(float64(wins), float64(games))
}
