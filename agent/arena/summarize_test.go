package arena

import (
	"context"
	"runtime"
	"slices"
	"testing"

	"github.com/kumite/kumite/sim"
)

func TestTheSameTranscriptTwiceIsCountedOnce(t *testing.T) {
	cfg := config(t, 4, "script:rookie", "script:random")
	cfg.Rules.MatchTicks = 5 * sim.TickRate
	legs := run(t, cfg, 1, nil)
	for leg := range 2 { // the last pair is the first again
		l := legs[leg]
		l.Pair = 3
		legs[6+leg] = l
	}
	r := summarize(t, cfg, legs)
	p, a := r.Pairings[0], r.Contestants[0]
	if p.Duplicates != 1 || p.Pentanomial.Pairs() != 3 || p.Seeds != 3 || p.Wins+p.Losses+p.Draws != 6 {
		t.Errorf("pairing %+v; want 3 pairs on 3 seeds and one duplicate", p)
	}
	if a.Games != 6 || a.Duplicates != 2 || r.SideAdvantage.Pairs != 3 {
		t.Errorf("%d games, %d duplicates, %d pairs for the side; want 6, 2, 3", a.Games, a.Duplicates, r.SideAdvantage.Pairs)
	}
	other := legs[6]
	other.Ticks++
	legs[6] = other
	if r := summarize(t, cfg, legs); r.Pairings[0].Duplicates != 0 {
		t.Error("another match on the same seed is called a duplicate")
	}
}

func TestAnOpponentUnderTwoNamesCountsOnce(t *testing.T) {
	cfg := config(t, 3, "script:rookie", "script:pro", "script:pro")
	cfg.Rules.MatchTicks = 5 * sim.TickRate
	cfg.Gauntlet = []string{"pro", "pro#2"}
	r := summarize(t, cfg, run(t, cfg, 2, nil))
	if x := r.Contestants[0]; x.Games != 6 || x.Duplicates != 6 || x.Pentanomial.Pairs() != 3 {
		t.Errorf("%d games, %d duplicates, %d pairs; want 6, 6, 3", x.Games, x.Duplicates, x.Pentanomial.Pairs())
	}
	for _, twin := range r.Contestants[1:] {
		if twin.Games != 6 || twin.Duplicates != 0 {
			t.Errorf("%s has %d games and %d duplicates, want its own 6 and 0", twin.Name, twin.Games, twin.Duplicates)
		}
	}

	alone := config(t, 3, "script:rookie", "script:pro")
	alone.Rules = cfg.Rules
	want := summarize(t, alone, run(t, alone, 2, nil))
	if *r.SideAdvantage != *want.SideAdvantage {
		t.Errorf("side advantage %+v, want %+v as without the twin", *r.SideAdvantage, *want.SideAdvantage)
	}
	for i, x := range r.Contestants {
		if w := want.Contestants[min(i, 1)]; x.Elo != w.Elo || x.EloCI95 != w.EloCI95 {
			t.Errorf("%s has Elo %v %v, want %v %v as without the twin", x.Name, x.Elo, x.EloCI95, w.Elo, w.EloCI95)
		}
	}
}

func TestSlicesCoverEveryGameOnce(t *testing.T) {
	cfg := config(t, 6, "script:pro", "script:rookie", "script:spammer")
	legs := run(t, cfg, 2, nil)
	for _, c := range summarize(t, cfg, legs).Contestants {
		by := map[string]Score{}
		for _, s := range c.Slices {
			sum := by[s.By]
			sum.Wins, sum.Losses, sum.Draws = sum.Wins+s.Wins, sum.Losses+s.Losses, sum.Draws+s.Draws
			by[s.By] = sum
		}
		for _, name := range []string{"opponent", "side", "length"} {
			if s := by[name]; s.Wins != c.Wins || s.Losses != c.Losses || s.Draws != c.Draws {
				t.Errorf("%s by %s: %+v, in all %+v", c.Name, name, s, c.Score)
			}
		}
	}
	rules := sim.Rules{MatchTicks: 300}
	for ticks, want := range map[int32]string{1: "first third", 100: "first third", 101: "second third", 200: "second third", 201: "last third", 300: "last third"} {
		if got := length(&Leg{Reason: "ko", Ticks: ticks}, rules); got != want {
			t.Errorf("a knock-out in tick %d of 300 is in the %s, want %s", ticks, got, want)
		}
	}
	if got := length(&Leg{Reason: "bell", Ticks: 300}, rules); got != "bell" {
		t.Errorf("the bell is in the %s", got)
	}
}

func TestAContestantWithoutMatchesHasNoEloAndCausesNoError(t *testing.T) {
	cfg := config(t, 2, "script:rookie", "script:random", "script:dummy")
	cfg.Rules.MatchTicks = 5 * sim.TickRate
	legs := run(t, cfg, 1, nil)
	r := summarize(t, cfg, legs[:2])
	if r.FitError != "" || r.Contestants[2].Elo.Defined() || r.Ended != EndedByInterrupt {
		t.Errorf("error %q, Elo %v, ended by %s; want none, none, interrupt", r.FitError, r.Contestants[2].Elo, r.Ended)
	}
	if r := summarize(t, cfg, legs); r.Fit == nil || r.Fit.DF != 1 || !r.Fit.P.Defined() {
		t.Errorf("the fit of three contestants is %+v, want one degree of freedom", r.Fit)
	}
	if r := summarize(t, cfg, legs[2:]); r.Contestants[0].Games != 0 {
		t.Errorf("%d games are counted beyond a gap at the start", r.Contestants[0].Games)
	}
}

func TestMemoryDoesNotGrowWithTheNumberOfMatches(t *testing.T) {
	cfg := config(t, 400, "script:random", "script:dummy")
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	var sizes []uint64
	_, err := Run(context.Background(), cfg, anybody(cfg), noModels, Options{Workers: 2}, func(played []Played) error {
		if slices.Contains([]int{50, 399}, played[0].Leg.Pair) {
			sizes = append(sizes, heap())
		}
		return nil
	})
	if err != nil || len(sizes) != 2 {
		t.Fatalf("%d sizes, %v", len(sizes), err)
	}
	// 700 recordings would be 3.4 MB.
	if grown := int64(sizes[1]) - int64(sizes[0]); grown > 1<<20 {
		t.Errorf("the heap grew by %d bytes from match 100 to match 800", grown)
	}
}
