package sweep

import (
	"testing"

	"github.com/kumite/kumite/policy/stats"
)

// won returns a document in which each value of order won points[value] of 100 games.
func won(setting string, bar float64, points map[float64]int, order ...float64) Document {
	d := Document{Setting: setting, Bar: bar}
	for _, value := range order {
		wins := points[value]
		p := Point{Value: value, Played: Played{Games: 100, Wins: wins, Losses: 100 - wins}}
		p.WinRate, p.WinRateCI95 = stats.Float(float64(wins)/100), stats.Wilson(float64(wins), 100)
		p.Score, p.ScoreCI95 = p.WinRate, p.WinRateCI95
		d.Points = append(d.Points, p)
	}
	d.findKnee()
	return d
}

func TestTheKneeIsTheLargestValueThatReachesTheBar(t *testing.T) {
	falls := map[float64]int{0: 90, 1: 95, 2: 55, 3: 45, 4: 52, 5: 10}
	d := won("delay", 0.5, falls, 0, 1, 2, 3, 4, 5)
	if d.Knee == nil || d.Knee.Value != 4 || *d.Knee.Millis != 4*1000/60.0 || d.Knee.Sure == nil || *d.Knee.SureFrom != 0 || *d.Knee.Sure != 1 || d.Best.Value != 1 {
		t.Errorf("knee %+v, best %+v; want 4 ticks, sure from 0 to 1, and best 1", d.Knee, d.Best)
	}
	if d.KneeAtEnd() {
		t.Error("a knee before the last value counts as the last")
	}
	if d := won("tau", 0.99, falls, 0, 1, 2, 3, 4, 5); d.Knee != nil || d.Best.Value != 1 || d.Best.Millis != nil {
		t.Errorf("knee %+v, best %+v of values that are all below the bar; want none, and 1", d.Knee, d.Best)
	}
}

// The legs of a pair share a seed, so that an interval over legs may be too narrow or
// too wide.
func TestWhatIsSureRestsOnTheIntervalsOfPairs(t *testing.T) {
	point := func(value, legsLo, pairsLo float64) Point {
		p := Point{Value: value, Played: Played{Games: 200, Wins: 120, Losses: 80, WinRate: 0.6, Score: 0.6}}
		p.WinRateCI95, p.ScoreCI95 = stats.Interval{Lo: legsLo, Hi: 0.7}, stats.Interval{Lo: pairsLo, Hi: 0.7}
		return p
	}
	for name, c := range map[string]struct {
		points   []Point
		from, to float64 // -1 for none
	}{
		"legs above the bar, pairs below":     {[]Point{point(0, 0.53, 0.49)}, -1, -1},
		"legs below the bar, pairs above":     {[]Point{point(0, 0.49, 0.53)}, 0, 0},
		"a neighbour whose pairs reach below": {[]Point{point(0, 0.53, 0.51), point(1, 0.53, 0.49), point(2, 0.53, 0.51)}, 0, 0},
		"a neighbour whose pairs do not":      {[]Point{point(0, 0.53, 0.51), point(1, 0.49, 0.5), point(2, 0.53, 0.49)}, 0, 1},
	} {
		d := Document{Setting: "tau", Bar: 0.5, Points: c.points}
		d.findKnee()
		switch {
		case d.Knee == nil:
			t.Errorf("%s: no knee", name)
		case c.from < 0:
			if d.Knee.Sure != nil {
				t.Errorf("%s: sure from %v to %v, want none", name, *d.Knee.SureFrom, *d.Knee.Sure)
			}
		case d.Knee.Sure == nil || *d.Knee.SureFrom != c.from || *d.Knee.Sure != c.to:
			t.Errorf("%s: knee %+v, want it sure from %v to %v", name, d.Knee, c.from, c.to)
		}
	}
}

func TestAValueThatIsNotSweptHasNoPoint(t *testing.T) {
	d := won("delay", 0.5, map[float64]int{0: 90, 1: 40}, 0, 1)
	if p, ok := d.At(1); !ok || p.Wins != 40 {
		t.Errorf("value 1: got %+v, %v; want 40 wins", p, ok)
	}
	if p, ok := d.At(2); ok {
		t.Errorf("value 2: got %+v; want none", p)
	}
}

func TestTheSureValuesAreAroundTheBest(t *testing.T) {
	d := won("tau", 0.5, map[float64]int{0: 0, .2: 80, .4: 92, .6: 70, .8: 55, 1: 66}, 0, .2, .4, .6, .8, 1)
	if d.Knee.Sure == nil || *d.Knee.SureFrom != .2 || *d.Knee.Sure != .6 || !d.KneeAtEnd() {
		t.Errorf("knee %+v; want it at the end, sure from 0.2 to 0.6", d.Knee)
	}
	if d := won("tau", 0.5, map[float64]int{0: 55, 1: 52}, 0, 1); d.Knee == nil || d.Knee.Sure != nil {
		t.Errorf("knee %+v; want one of which nothing is sure", d.Knee)
	}
}
