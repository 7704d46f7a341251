package rating_test

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
)

type vectors struct {
	Tolerance float64 `json:"tolerance"`
	Wilson95  []struct {
		Wins, Games float64
		Want        stats.Interval
	} `json:"wilson95"`
	Pentanomial []struct {
		Counts rating.Pentanomial `json:"counts_LL_LD_DDWL_WD_WW"`
		Want   struct {
			Pairs                     int
			Score, Variance, Elo, LOS float64
			ScoreCI95                 stats.Interval `json:"score_ci95"`
			EloCI95                   stats.Interval `json:"elo_ci95"`
		}
	} `json:"pentanomial"`
	SPRT []struct {
		Counts           []int `json:"counts_low_to_high"`
		Elo0, Elo1, Want float64
	} `json:"sprt_logistic"`
	Bounds []struct {
		Alpha, Beta float64
		Want        [2]float64
	} `json:"sprt_bounds"`
	BradleyTerry []struct {
		Wins [][]float64
		Want []float64 `json:"want_elo_centred"`
	} `json:"bradley_terry"`
}

func TestConformsToTheSharedVectors(t *testing.T) {
	data, err := os.ReadFile("testdata/statistics.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Wilson95) == 0 || len(v.Pentanomial) == 0 || len(v.SPRT) == 0 || len(v.Bounds) == 0 || len(v.BradleyTerry) == 0 {
		t.Fatal("a section of statistics.json was not read")
	}
	near := func(what string, got, want float64) {
		t.Helper()
		if !(math.Abs(got-want) <= v.Tolerance) {
			t.Errorf("%s: got %.9f, want %.9f", what, got, want)
		}
	}
	for _, c := range v.Wilson95 {
		got := stats.Wilson(c.Wins, c.Games)
		near("wilson lo", got.Lo, c.Want.Lo)
		near("wilson hi", got.Hi, c.Want.Hi)
	}
	for _, c := range v.Pentanomial {
		got, err := c.Counts.Summarize()
		if err != nil {
			t.Fatal(err)
		}
		if got.Pairs != c.Want.Pairs {
			t.Errorf("pairs of %v: got %d, want %d", c.Counts, got.Pairs, c.Want.Pairs)
		}
		near("score", got.Score, c.Want.Score)
		near("variance", got.Variance, c.Want.Variance)
		near("score lo", got.ScoreCI95.Lo, c.Want.ScoreCI95.Lo)
		near("score hi", got.ScoreCI95.Hi, c.Want.ScoreCI95.Hi)
		near("elo", got.Elo, c.Want.Elo)
		near("elo lo", got.EloCI95.Lo, c.Want.EloCI95.Lo)
		near("elo hi", got.EloCI95.Hi, c.Want.EloCI95.Hi)
		near("los", got.LOS, c.Want.LOS)
	}
	for _, c := range v.SPRT {
		near("llr", rating.SPRT{Elo0: c.Elo0, Elo1: c.Elo1}.LLR(c.Counts), c.Want)
	}
	for _, c := range v.Bounds {
		lower, upper := rating.SPRT{Alpha: c.Alpha, Beta: c.Beta}.Bounds()
		near("lower", lower, c.Want[0])
		near("upper", upper, c.Want[1])
	}
	for _, c := range v.BradleyTerry {
		fit, err := rating.FitWins(c.Wins)
		if err != nil {
			t.Fatal(err)
		}
		for i := range c.Want {
			near("bradley-terry elo", fit.Elo[i], c.Want[i])
		}
	}
}
