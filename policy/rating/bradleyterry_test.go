package rating_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
)

func fitWins(t *testing.T, wins [][]float64) *rating.BradleyTerry {
	t.Helper()
	f, err := rating.FitWins(wins)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// difference returns the rating of contestant 0 minus that of 1 with its 95 % interval.
func difference(f *rating.BradleyTerry) (elo float64, ci95 stats.Interval) {
	elo = f.Elo[0] - f.Elo[1]
	half := stats.Z95 * math.Sqrt(f.Covariance[0][0]+f.Covariance[1][1]-2*f.Covariance[0][1])
	return elo, stats.Interval{Lo: elo - half, Hi: elo + half}
}

func TestTwoContestantsAgreeWithPlainElo(t *testing.T) {
	f := fitWins(t, [][]float64{{0, 64}, {36, 0}})
	elo, ci := difference(f)
	if want := rating.Elo(0.64); math.Abs(elo-want) > 1e-9 {
		t.Errorf("difference: got %v, want %v", elo, want)
	}
	// Delta method: se(Elo) = 400/ln 10 · se(s)/(s(1−s)).
	want := stats.Z95 * 400 / math.Ln10 / math.Sqrt(100*0.64*0.36)
	if got := (ci.Hi - ci.Lo) / 2; math.Abs(got-want) > 1e-9 {
		t.Errorf("half-width: got %v, want %v", got, want)
	}
	if f.DF != 0 || !math.IsNaN(f.P) || !f.Transitive() {
		t.Errorf("one pairing cannot be tested: got df %d, p %v", f.DF, f.P)
	}
}

func TestPairedCovarianceAgreesWithThePentanomial(t *testing.T) {
	n := rating.Pentanomial{10, 0, 60, 0, 30}
	var pairs []rating.PairScore
	for bucket, c := range n {
		for i := range c {
			if i%2 == 0 {
				pairs = append(pairs, rating.PairScore{A: 0, B: 1, Score: float64(bucket) / 4})
			} else {
				pairs = append(pairs, rating.PairScore{A: 1, B: 0, Score: 1 - float64(bucket)/4})
			}
		}
	}
	f, err := rating.FitPairs(2, pairs)
	if err != nil {
		t.Fatal(err)
	}
	s := summarize(t, n)
	_, ci := difference(f)
	want := stats.Z95 * 400 / math.Ln10 * math.Sqrt(s.Variance/100) / (s.Score * (1 - s.Score))
	if got := (ci.Hi - ci.Lo) / 2; math.Abs(got-want) > 1e-9 {
		t.Errorf("half-width: got %v, want %v", got, want)
	}
}

func TestPairsThatAllSplitDoNotGiveAnEmptyInterval(t *testing.T) {
	pairs := make([]rating.PairScore, 30)
	for i := range pairs {
		pairs[i] = rating.PairScore{A: 0, B: 1, Score: 0.5}
	}
	f, err := rating.FitPairs(2, pairs)
	if err != nil {
		t.Fatal(err)
	}
	_, ci := difference(f)
	want := stats.Z95 * 400 / math.Ln10 * 0.5 / math.Sqrt(30) / 0.25
	if got := (ci.Hi - ci.Lo) / 2; math.Abs(got-want) > 1e-9 {
		t.Errorf("half-width: got %v, want %v (one observation per pair)", got, want)
	}
}

func TestWinningEverythingGivesAFiniteRatingByVirtualDraws(t *testing.T) {
	f := fitWins(t, [][]float64{{0, 10, 10}, {0, 0, 6}, {0, 4, 0}})
	if !f.VirtualDraws {
		t.Error("virtual draws are not reported")
	}
	if !(f.Elo[0] > f.Elo[1] && f.Elo[1] > f.Elo[2]) || math.IsInf(f.Elo[0], 0) || f.Elo[0] > 2000 {
		t.Errorf("got %v, want finite values in descending order", f.Elo)
	}
	if sum := f.Elo[0] + f.Elo[1] + f.Elo[2]; math.Abs(sum) > 1e-9 {
		t.Errorf("ratings sum to %v, want 0", sum)
	}
	if fitWins(t, [][]float64{{0, 9, 9}, {1, 0, 6}, {1, 4, 0}}).VirtualDraws {
		t.Error("virtual draws although everybody won and lost")
	}
}

func TestAGroupThatAlwaysBeatsTheOthersGetsFiniteRatings(t *testing.T) {
	f := fitWins(t, [][]float64{{0, 5, 8, 8}, {5, 0, 8, 8}, {0, 0, 0, 5}, {0, 0, 5, 0}})
	if !f.VirtualDraws || math.Abs(f.Elo[0]-f.Elo[1]) > 1e-6 || f.Elo[0] < 100 {
		t.Errorf("got %v, virtual draws %v", f.Elo, f.VirtualDraws)
	}
}

func TestASweptLadderIsTransitive(t *testing.T) {
	var pairs []rating.PairScore
	for a := range 6 {
		for b := a + 1; b < 6; b++ {
			for range 200 {
				pairs = append(pairs, rating.PairScore{A: a, B: b, Score: 1})
			}
		}
	}
	f, err := rating.FitPairs(6, pairs)
	if err != nil {
		t.Fatal(err)
	}
	if !f.VirtualDraws || !f.Transitive() || f.DF != 10 {
		t.Errorf("got χ² %v, df %d, p %v, virtual draws %v", f.ChiSquare, f.DF, f.P, f.VirtualDraws)
	}
}

func TestAHugeGapIsStillFitted(t *testing.T) {
	elo, _ := difference(fitWins(t, [][]float64{{0, 1e9}, {1, 0}}))
	if math.Abs(elo-3600) > 1e-3 {
		t.Errorf("got %v, want 3600", elo)
	}
}

func TestRockPaperScissorsIsReportedAsIntransitive(t *testing.T) {
	if f := fitWins(t, [][]float64{{0, 80, 20}, {20, 0, 80}, {80, 20, 0}}); f.Transitive() || f.DF != 1 {
		t.Errorf("got χ² %v, df %d, p %v; want a rejection with df 1", f.ChiSquare, f.DF, f.P)
	}
}

func TestChiSquareOfIndependentGamesIsPearsons(t *testing.T) {
	wins := [][]float64{{0, 14, 18, 9}, {6, 0, 13, 8}, {2, 7, 0, 5}, {4, 3, 7, 0}}
	f := fitWins(t, wins)
	want := 0.0
	for i := range wins {
		for j := i + 1; j < len(wins); j++ {
			n, p := wins[i][j]+wins[j][i], rating.Score(f.Elo[i]-f.Elo[j])
			want += math.Pow(wins[i][j]-n*p, 2) / (n * p * (1 - p))
		}
	}
	if math.Abs(f.ChiSquare-want) > 1e-9 || f.DF != 3 {
		t.Errorf("got χ² %v with df %d, want %v with 3", f.ChiSquare, f.DF, want)
	}
}

func TestPairedIntervalsAndTheTestHaveTheirNominalRates(t *testing.T) {
	// Four contestants of known strength. The legs of a pair are copies
	// half of the time, so that the binomial covariance is far too small.
	truth := []float64{120, 30, -40, -110}
	r := rand.New(rand.NewPCG(11, 3))
	const runs = 600
	covered, intervals, rejected := 0, 0, 0
	for range runs {
		var pairs []rating.PairScore
		for a := range truth {
			for b := a + 1; b < len(truth); b++ {
				draw := alike(rating.Score(truth[a] - truth[b]))
				for range 40 {
					x, y := draw(r)
					pairs = append(pairs, rating.PairScore{A: a, B: b, Score: (x + y) / 2})
				}
			}
		}
		f, err := rating.FitPairs(len(truth), pairs)
		if err != nil {
			t.Fatal(err)
		}
		for i := range truth {
			intervals++
			if f.EloCI95[i].Contains(truth[i]) {
				covered++
			}
		}
		if !f.Transitive() {
			rejected++
		}
	}
	if rate := float64(covered) / float64(intervals); rate < 0.925 || rate > 0.975 {
		t.Errorf("95 %% intervals covered %.3f", rate)
	}
	if rate := float64(rejected) / runs; rate < 0.02 || rate > 0.09 {
		t.Errorf("the 5 %% test rejected a transitive pool at rate %.3f", rate)
	}
}

func TestInvalidMatricesAreRefusedWithTheReason(t *testing.T) {
	for want, wins := range map[string][][]float64{
		"at least two":   {{0}},
		"needs 2":        {{0, 1}, {1}},
		"start at 0":     {{0, -1}, {1, 0}},
		"write 0 there":  {{3, 1}, {1, 0}},
		"never met":      {{0, 1, 0}, {1, 0, 0}, {0, 0, 0}},
		"finite":         {{0, math.Inf(1)}, {1, 0}},
		"column 2 is Na": {{0, math.NaN()}, {1, 0}},
	} {
		if _, err := rating.FitWins(wins); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: got %v, want an error with %q", wins, err, want)
		}
	}
	for _, p := range []rating.PairScore{{A: 0, B: 0, Score: 1}, {A: 0, B: 5, Score: 1}, {A: 0, B: 1, Score: 0.3}} {
		if _, err := rating.FitPairs(2, []rating.PairScore{p}); err == nil {
			t.Errorf("%+v: no error", p)
		}
	}
}
