package offline_test

import (
	"slices"
	"testing"

	"github.com/kumite/kumite/policy/offline"
)

// halves returns a recording whose first half has no skill available.
func halves() offline.Recording {
	r := offline.Recording{
		Name:      "halves",
		Truth:     labels(200, map[int]int{98: 1, 120: 1, 160: 2}),
		Predicted: labels(200, map[int]int{20: 2, 101: 1, 121: 1}),
		Available: make([]bool, 200),
	}
	for f := 100; f < 200; f++ {
		r.Available[f] = true
	}
	for f := range r.Truth {
		z := [3]float32{3, 0, 0}
		z[r.Predicted[f]]++
		r.Scores = append(r.Scores, z[:]...)
	}
	return r
}

func TestFramesAreSplitByWhetherASkillWasAvailable(t *testing.T) {
	r := evaluate(t, offline.Config{Classes: classes}, halves(), halves())
	if r.Split == nil {
		t.Fatal("no split, although availability is logged")
	}
	some, none := r.Split.Available, r.Split.NoneAvailable
	if some.Frames != 200 || none.Frames != 200 || some.Expert != 4 || none.Expert != 2 || some.Predicted != 4 || none.Predicted != 2 {
		t.Errorf("frames %d and %d, expert %d and %d, predicted %d and %d; want 200 each, 4 and 2, 4 and 2",
			some.Frames, none.Frames, some.Expert, none.Expert, some.Predicted, none.Predicted)
	}
	// 101 matches 98 across the border, 121 matches 120; 160 is missed, 20 is false.
	near(t, "precision with", some.EventPrecision, 1)
	near(t, "recall with", some.EventRecall, 0.5)
	near(t, "precision without", none.EventPrecision, 0)
	near(t, "recall without", none.EventRecall, 1)
	near(t, "accuracy with", some.FrameAccuracy, 0.96)
	near(t, "never acting with", some.NeverActing, 0.98)
	total := float64(some.NLL)*200 + float64(none.NLL)*200
	near(t, "nll of both", r.NLL, total/400)
	near(t, "brier of both", r.Brier, (float64(some.Brier)+float64(none.Brier))/2)
}

func TestWithoutAvailabilityThereIsNoSplit(t *testing.T) {
	x := halves()
	x.Available = nil
	if r := evaluate(t, offline.Config{Classes: classes}, x); r.Split != nil {
		t.Errorf("got %+v, want no split", r.Split)
	}
	e, err := offline.New(offline.Config{Classes: classes})
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Add(x); err != nil {
		t.Fatal(err)
	}
	if err := e.Add(halves()); err == nil {
		t.Error("availability for some recordings only: no error")
	}
}

func TestYoudensJIgnoresTheSkill(t *testing.T) {
	r := evaluate(t, offline.Config{Classes: classes}, offline.Recording{
		Name:      "gate",
		Truth:     []int{0, 0, 0, 0, 1, 1, 2, 2},
		Predicted: []int{0, 0, 0, 1, 2, 0, 2, 1},
	})
	near(t, "J", r.YoudenJ, 0.75+0.75-1)
}

func TestReliabilityBinsContainEveryFrameOnce(t *testing.T) {
	x := halves()
	r := evaluate(t, offline.Config{Classes: classes}, x)
	frames, last := 0, -1.0
	for _, b := range r.Reliability {
		frames += b.Frames
		if float64(b.PAct) <= last {
			t.Errorf("bins are not in ascending order: %+v", r.Reliability)
		}
		last = float64(b.PAct)
	}
	if frames != 200 || !slices.ContainsFunc(r.Reliability, func(b offline.Bin) bool { return b.ActShare > 0 }) {
		t.Errorf("%d frames in %+v; want 200, some with presses", frames, r.Reliability)
	}
}
