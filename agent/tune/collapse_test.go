package tune_test

import (
	"errors"
	"testing"

	. "github.com/kumite/kumite/agent/tune"
)

// open is a candidate whose gate opens where the expert presses, and of which the
// wrappers leave so many presses of 10 per recording.
func open(presses, opened int) Candidate {
	c := Candidate{}
	for range 8 {
		c.Tallies = append(c.Tallies, Tally{
			Frames: 100, Confusion: []int{90, 0, 10, 0}, TP: presses, Presses: presses, Expert: 10,
			OpenOnPress: opened, Pressed: 10, OpenOnIdle: 10 - opened, Idle: 90,
		})
	}
	return c
}

func TestASettingThatNeverActsIsNotChosenByAnyObjective(t *testing.T) {
	// The gate of the first is perfect, but a wrapper stops every press.
	all := []Candidate{open(0, 10), open(6, 7), open(5, 6)}
	for _, name := range []string{"youden", "event_f1", "event_f2", "balanced_accuracy"} {
		o, err := NewObjective(name, 2, nil)
		if err != nil {
			t.Fatal(err)
		}
		c, err := Choose(all, o, 50, 1)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if c.Best == 0 || c.Chosen == 0 {
			t.Errorf("%s: best %d, chosen %d; want a setting that acts", name, c.Best, c.Chosen)
		}
	}
}

func TestAQuietSettingWithinOneStandardErrorIsNotChosenIfItCollapses(t *testing.T) {
	o := Objective{Name: "any", Value: func(*Tally) float64 { return 1 }} // all are equal
	c, err := Choose([]Candidate{open(9, 9), open(0, 9), open(2, 9)}, o, 50, 1)
	if err != nil {
		t.Fatal(err)
	}
	if c.Chosen != 2 {
		t.Errorf("chosen %d; want 2, the least active that does not collapse", c.Chosen)
	}
}

func TestSettingsThatAllCollapseAreAnError(t *testing.T) {
	o, err := NewObjective("youden", 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	if c, err := Choose([]Candidate{open(0, 10), open(0, 5)}, o, 50, 1); !errors.Is(err, ErrCollapsed) {
		t.Errorf("got choice %d and %v; want ErrCollapsed", c.Chosen, err)
	}
}
