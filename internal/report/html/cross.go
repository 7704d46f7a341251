package html

import (
	"fmt"
	"slices"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/policy/stats"
)

// crossRow holds a contestant's pair scores against the others.
type crossRow struct {
	Name  string
	Cells []crossCell
}

// crossCell is empty where the contestants did not meet.
type crossCell struct {
	Pairing  int // index into the page's pairings
	Opponent string
	Score    string
	Detail   string // interval and number of pairs
	Class    string // "ahead", "behind" or "": whether the interval excludes one half
}

// addCross adds the cross table, with contestants by rank. The columns of a gauntlet are
// its opponents, which do not meet each other, and the rows are the others.
func (v *view) addCross(r arena.Results) {
	at := map[[2]string]crossCell{}
	for i, x := range r.Pairings {
		n := x.Pentanomial.Pairs()
		if n == 0 {
			continue
		}
		back := x.ScoreCI95.Complement()
		at[[2]string{x.A, x.B}] = newCell(i, x.B, x.Score, x.ScoreCI95, n)
		at[[2]string{x.B, x.A}] = newCell(i, x.A, 1-x.Score, back, n)
	}
	rows, columns := ranked(r), ranked(r)
	if len(r.Gauntlet) > 0 {
		others := func(s arena.Standing) bool {
			return !slices.Contains(r.Gauntlet, s.Name) && !slices.Contains(r.Gauntlet, s.Spec)
		}
		rows = slices.DeleteFunc(rows, func(s arena.Standing) bool { return !others(s) })
		columns = slices.DeleteFunc(columns, others)
	}
	for _, column := range columns {
		v.Names = append(v.Names, column.Name)
	}
	if len(at) == 0 {
		return // no pair is finished
	}
	for _, row := range rows {
		cells := crossRow{Name: row.Name}
		for _, column := range columns {
			cells.Cells = append(cells.Cells, at[[2]string{row.Name, column.Name}])
		}
		v.Cross = append(v.Cross, cells)
	}
}

func newCell(pairing int, opponent string, score stats.Float, ci stats.Interval, pairs int) crossCell {
	c := crossCell{
		Pairing: pairing, Opponent: opponent, Score: (100 * score).Text("%.1f %%"),
		Detail: fmt.Sprintf("[%.1f, %.1f] of %d", 100*ci.Lo, 100*ci.Hi, pairs),
	}
	switch {
	case ci.Lo > 0.5:
		c.Class = "ahead"
	case ci.Hi < 0.5:
		c.Class = "behind"
	}
	return c
}
