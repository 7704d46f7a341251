package rating_test

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/policy/rating"
)

func TestWinRatesValidateTheirCounts(t *testing.T) {
	for want, c := range map[string][2]int{
		"no games; give at least one": {0, 0},
		"5 wins in 3 games":           {5, 3},
		"-1 wins; counts start at 0":  {-1, 3},
	} {
		if _, err := rating.NewWinRate(c[0], c[1]); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%d wins in %d games: got %v, want %q", c[0], c[1], err, want)
		}
	}
	r, err := rating.NewWinRate(3, 3)
	if err != nil || r.Rate != 1 || r.CI95.Hi != 1 || r.CI95.Lo > 0.5 {
		t.Errorf("3 of 3: got %+v, %v; want 1 with a lower bound of at most 0.5", r, err)
	}
}

func TestPairStatisticsReportTheCountsAndTheTestTogether(t *testing.T) {
	bad := rating.SPRT{Elo0: 50, Elo1: 0, Alpha: 0.05, Beta: 0.05}
	_, err := rating.NewPairStatistics(rating.Pentanomial{}, bad)
	for _, want := range []string{"all counts are zero", "elo0 must be the lower one"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to contain %q", err, want)
		}
	}
	counts := rating.Pentanomial{1, 2, 6, 4, 7}
	s, err := rating.NewPairStatistics(counts, rating.DefaultSPRT())
	if err != nil {
		t.Fatal(err)
	}
	if want := summarize(t, counts); float64(s.Score) != want.Score || s.ScoreCI95 != want.ScoreCI95 || s.SPRT != rating.DefaultSPRT().Judge(counts) {
		t.Errorf("got %+v, want the summary %+v and the test's result", s, want)
	}
}

func TestAPoolIsParsedWithOrWithoutNames(t *testing.T) {
	for text, want := range map[string][]string{
		`[[0,60],[40,0]]`:                                 {"1", "2"},
		` {"wins": [[0,60],[40,0]]}`:                      {"1", "2"},
		"\ufeff{\"wins\": [[0,60],[40,0]]}":               {"1", "2"},
		`{"names": ["a", "b"], "wins": [[0,60],[40,0]] }`: {"a", "b"},
	} {
		p, err := rating.ParsePool([]byte(text))
		if err != nil || !slices.Equal(p.Names, want) || len(p.Wins) != 2 || p.Wins[0][1] != 60 {
			t.Errorf("%s: got %+v, %v; want names %q and 60 wins", text, p, err, want)
		}
	}
	for text, want := range map[string]string{
		`[[0,1]`:                                    "want a matrix such as [[0,60],[40,0]]",
		`{}`:                                        `"wins" is missing`,
		`{"losses":[],"wins":[]}`:                   `key "losses" is unknown; the keys are "wins" and "names"`,
		`{"WINS":[[0,1],[1,0]]}`:                    `key "WINS" is unknown`,
		`{"wins":[[0,1],[1,0]],"wins":[[0]]}`:       `key "wins" appears twice`,
		`{"wins":[[0,1],[1,0]],"names":["a"]}`:      "the number of names is 1 and that of rows 2; give one name per row",
		`{"wins":[[0,1],[1,0]],"names":["a","a"]}`:  `name 2 is "a"; want a different name for each row`,
		`{"wins":[[0,1],[1,0]],"names":["a",null]}`: `name 2 is ""`,
		`{"wins":[[0,1],[1,0]],"names":"ab"}`:       "names: the value is a text; want a list",
		`{"wins":null}`:                             `"wins" is missing`,
		`null`:                                      `"wins" is missing`,
		`[[0,null],[1,0]]`:                          "row 1, column 2 is null; write 0 for no points",
		`[[0,1],[null,0]]`:                          "row 2, column 1 is null",
		`[[0,NaN],[1,0]]`:                           "want a matrix such as",
		`[[0,1e400],[1,0]]`:                         "the value is 1e400; want a number",
	} {
		if p, err := rating.ParsePool([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %+v, %v; want an error with %q", text, p, err, want)
		}
	}
}

func TestPoolRatingsReportWhetherThePoolIsTransitive(t *testing.T) {
	for _, c := range []struct {
		wins       string
		transitive bool
		tested     bool
		json       string
	}{
		{`[[0,60],[40,0]]`, true, false, `"df":0,"p":null,"virtual_draws":false`},
		{`[[0,80,20],[20,0,80],[80,20,0]]`, false, true, `"df":1`},
		{`[[0,10],[0,0]]`, true, false, `"virtual_draws":true`},
	} {
		pool, err := rating.ParsePool([]byte(c.wins))
		if err != nil {
			t.Fatal(err)
		}
		r, err := rating.NewPoolRatings(pool)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(r)
		if err != nil || r.Transitive != c.transitive || r.P.Defined() != c.tested || !strings.Contains(string(text), c.json) {
			t.Errorf("%s: got %s (%v), transitive %v; want %s and %v", c.wins, text, err, r.Transitive, c.json, c.transitive)
		}
	}
	if _, err := rating.NewPoolRatings(rating.Pool{Wins: [][]float64{{0, math.NaN()}, {0, 0}}}); err == nil {
		t.Error("NaN wins: no error")
	}
}

func ExampleNewPairStatistics() {
	pairs := rating.Pentanomial{34, 54, 63, 64, 75} // LL, LD, DD or WL, WD, WW
	s, err := rating.NewPairStatistics(pairs, rating.DefaultSPRT())
	if err != nil {
		panic(err)
	}
	fmt.Printf("score %.3f [%.3f, %.3f] over %d pairs; %s\n", s.Score, s.ScoreCI95.Lo, s.ScoreCI95.Hi, s.Pairs, s.SPRT.Verdict)
	// Output: score 0.579 [0.541, 0.618] over 290 pairs; H1
}
