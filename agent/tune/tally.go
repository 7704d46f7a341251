package tune

import (
	"math"

	"github.com/kumite/kumite/policy/offline"
)

// Tally counts a setting's decisions on one recording. Tallies can be added.
type Tally struct {
	Frames    int
	Confusion []int // [truth, sent], K×K, row-major
	TP        int   // presses that match one of the expert's
	Presses   int   // sent: maximal runs of one skill
	Expert    int   // presses of the expert
	Unbooked  int   // presses with every skill available
	// The number of frames with a press of the expert (Pressed) and without
	// (Idle), and on how many of each the gate was open before mask and wrappers.
	OpenOnPress, Pressed, OpenOnIdle, Idle int
}

// Count tallies one recording. truth and sent are classes by frame, and open is
// whether the gate was open, by frame. A press matches within tolerance frames.
func Count(truth, sent []int, open []bool, classes, noAction, tolerance int) Tally {
	t := Tally{Frames: len(truth), Confusion: make([]int, classes*classes)}
	for f, y := range truth {
		t.Confusion[y*classes+sent[f]]++
		opened := 0
		if open[f] {
			opened = 1
		}
		if y == noAction {
			t.Idle++
			t.OpenOnIdle += opened
		} else {
			t.Pressed++
			t.OpenOnPress += opened
		}
	}
	expert, presses := offline.Events(truth, classes, noAction), offline.Events(sent, classes, noAction)
	for c := range expert {
		t.Expert += len(expert[c])
		t.Presses += len(presses[c])
		t.TP += len(offline.Match(expert[c], presses[c], tolerance))
	}
	return t
}

// Sum returns the sum of tallies.
func Sum(all []Tally) Tally {
	t, once := Tally{}, make([]int, len(all))
	for i := range all {
		once[i] = 1
	}
	if len(all) > 0 {
		t.Confusion = make([]int, len(all[0].Confusion))
	}
	t.weigh(all, once)
	return t
}

func (t *Tally) classes() int { return int(math.Round(math.Sqrt(float64(len(t.Confusion))))) }

// EventF returns the F-score of presses, in which recall weighs beta times as much
// as precision. It is NaN without any press.
func (t *Tally) EventF(beta float64) float64 {
	b := beta * beta
	return (1 + b) * float64(t.TP) / (b*float64(t.Expert) + float64(t.Presses))
}

// RateRatio returns the number of presses sent per press of the expert.
func (t *Tally) RateRatio() float64 { return float64(t.Presses) / float64(t.Expert) }

// Collapsed reports whether hardly any presses are left after the decoder and all
// its wrappers: fewer than offline.CollapsedBelow per press of the expert.
func (t *Tally) Collapsed() bool { return t.Expert > 0 && t.RateRatio() < offline.CollapsedBelow }

// UnbookedRatio returns RateRatio with every skill available.
func (t *Tally) UnbookedRatio() float64 { return float64(t.Unbooked) / float64(t.Expert) }

// BalancedAccuracy returns the mean recall over the classes present in the truth.
func (t *Tally) BalancedAccuracy() float64 {
	total, present, k := 0.0, 0, t.classes()
	for c := range k {
		truth := 0
		for _, n := range t.Confusion[c*k : (c+1)*k] {
			truth += n
		}
		if truth > 0 {
			total += float64(t.Confusion[c*k+c]) / float64(truth)
			present++
		}
	}
	return total / float64(present)
}

// Accuracy returns the share of frames whose class is right.
func (t *Tally) Accuracy() float64 {
	right, k := 0, t.classes()
	for c := range k {
		right += t.Confusion[c*k+c]
	}
	return float64(right) / float64(t.Frames)
}

// GateJ returns sensitivity + specificity − 1 of the gate as a test for frames on
// which the expert presses (Youden, 1950).
func (t *Tally) GateJ() float64 {
	return float64(t.OpenOnPress)/float64(t.Pressed) - float64(t.OpenOnIdle)/float64(t.Idle)
}

// Cost returns the mean cost of a frame, with table[truth][sent].
func (t *Tally) Cost(table [][]float64) float64 {
	total, k := 0.0, t.classes()
	for y := range k {
		for j := range k {
			total += float64(t.Confusion[y*k+j]) * table[y][j]
		}
	}
	return total / float64(t.Frames)
}
