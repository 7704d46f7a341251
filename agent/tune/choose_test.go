package tune

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// hand is the tally of a recording small enough to count by hand, with two skills
// and no_action as class 0. The expert presses 1 at frames 2 and 3 (one press) and 2 at frame 7.
func hand(tolerance int) Tally {
	truth := []int{0, 0, 1, 1, 0, 0, 0, 2, 0, 0}
	sent := []int{0, 1, 0, 0, 0, 0, 0, 1, 0, 2}
	open := []bool{false, true, true, false, false, false, false, true, false, true}
	return Count(truth, sent, open, 3, 0, tolerance)
}

func TestObjectivesAgreeWithCountsByHand(t *testing.T) {
	// Of 2 expert presses and 3 sent, ±1 matches the 1 at frame 1 with frame 2;
	// ±2 matches the 2 at frame 9 with frame 7 too.
	costs := [][]float64{{0, 1, 2}, {5, 0, 3}, {7, 4, 0}}
	for _, x := range []struct {
		name      string
		tolerance int
		want      float64
	}{
		{"event_f1", 1, 2 * 1.0 / (2 + 3)},
		{"event_f1", 2, 2 * 2.0 / (2 + 3)},
		{"event_f2", 1, 5 * 1.0 / (4*2 + 3)},
		{"balanced_accuracy", 1, (5.0/7 + 0 + 0) / 3},
		{"youden", 1, 2.0/3 - 2.0/7},
		{"rate", 1, -math.Log(3.0 / 2)},
		// Frames: 0 sent as 1 (cost 1), 0 as 2 (2), 1 as 0 twice (10), 2 as 1 (4).
		{"cost", 1, -(1 + 2 + 10 + 4) / 10.0},
	} {
		o, err := NewObjective(x.name, x.tolerance, costs)
		if err != nil {
			t.Fatal(err)
		}
		tally := hand(x.tolerance)
		if got := o.Value(&tally); math.Abs(got-x.want) > 1e-12 {
			t.Errorf("%s at ±%d is %v, want %v", x.name, x.tolerance, got, x.want)
		}
	}
}

func TestRatesAndAccuracyOfTheHandCount(t *testing.T) {
	tally := hand(1)
	tally.Unbooked = 5
	for name, x := range map[string][2]float64{
		"rate ratio": {tally.RateRatio(), 1.5}, "without book": {tally.UnbookedRatio(), 2.5}, "accuracy": {tally.Accuracy(), 0.5},
	} {
		if math.Abs(x[0]-x[1]) > 1e-12 {
			t.Errorf("%s is %v, want %v", name, x[0], x[1])
		}
	}
}

func TestAnInvalidObjectiveIsRefusedWithTheReason(t *testing.T) {
	for name, want := range map[string]string{
		"accuracy": "rewards silence", "frame_accuracy": "rewards silence", "cost": "needs a cost table", "youdne": `did you mean "youden"?`,
	} {
		if _, err := NewObjective(name, 5, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want an error with %q", name, err, want)
		}
	}
}

func TestEveryObjectiveCanBeMade(t *testing.T) {
	for _, name := range Objectives() {
		if o, err := NewObjective(name, 5, [][]float64{}); err != nil || o.Value == nil || strings.Contains(o.About, "%") {
			t.Errorf("%s: %v, about %q", name, err, o.About)
		}
	}
	if !slices.Contains(Objectives(), DefaultObjective) {
		t.Errorf("the default %q is not an objective", DefaultObjective)
	}
}

// candidate has n recordings, each with the given hits and presses and with 10
// presses of the expert.
func candidate(hits, presses int, n int) Candidate {
	c := Candidate{}
	for range n {
		c.Tallies = append(c.Tallies, Tally{Frames: 100, Confusion: make([]int, 4), TP: hits, Presses: presses, Expert: 10})
	}
	return c
}

func TestATieGoesToTheLessActive(t *testing.T) {
	o, err := NewObjective("event_f1", 5, nil)
	if err != nil {
		t.Fatal(err)
	}
	// Both have F1 = 0.5 with standard error 0: the recordings are identical.
	all := []Candidate{candidate(5, 10, 4), candidate(10, 30, 4), candidate(5, 10, 4), candidate(1, 2, 4)}
	c, err := Choose(all, o, 100, 1)
	if err != nil {
		t.Fatal(err)
	}
	if all[c.Best].Tallies[0].Presses != 10 || c.Chosen != c.Best {
		t.Errorf("best %d, chosen %d; want the candidate with 10 presses, not the one with 30 and the same F1", c.Best, c.Chosen)
	}
}

func TestTheLeastActiveWithinOneStandardErrorIsChosen(t *testing.T) {
	o, err := NewObjective("event_f1", 5, nil)
	if err != nil {
		t.Fatal(err)
	}
	noisy := func(shift, presses int) Candidate {
		c := candidate(0, presses, 8)
		for i := range c.Tallies {
			c.Tallies[i].TP = 4 + shift + i%2*4 // spreads the recordings
		}
		return c
	}
	near, far, best := noisy(0, 10), noisy(-3, 5), noisy(0, 9)
	best.Tallies[0].TP++
	near.Tallies[0].TP = 4
	all := []Candidate{noisy(1, 12), noisy(0, 11), far}
	c, err := Choose(all, o, 500, 1)
	if err != nil {
		t.Fatal(err)
	}
	se := c.Scored[c.Best].SE
	for i, s := range c.Scored {
		within := s.Value >= c.Scored[c.Best].Value-se
		if within && s.Total.Presses < c.Scored[c.Chosen].Total.Presses {
			t.Errorf("candidate %d is less active and within one standard error %.4f", i, se)
		}
	}
	if c.Best != 0 || c.Chosen != 1 {
		t.Errorf("best %d, chosen %d; want 0 and 1 (values %v %v %v, se %v)", c.Best, c.Chosen, c.Scored[0].Value, c.Scored[1].Value, c.Scored[2].Value, se)
	}
}

func TestTheSameSeedGivesTheSameStandardErrors(t *testing.T) {
	o, err := NewObjective("event_f1", 5, nil)
	if err != nil {
		t.Fatal(err)
	}
	all := []Candidate{candidate(5, 10, 5)}
	for i := range all[0].Tallies {
		all[0].Tallies[i].TP = i
	}
	a, _ := Choose(all, o, 50, 7)
	b, _ := Choose(all, o, 50, 7)
	c, _ := Choose(all, o, 50, 8)
	if a.Scored[0].SE != b.Scored[0].SE || a.Scored[0].SE == c.Scored[0].SE {
		t.Errorf("standard errors %v, %v and of another seed %v", a.Scored[0].SE, b.Scored[0].SE, c.Scored[0].SE)
	}
}

func TestAnUndefinedObjectiveIsAnError(t *testing.T) {
	o, err := NewObjective("youden", 5, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Choose([]Candidate{candidate(0, 0, 2)}, o, 10, 1); err == nil {
		t.Error("recordings without a press: no error")
	}
	if _, err := Choose(nil, o, 10, 1); err == nil {
		t.Error("no candidates: no error")
	}
}

func TestWithoutEnoughResamplesTheStandardErrorIsUndefinedAndTheBestIsChosen(t *testing.T) {
	o, err := NewObjective("event_f1", 5, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, resamples := range map[string]int{"none": 0, "one": 1} {
		c, err := Choose([]Candidate{candidate(8, 12, 4), candidate(5, 6, 4)}, o, resamples, 1)
		if err != nil {
			t.Fatal(err)
		}
		if s := c.Scored[0]; !math.IsNaN(s.SE) || !math.IsNaN(s.Lo) || !math.IsNaN(s.Hi) || c.Chosen != c.Best {
			t.Errorf("%s: se %v of [%v, %v], best %d, chosen %d; want NaN and the best", name, s.SE, s.Lo, s.Hi, c.Best, c.Chosen)
		}
	}
	// A press in one of 4 recordings: a third of the resamples draw none.
	rare := Candidate{Tallies: []Tally{{Frames: 100, Confusion: make([]int, 4), TP: 1, Presses: 1, Expert: 1}, {Frames: 100, Confusion: make([]int, 4)},
		{Frames: 100, Confusion: make([]int, 4)}, {Frames: 100, Confusion: make([]int, 4)}}}
	c, err := Choose([]Candidate{rare}, o, 200, 1)
	if err != nil {
		t.Fatal(err)
	}
	if p := newPoint(rare, c.Scored[0]); p.SE.Defined() || p.CI95 != nil {
		t.Errorf("undefined in a third of the resamples: se %v, interval %v; want neither", p.SE, p.CI95)
	}
}
