package rating_test

import (
	"math"
	"testing"

	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
)

func summarize(t *testing.T, n rating.Pentanomial) rating.Summary {
	t.Helper()
	s, err := n.Summarize()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestPairsThatAllScoreTheSameFallBackToWilsonOverPairs(t *testing.T) {
	s := summarize(t, rating.Pentanomial{0, 0, 0, 0, 20})
	want := stats.Wilson(20, 20)
	if s.Method != rating.MethodWilson || s.ScoreCI95 != want {
		t.Errorf("got %v by %s, want %v by wilson", s.ScoreCI95, s.Method, want)
	}
	if !math.IsInf(s.Elo, 1) || !math.IsInf(s.EloCI95.Hi, 1) || math.IsInf(s.EloCI95.Lo, 0) {
		t.Errorf("got Elo %v %v, want +Inf with a finite lower end", s.Elo, s.EloCI95)
	}
	if s.LOS < 0.999 || s.LOS >= 1 {
		t.Errorf("got LOS %v, want just below 1", s.LOS)
	}
}

func TestTheIntervalIsNormalOnlyWherePairsAndPointsAllowIt(t *testing.T) {
	for _, c := range []struct {
		counts rating.Pentanomial
		want   rating.Method
	}{
		{rating.Pentanomial{1, 1, 3, 2, 2}, rating.MethodWilson},    // 9 pairs
		{rating.Pentanomial{1, 1, 3, 2, 3}, rating.MethodExact},     // 10 pairs
		{rating.Pentanomial{2, 3, 6, 4, 4}, rating.MethodExact},     // 19 pairs
		{rating.Pentanomial{2, 3, 6, 4, 5}, rating.MethodNormal},    // 20 pairs, near one half
		{rating.Pentanomial{0, 0, 5, 0, 195}, rating.MethodExact},   // 2.5 points lost
		{rating.Pentanomial{195, 0, 5, 0, 0}, rating.MethodExact},   // 2.5 points won
		{rating.Pentanomial{0, 0, 32, 0, 168}, rating.MethodNormal}, // 16 points lost
		{rating.Pentanomial{0, 0, 0, 0, 200}, rating.MethodWilson},  // no pair differs
	} {
		if s := summarize(t, c.counts); s.Method != c.want {
			t.Errorf("%v: got %s, want %s", c.counts, s.Method, c.want)
		}
	}
}

func TestTheExactIntervalIsClopperAndPearsons(t *testing.T) {
	// 8 of 10 and 1 of 12, from R's binom.test.
	for _, c := range []struct {
		counts rating.Pentanomial
		want   stats.Interval
	}{
		{rating.Pentanomial{2, 0, 0, 0, 8}, stats.Interval{Lo: 0.4439045, Hi: 0.9747893}},
		{rating.Pentanomial{11, 0, 0, 0, 1}, stats.Interval{Lo: 0.002107593, Hi: 0.3847962}},
	} {
		got := summarize(t, c.counts).ScoreCI95
		if math.Abs(got.Lo-c.want.Lo) > 1e-6 || math.Abs(got.Hi-c.want.Hi) > 1e-6 {
			t.Errorf("%v: got %v, want %v", c.counts, got, c.want)
		}
	}
}

func TestSplittingEveryPairIsAnEvenScore(t *testing.T) {
	s := summarize(t, rating.Pentanomial{0, 0, 50, 0, 0})
	if s.Score != 0.5 || s.Elo != 0 || s.LOS != 0.5 || !s.ScoreCI95.Contains(0.5) {
		t.Errorf("got score %v, Elo %v, LOS %v, interval %v", s.Score, s.Elo, s.LOS, s.ScoreCI95)
	}
}

func TestTheOpponentsStatisticsAreMirrored(t *testing.T) {
	n := rating.Pentanomial{3, 5, 8, 13, 21}
	a, b := summarize(t, n), summarize(t, n.Reverse())
	for _, d := range []float64{
		a.Score + b.Score - 1, a.Elo + b.Elo, a.LOS + b.LOS - 1,
		a.ScoreCI95.Lo + b.ScoreCI95.Hi - 1, a.EloCI95.Hi + b.EloCI95.Lo,
	} {
		if math.Abs(d) > 1e-9 {
			t.Errorf("mirrored statistics differ by %v", d)
		}
	}
}

func TestPairsAreCountedByTheirScore(t *testing.T) {
	var n rating.Pentanomial
	for _, legs := range [][2]float64{{0, 0}, {0, 0.5}, {0.5, 0}, {0.5, 0.5}, {1, 0}, {0, 1}, {1, 0.5}, {1, 1}} {
		n.Add(legs[0], legs[1])
	}
	if want := (rating.Pentanomial{1, 2, 3, 1, 1}); n != want {
		t.Errorf("got %v, want %v", n, want)
	}
}

func TestNoPairsAndNegativeCountsAreRefused(t *testing.T) {
	for _, n := range []rating.Pentanomial{{}, {0, 0, -1, 0, 5}} {
		if _, err := n.Summarize(); err == nil {
			t.Errorf("%v: no error", n)
		}
	}
}

func TestEloAndScoreAreInverse(t *testing.T) {
	for _, s := range []float64{0.001, 0.25, 0.5, 0.64, 0.999} {
		if got := rating.Score(rating.Elo(s)); math.Abs(got-s) > 1e-12 {
			t.Errorf("score %v becomes %v", s, got)
		}
	}
	if !math.IsInf(rating.Elo(0), -1) || !math.IsInf(rating.Elo(1), 1) {
		t.Error("Elo of 0 and 1 must be infinite")
	}
}
