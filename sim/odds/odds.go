// Package odds answers who is likely to win from here, by the state of the match alone: the
// time left, health, stamina and gauge. It does not know who plays.
//
// The estimate is a logistic regression on the differences between the sides, whose
// coefficients depend on the time left. Command sim/odds/fit fits the table on recorded
// matches. Mirrored states have mirrored odds.
package odds

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/kumite/kumite/sim"
)

// Left returns the probability that the left side wins, a draw counting half: 0 to 1. Once
// the match is over it is 1, 0 or ½.
func Left(w *sim.World) float64 {
	switch w.Outcome() {
	case sim.LeftWins:
		return 1
	case sim.RightWins:
		return 0
	case sim.Draw:
		return 0.5
	}
	return fitted.Left(w)
}

// Features returns by how much the left side is ahead in health, stamina and gauge, as
// shares of the full ones, −1 to 1.
func Features(w *sim.World) [3]float64 {
	l, r := &w.Fighters[sim.Left], &w.Fighters[sim.Right]
	return [3]float64{
		float64(l.Health-r.Health) / float64(w.Rules.Health),
		float64(l.Stamina-r.Stamina) / sim.StaminaFull,
		float64(l.Gauge-r.Gauge) / sim.GaugeFull,
	}
}

// Knots are the seconds left for which a table has coefficients, in rising order.
var Knots = [...]float64{0.5, 1, 2, 4, 7, 11, 16, 22, 30, 40, 50}

// Table holds the coefficients of Features for each of Knots. Between knots they are
// interpolated.
type Table [len(Knots)][3]float64

//go:embed table.csv
var tableText string

var fitted = func() Table {
	t, err := Parse(tableText)
	if err != nil {
		panic(err) // the embedded file, which a test reads too
	}
	return t
}()

// Left returns the probability that the left side wins a match that is not over.
func (t *Table) Left(w *sim.World) float64 {
	c, x := t.at(float64(w.Rules.MatchTicks-w.Tick)/sim.TickRate), Features(w)
	return 1 / (1 + math.Exp(-(c[0]*x[0] + c[1]*x[1] + c[2]*x[2])))
}

// at returns the coefficients for so many seconds left.
func (t *Table) at(seconds float64) [3]float64 {
	if seconds <= Knots[0] {
		return t[0]
	}
	for i := 1; i < len(Knots); i++ {
		if seconds < Knots[i] {
			share := (seconds - Knots[i-1]) / (Knots[i] - Knots[i-1])
			var c [3]float64
			for j := range c {
				c[j] = t[i-1][j] + share*(t[i][j]-t[i-1][j])
			}
			return c
		}
	}
	return t[len(t)-1]
}

var header = []string{"seconds_left", "health", "stamina", "gauge"}

// String returns the table as CSV with a header line.
func (t *Table) String() string {
	var b strings.Builder
	fmt.Fprintln(&b, strings.Join(header, ","))
	for i, c := range t {
		fmt.Fprintf(&b, "%g,%.4f,%.4f,%.4f\n", Knots[i], c[0], c[1], c[2])
	}
	return b.String()
}

// Parse parses what String returns.
func Parse(text string) (t Table, err error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return t, fmt.Errorf("odds table: %w", err)
	}
	if len(rows) != len(Knots)+1 || strings.Join(rows[0], ",") != strings.Join(header, ",") {
		return t, fmt.Errorf("odds table: want the header %s and %d rows", strings.Join(header, ","), len(Knots))
	}
	for i, row := range rows[1:] {
		if row[0] != fmt.Sprint(Knots[i]) {
			return t, fmt.Errorf("odds table: line %d is for %s seconds left; want %g", i+2, row[0], Knots[i])
		}
		for j := range t[i] {
			v, err := strconv.ParseFloat(row[j+1], 64)
			if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
				return t, fmt.Errorf("odds table: line %d: %s %q is not a number", i+2, header[j+1], row[j+1])
			}
			t[i][j] = v
		}
	}
	return t, nil
}
