package selection

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/policy/stats"
)

// drawn returns a table of candidates with these true scores.
func drawn(pairs int, seed uint64, scores ...float64) Table {
	r := rand.New(rand.NewPCG(seed, 9))
	var t Table
	for i, p := range scores {
		row := make([]float64, pairs)
		for k := range row {
			for range 2 {
				if r.Float64() < p {
					row[k] += 0.5
				}
			}
		}
		t.Candidates, t.Scores = append(t.Candidates, string(rune('a'+i))), append(t.Scores, row)
	}
	return t
}

// docs/selection.md reports the same with 200 repetitions.
func TestTheChoiceIsWithinDeltaOfTheBest(t *testing.T) {
	table, err := ReadTable("testdata/pairs.csv")
	if err != nil {
		t.Fatal(err)
	}
	r, err := Rehearse(t.Context(), table, RehearsalConfig{Rule: DefaultRule(), Repetitions: 30, Seed: 2, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of 30 within, %.0f of %d pairs", r.Within, r.MeanPairs, r.Recorded)
	// The same pairs for all need more of them for as many right choices.
	for _, pairs := range []int{40, 60, 100} {
		t.Logf("%d pairs each: %d of %d within", pairs, sameForAll(table, pairs), sameDraws)
	}
	equal := int(r.MeanPairs) / len(table.Candidates)
	if n := sameForAll(table, equal); n*30 >= r.Within*sameDraws {
		t.Errorf("%d pairs each: %d of %d within; want a smaller share than of the selections with as many pairs, %d of 30", equal, n, sameDraws, r.Within)
	}
	if r.Within < 27 || r.MeanPairs > float64(r.Recorded)/5 {
		t.Errorf("%d of 30 choices within 3 points, %.0f pairs of %d; want at least 27, and under a fifth", r.Within, r.MeanPairs, r.Recorded)
	}
}

const sameDraws = 400

// sameForAll returns how often, of sameDraws, the best of as many pairs of each candidate
// is within 3 points of the best of all pairs.
func sameForAll(t Table, pairs int) (within int) {
	truth := make([]float64, len(t.Scores))
	for i, row := range t.Scores {
		truth[i] = stats.Mean(row)
	}
	least := truth[largest(truth)] - 0.03
	r := rand.New(rand.NewPCG(1, uint64(pairs)))
	for range sameDraws {
		sums := make([]float64, len(truth))
		for range pairs {
			k := r.IntN(t.Pairs())
			for i, row := range t.Scores {
				sums[i] += row[k]
			}
		}
		if truth[largest(sums)] >= least {
			within++
		}
	}
	return within
}

func TestFewCandidatesThatDifferNeedFewPairs(t *testing.T) {
	r, err := Rehearse(t.Context(), drawn(400, 1, 0.9, 0.5, 0.2, 0), RehearsalConfig{Rule: DefaultRule(), Repetitions: 50, Seed: 1, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	if r.Within < 48 || r.Decided != 50 || r.MeanPairs > 100 {
		t.Errorf("%d of 50 right, %d decided, %.0f pairs of 1600; want at least 48, all, and at most 100", r.Within, r.Decided, r.MeanPairs)
	}
}

// What all candidates have from their seeds does not tell them apart, and is not counted as
// noise.
func TestSeedsThatAreSharedSavePairs(t *testing.T) {
	var shared Table
	r := rand.New(rand.NewPCG(1, 1))
	luck := make([]float64, 200)
	for k := range luck {
		luck[k] = float64(r.IntN(2)) / 2
	}
	for i, p := range []float64{0.5, 0.44, 0.4, 0.36} {
		row := make([]float64, len(luck))
		for k := range row {
			if row[k] = luck[k]; r.Float64() < p {
				row[k] += 0.5
			}
		}
		shared.Candidates, shared.Scores = append(shared.Candidates, string(rune('a'+i))), append(shared.Scores, row)
	}
	broken := Table{Candidates: shared.Candidates} // the same scores, each candidate's in another order
	for _, row := range shared.Scores {
		var mixed []float64
		for _, k := range r.Perm(len(row)) {
			mixed = append(mixed, row[k])
		}
		broken.Scores = append(broken.Scores, mixed)
	}
	var pairs [2]float64
	for i, table := range []Table{shared, broken} {
		d, err := Rehearse(t.Context(), table, RehearsalConfig{Rule: DefaultRule(), Repetitions: 30, Seed: 1, Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		pairs[i] = d.MeanPairs
	}
	if pairs[0] > 0.85*pairs[1] {
		t.Errorf("%.0f pairs on shared seeds, %.0f without what they share; want at least 15 %% less", pairs[0], pairs[1])
	}
}

func TestARehearsalIsReproducible(t *testing.T) {
	var documents []string
	for _, workers := range []int{1, 4} {
		r, err := Rehearse(t.Context(), drawn(50, 1, 0.7, 0.6, 0.5), RehearsalConfig{Rule: DefaultRule(), Repetitions: 10, Seed: 7, Workers: workers})
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, string(text))
	}
	if documents[0] != documents[1] {
		t.Errorf("one worker: %s\nfour: %s", documents[0], documents[1])
	}
}

func TestTablesAreRead(t *testing.T) {
	for text, says := range map[string]string{
		"candidate,offline,pairs\na,0.5,0123\nb,,4444":                   "differs from the others",
		"candidate,offline,pairs\na,,0123\nb,,444":                       "as many as the others",
		"candidate,offline,pairs\na,,0123\nb,,4494":                      "want a digit from 0 to 4",
		"candidate,offline,pairs\na,x,0123\nb,1,4444":                    `line 2: offline score "x" is not a number`,
		"candidate,offline,pairs\na,,0123":                               "want at least 2",
		"a,b,c\n":                                                        `the heading is "a,b,c"; want candidate,offline,pairs`,
		"candidate,offline,pairs\na,0123":                                "line 2: the heading has 3 fields and this row 2",
		"":                                                               "the file is empty; want a heading candidate,offline,pairs",
		"candidate,offline,pairs\n,,0123\nb,,4444":                       "line 2: the candidate has no name",
		"candidate,offline,pairs\na,\"1,0123\nb,,4444":                   "line 2: a quote is not closed",
		"\ufeffcandidate;offline;pairs\r\"a;b\";0.5;0123\rb;0.25;4444\r": "",
		"candidate,offline,pairs\r\na,,0123\r\nb,,4444\r\n":              "",
		"candidate,offline,pairs\na,0.5,0123\nb,0.25,4444\n":             "",
		"candidate,offline,pairs\na,NaN,0123\nb,0.25,4444\n":             "is not a number",
		"candidate,offline,pairs\na,1e400,0123\nb,0.2,4444\n":            "is out of range",
	} {
		path := filepath.Join(t.TempDir(), "t.csv")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		table, err := ReadTable(path)
		switch {
		case says == "" && (err != nil || table.Pairs() != 4 || table.Scores[0][3] != 0.75):
			t.Errorf("%q: %+v, %v; want two candidates with four pairs", text, table, err)
		case says != "" && (err == nil || !strings.Contains(err.Error(), says)):
			t.Errorf("%q: %v; want an error with %q", text, err, says)
		}
	}
}

// The model of the scores is normal, so that its mean can be beyond a possible score.
func TestAnExpectedScoreIsPossible(t *testing.T) {
	c := newChooser(DefaultRule(), 3, nil, 1)
	for i := range 3 {
		c.add(i, 1)
	}
	c.means = []float64{1.002, -0.01, 0.5}
	d := &Document{Candidates: make([]Candidate, 3), MaxPairs: 4}
	d.finish(c)
	for i, want := range []stats.Float{1, 0, 0.5} {
		if got := d.Candidates[i].Expected; got != want {
			t.Errorf("the posterior's mean %v: expected score %v, want %v", c.means[i], got, want)
		}
	}
}

func TestRulesOutOfBoundsAreRefused(t *testing.T) {
	for says, change := range map[string]func(*Rule){
		"delta is 0":                     func(r *Rule) { r.Delta = 0 },
		"confidence is 1;":               func(r *Rule) { r.Confidence = 1 },
		"first pairs is 1":               func(r *Rule) { r.First = 1 },
		"batch is 0":                     func(r *Rule) { r.Batch = 0 },
		"largest number of pairs is 1; ": func(r *Rule) { r.MaxPairs = 1 },
	} {
		rule := DefaultRule()
		change(&rule)
		if err := rule.Validate(); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("got %v; want an error with %q", err, says)
		}
	}
}
