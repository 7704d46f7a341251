package selection

import (
	"flag"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/kumite/kumite/policy/stats"
)

// docs/selection.md reports 200 of each kind.
var tables = flag.Int("tables", 0, "tables of each kind to select from; 0 for a few")

// tableCount returns the number of tables to draw.
func tableCount(few int) int {
	if *tables > 0 {
		return *tables
	}
	return few
}

// around returns ten true scores around 75 %.
func around(spread float64) func(r *rand.Rand) []float64 {
	return func(r *rand.Rand) []float64 {
		scores := make([]float64, 10)
		for i := range scores {
			scores[i] = min(max(0.75+spread*r.NormFloat64(), 0), 1)
		}
		return scores
	}
}

// field returns 31 true scores: eleven are anywhere below 60 %, twenty differ little or much
// around a level of their own.
func field(r *rand.Rand) []float64 {
	spread, level := []float64{0.02, 0.03, 0.05, 0.08}[r.IntN(4)], 0.6+0.2*r.Float64()
	scores := make([]float64, 31)
	for i := range scores {
		if scores[i] = 0.6 * r.Float64(); i >= 11 {
			scores[i] = min(max(level+spread*r.NormFloat64(), 0.02), 0.98)
		}
	}
	return scores
}

// withLuck draws pairs of candidates with these true scores. The luck of a pair's seed is
// common to all, and their offline scores are on a line in the true ones but for noise.
func withLuck(r *rand.Rand, scores []float64) Table {
	const share = 0.3 // of the variance of what decides a match
	luck := make([]float64, 400)
	for i := range luck {
		luck[i] = math.Sqrt(share) * r.NormFloat64()
	}
	var t Table
	for i, score := range scores {
		bar := math.Sqrt2 * math.Erfinv(2*score-1)
		row := make([]float64, len(luck))
		for k := range row {
			for range 2 {
				if luck[k]+math.Sqrt(1-share)*r.NormFloat64() < bar {
					row[k] += 0.5
				}
			}
		}
		t.Candidates, t.Scores = append(t.Candidates, strconv.Itoa(i)), append(t.Scores, row)
		t.Offline = append(t.Offline, 0.6*score+0.05*r.NormFloat64())
	}
	return t
}

// The probability is one over tables: each repetition has another table.
func TestTheChoiceIsRightAsOftenAsAskedOverTables(t *testing.T) {
	for _, kind := range []struct {
		name   string
		few    int
		scores func(*rand.Rand) []float64
		luck   bool
	}{
		{"ten, 4 points apart", 24, around(0.04), false},
		{"ten, 10 points apart", 24, around(0.1), false},
		{"31 with luck and an offline score", 30, field, true},
	} {
		n := tableCount(kind.few)
		within, decided, pairs, claimed := 0, 0, 0.0, 0.0
		for k := range uint64(n) {
			r := rand.New(rand.NewPCG(k, 4))
			var table Table
			if scores := kind.scores(r); kind.luck {
				table = withLuck(r, scores)
			} else {
				table = drawn(400, k, scores...)
			}
			d, err := Rehearse(t.Context(), table, RehearsalConfig{Rule: DefaultRule(), Repetitions: 1, Seed: k, Workers: 1})
			if err != nil {
				t.Fatal(err)
			}
			within, decided, pairs = within+d.Within, decided+d.Decided, pairs+d.MeanPairs/float64(n)
			claimed += table.rehearse(DefaultRule(), k, 0).probability / float64(n) // of the same selection
		}
		t.Logf("%s: %d of %d within, %.1f %% claimed, %d decided, %.0f pairs", kind.name, within, n, 100*claimed, decided, pairs)
		if least := n - max(3, n/10); within < least || decided < least {
			t.Errorf("%s: %d of %d within 3 points, %d decided; want at least %d of each", kind.name, within, n, decided, least)
		}
	}
}

// A line through few scores fits them by chance, and excludes nobody.
func TestAnOfflineScoreAloneDecidesNothing(t *testing.T) {
	for _, offline := range [][]float64{{0.2, 0.3, 0.4, 0.5, 0.6}, {0.6, 0.5, 0.4, 0.3, 0.2}, {0.3, 0.3, 0.3, 0.3, 0.3}, nil} {
		c := newChooser(DefaultRule(), 5, offline, 1)
		for i := range 5 {
			for k := range 4 { // means of 50 to 75 %, as even as can be
				score := 0.5
				if k < i {
					score = 0.75
				}
				c.add(i, score+[]float64{0.25, -0.25, 0.25, -0.25}[k])
			}
		}
		c.update()
		if len(c.who) != 5 || c.probability > 0.9 {
			t.Errorf("offline scores %v, four pairs each: %d of 5 contend, probability %.3f; want all, and no decision", offline, len(c.who), c.probability)
		}
	}
}

// An offline score that tells the best moves the scores expected towards it, one that is
// the same for all does not.
func TestContendersAreAroundALineInTheirOfflineScores(t *testing.T) {
	expected := func(offline []float64) []float64 {
		c := newChooser(DefaultRule(), 6, offline, 1)
		r := rand.New(rand.NewPCG(3, 3))
		for i := range 6 {
			for range 12 {
				score := 0.0
				for range 2 {
					if r.Float64() < 0.6+0.03*float64(i) {
						score += 0.5
					}
				}
				c.add(i, score)
			}
		}
		c.update()
		if len(c.who) != 6 {
			t.Errorf("offline scores %v: %d contend; want all 6", offline, len(c.who))
		}
		return c.means
	}
	none, same, line := expected(nil), expected([]float64{1, 1, 1, 1, 1, 1}), expected([]float64{1, 2, 3, 4, 5, 6})
	if none[5]-none[0] != same[5]-same[0] {
		t.Errorf("offline scores that are all the same move the scores expected from %v to %v", none, same)
	}
	if line[5]-line[0] < none[5]-none[0]+0.01 {
		t.Errorf("expected %v with an offline score that tells the order, %v without; want them further apart", line, none)
	}
}

// Two offline scores are on a line whatever they are, and tell nothing.
func TestTwoContendersAreNotMovedByTheirOfflineScores(t *testing.T) {
	expected := func(offline []float64) []float64 {
		c := newChooser(DefaultRule(), 2, offline, 1)
		for k := range 8 {
			c.add(0, []float64{0.5, 1}[k%2])
			c.add(1, []float64{0.5, 0.75}[k%2])
		}
		c.update()
		return c.means
	}
	if none, line := expected(nil), expected([]float64{1, 2}); none[0] != line[0] || none[1] != line[1] {
		t.Errorf("expected %v with an offline score, %v without; want the same", line, none)
	}
}

func TestWhoIsWithdrawnIsNotChosen(t *testing.T) {
	c := newChooser(DefaultRule(), 3, nil, 1)
	for k := range 20 {
		for i, score := range []float64{0.9, 0.5, 0.3} {
			c.add(i, score+[]float64{0.1, -0.1}[k%2])
		}
	}
	c.out[0] = true
	c.update()
	if c.leader != 1 || c.contends[0] {
		t.Errorf("candidate %d leads, the first, which is withdrawn, contends: %v; want the second, and not", c.leader, c.contends[0])
	}
}

func TestTheSpreadsAreEvenInTheirLogarithm(t *testing.T) {
	for i := 2; i < len(taus); i++ {
		if a, b := taus[i]/taus[i-1], taus[1]/taus[0]; math.Abs(a-b) > 1e-9 {
			t.Errorf("spread %d is %.4f times the one before, the second %.4f times the first; want the same, as each has the same weight", i, a, b)
		}
	}
	if least, most := taus[0], taus[len(taus)-1]; math.Abs(least-0.005) > 1e-12 || math.Abs(most-0.15) > 1e-12 {
		t.Errorf("spreads are from %v to %v; want 0.005 to 0.15", least, most)
	}
}

// What docs/selection.md says of tables that the model does not expect: of twenty, one is
// better by four points and the others are equal.
func TestABetterOneAmongEqualsIsOftenMissed(t *testing.T) {
	n := tableCount(6)
	found := 0
	for k := range uint64(n) {
		scores := make([]float64, 20)
		for i := range scores {
			scores[i] = 0.75
		}
		scores[7] = 0.79
		c := drawn(4000, k, scores...).rehearse(DefaultRule(), k, 0)
		if c.leader == 7 {
			found++
		}
	}
	t.Logf("%d of %d", found, n)
	if found*5 < n { // by chance one in twenty
		t.Errorf("found %d of %d times; want at least one in five", found, n)
	}
}

// Garivier and Kaufmann's bound (2016): what a promise for every table of normal scores
// costs on the record, in pairs of all candidates. docs/selection.md reports it.
func TestAPromiseForEveryTableCostsMore(t *testing.T) {
	table, err := ReadTable("testdata/pairs.csv")
	if err != nil {
		t.Fatal(err)
	}
	const leader, delta, level = 15, 0.03, 0.05 // focal logit .5; with others within delta as the choice it is more
	means, variances := make([]float64, len(table.Scores)), make([]float64, len(table.Scores))
	for i, row := range table.Scores {
		means[i] = stats.Mean(row)
		for _, v := range row {
			variances[i] += (v - means[i]) * (v - means[i]) / float64(len(row))
		}
	}
	if largest(means) != leader {
		t.Fatalf("the best is candidate %d, not %d", largest(means), leader)
	}
	bound := func(common float64) float64 { // common: share of the variance that candidates share
		// cost is the number of pairs when the leader plays n: each rival plays as many as
		// tell it from one that is better by delta.
		need := math.Log(1/level-1) * (1 - 2*level)
		cost := func(n float64) float64 {
			sum := n
			for i := range means {
				gap := means[leader] - means[i] + delta
				left := gap*gap/(2*need) - (1-common)*variances[leader]/n
				if i == leader {
					continue
				}
				if left <= 0 {
					return math.Inf(1)
				}
				sum += (1 - common) * variances[i] / left
			}
			return sum
		}
		least := math.Inf(1)
		for n := 10.0; n < 10_000; n++ {
			least = min(least, cost(n))
		}
		return least
	}
	t.Logf("%.0f pairs, %.0f if a fifth of the variance is common", bound(0), bound(0.2))
	r, err := Rehearse(t.Context(), table, RehearsalConfig{Rule: DefaultRule(), Repetitions: 10, Seed: 3, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	if r.MeanPairs > bound(0.2) {
		t.Errorf("%.0f pairs on average; want fewer than the %.0f of such a promise", r.MeanPairs, bound(0.2))
	}
}
