// Command fit fits the table of package odds on recorded matches, and checks it on others:
//
//	go run ./sim/odds/fit 'run/replays/*.replay' > sim/odds/table.csv
//
// It fits every other pair of recordings, as a tournament names them: the two matches of a
// pair share their seed. On one match of each other pair, the first and the second in turn,
// it measures the calibration, which it prints to standard error.
package main

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"

	"gonum.org/v1/gonum/mat"

	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/odds"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "fit:", err)
		os.Exit(2)
	}
}

func run(patterns []string, out, report io.Writer) error {
	var files []string
	for _, p := range patterns {
		found, err := filepath.Glob(p)
		if err != nil {
			return fmt.Errorf("pattern %q: %w", p, err)
		}
		files = append(files, found...)
	}
	if len(files) < 4 {
		return errors.New("want patterns that name at least four recordings, e.g. 'run/replays/*.replay'")
	}
	var table odds.Table
	var all [2][]match // fitted, and checked
	for i, path := range files {
		if i%8 == 3 || i%8 == 6 {
			continue // the other match of a pair that is checked
		}
		m, err := read(path)
		if err != nil {
			return err
		}
		all[i%4/2] = append(all[i%4/2], m)
	}
	for knot := range table {
		c, err := fit(all[0], knot)
		if err != nil {
			return fmt.Errorf("%g seconds left: %w", odds.Knots[knot], err)
		}
		table[knot] = c
	}
	if _, err := io.WriteString(out, table.String()); err != nil {
		return err
	}
	return check(report, &table, all)
}

// match is a recorded match: its worlds at the knots, and its result for the left side,
// 1, ½ or 0.
type match struct {
	worlds [len(odds.Knots)]*sim.World // nil if it had ended, or was too short
	left   float64
}

func read(path string) (m match, err error) {
	r, err := duel.ReadFile(path)
	if err != nil {
		return m, err
	}
	p, err := duel.NewPlayback(r)
	if err == nil {
		err = p.Desync()
	}
	if err != nil {
		return m, fmt.Errorf("recording %s: %w", path, err)
	}
	p.Seek(p.Len())
	m.left = odds.Left(p.World())
	for i, seconds := range odds.Knots {
		tick := p.World().Rules.MatchTicks - int32(seconds*sim.TickRate)
		if tick < 0 || tick >= p.Len() {
			continue
		}
		p.Seek(tick)
		w := *p.World()
		m.worlds[i] = &w
	}
	return m, nil
}

// ridge keeps the coefficients finite where a difference decides for certain.
const ridge = 0.1

// fit returns the coefficients at a knot: Newton's method on the ridge-penalised
// log-likelihood, without an intercept.
func fit(matches []match, knot int) (c [3]float64, err error) {
	for range 100 {
		gradient, hessian := mat.NewVecDense(3, nil), mat.NewSymDense(3, nil)
		for i := range c {
			gradient.SetVec(i, -ridge*c[i])
			hessian.SetSym(i, i, ridge)
		}
		for _, m := range matches {
			w := m.worlds[knot]
			if w == nil {
				continue
			}
			x := odds.Features(w)
			p := 1 / (1 + math.Exp(-(c[0]*x[0] + c[1]*x[1] + c[2]*x[2])))
			for i := range c {
				gradient.SetVec(i, gradient.AtVec(i)+(m.left-p)*x[i])
				for j := i; j < 3; j++ {
					hessian.SetSym(i, j, hessian.At(i, j)+p*(1-p)*x[i]*x[j])
				}
			}
		}
		var chol mat.Cholesky
		if !chol.Factorize(hessian) {
			return c, errors.New("the differences of the sides do not determine the coefficients")
		}
		var step mat.VecDense
		if err := chol.SolveVecTo(&step, gradient); err != nil {
			return c, err
		}
		for i := range c {
			c[i] += step.AtVec(i)
		}
		if mat.Norm(&step, 2) < 1e-9 {
			return c, nil
		}
	}
	return c, errors.New("no convergence in 100 steps")
}

// bins is the number of rows of the calibration.
const bins = 5

// check writes the calibration as Markdown. The nth match counts at the nth knot that it
// reached, cyclically, so that the rows are independent matches. The odds of the side that
// is ahead are checked: those of the other one are their complement.
func check(out io.Writer, table *odds.Table, all [2][]match) error {
	type row struct {
		n              int
		predicted, won float64
	}
	var rows [bins]row
	brier, total := 0.0, 0
	for i, m := range all[1] {
		var reached []*sim.World
		for _, w := range m.worlds {
			if w != nil {
				reached = append(reached, w)
			}
		}
		if len(reached) == 0 {
			continue
		}
		p, won := table.Left(reached[i%len(reached)]), m.left
		if p < 0.5 {
			p, won = 1-p, 1-won
		}
		r := &rows[min(int((p-0.5)*2*bins), bins-1)]
		r.n, r.predicted, r.won = r.n+1, r.predicted+p, r.won+won
		brier, total = brier+(p-won)*(p-won), total+1
	}
	fmt.Fprintf(out, "Fitted on %d matches, checked on %d others, each at one moment. Brier score %.3f; that of even odds is 0.25.\n\n", len(all[0]), total, brier/float64(max(total, 1)))
	fmt.Fprintln(out, "| odds | matches | mean odds | won [95 %] |\n|---|---|---|---|")
	for i, r := range rows {
		if r.n == 0 {
			continue
		}
		n := float64(r.n)
		interval := stats.Wilson(r.won, n)
		fmt.Fprintf(out, "| %d to %d %% | %d | %.1f %% | %g/%d = %.1f %% [%.1f, %.1f] |\n", 50+i*50/bins, 50+(i+1)*50/bins, r.n,
			100*r.predicted/n, r.won, r.n, 100*r.won/n, 100*interval.Lo, 100*interval.Hi)
	}
	return nil
}
