package html

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
)

// running is a contestant's mean pair score against one opponent, over its pairs, with the
// confidence sequence. It is drawn on a field of 100 by 50, the pairs from left to right.
type running struct {
	Opponent   string
	Now        string // the score after all pairs
	Pairs      int
	Line, Band string // points
}

const (
	mostRunning = 12  // charts
	mostPoints  = 200 // of a chart
)

// addRunning adds the charts of one contestant, at most mostRunning: those whose score is
// the closest to one half.
func (v *view) addRunning(run *arena.Record, name string) error {
	pairs, err := run.Pairs()
	if err != nil {
		return err
	}
	against := map[string][]float64{}
	for i := range pairs {
		switch p := &pairs[i]; name {
		case p.A:
			against[p.B] = append(against[p.B], p.Score)
		case p.B:
			against[p.A] = append(against[p.A], 1-p.Score)
		}
	}
	type chart struct {
		running
		off float64 // from one half
	}
	var all []chart
	for _, s := range ranked(run.Results) {
		if scores := against[s.Name]; len(scores) > 1 {
			all = append(all, chart{newRunning(s.Name, scores), math.Abs(mean(scores) - 0.5)})
		}
	}
	if len(all) > mostRunning {
		slices.SortStableFunc(all, func(a, b chart) int { return cmp.Compare(a.off, b.off) })
		v.RunningLeft = len(all) - mostRunning
		all = all[:mostRunning]
	}
	v.RunningOf = name
	for _, c := range all {
		v.Running = append(v.Running, c.running)
	}
	return nil
}

func newRunning(opponent string, scores []float64) running {
	var line, high, low []string
	sum, last := 0.0, stats.Interval{}
	step := max(1, (len(scores)+mostPoints-1)/mostPoints)
	for i, s := range scores {
		sum += s
		n := i + 1
		last = rating.ConfidenceSequence(sum/float64(n), n, 0.05)
		if n%step != 0 && n != 1 && n != len(scores) {
			continue
		}
		x := 100 * float64(i) / float64(len(scores)-1)
		at := func(score float64) string { return fmt.Sprintf("%.4g,%.4g", x, 50*(1-score)) }
		line, high, low = append(line, at(sum/float64(n))), append(high, at(last.Hi)), append(low, at(last.Lo))
	}
	slices.Reverse(low)
	return running{
		Opponent: opponent, Pairs: len(scores), Line: strings.Join(line, " "), Band: strings.Join(append(high, low...), " "),
		Now: stats.Percent(mean(scores), last),
	}
}

func mean(all []float64) float64 {
	sum := 0.0
	for _, x := range all {
		sum += x
	}
	return sum / float64(len(all))
}
