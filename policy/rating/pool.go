package rating

import (
	"errors"
	"fmt"
	"math"
)

// pairing is two contestants, by index, with a < b.
type pairing struct{ a, b int }

// ErrNotConnected is the error of a pool that consists of groups without games between
// them.
var ErrNotConnected = errors.New("never met")

// validateWins checks that wins is a square matrix of finite points with a zero
// diagonal in which games connect all contestants.
func validateWins(wins [][]float64) error {
	k := len(wins)
	if k < 2 {
		return fmt.Errorf("%d contestant(s); give a matrix of at least two rows", k)
	}
	for i, row := range wins {
		if len(row) != k {
			return fmt.Errorf("row %d has %d columns; a matrix of %d contestants needs %d", i+1, len(row), k, k)
		}
		for j, w := range row {
			if !(w >= 0) || math.IsInf(w, 0) {
				return fmt.Errorf("row %d, column %d is %v; wins are finite and start at 0", i+1, j+1, w)
			}
			if i == j && w != 0 {
				return fmt.Errorf("row %d, column %d is %v; write 0 there, because contestants do not play themselves", i+1, j+1, w)
			}
		}
	}
	met := reach(wins, func(i, j int) bool { return wins[i][j]+wins[j][i] > 0 })
	for j, ok := range met {
		if !ok {
			return fmt.Errorf("contestants 1 and %d %w, directly or through others; play games that connect them or rate them separately", j+1, ErrNotConnected)
		}
	}
	return nil
}

// reach marks the contestants that can be reached from contestant 0 along edges.
func reach(wins [][]float64, edge func(i, j int) bool) []bool {
	seen, queue := make([]bool, len(wins)), []int{0}
	seen[0] = true
	for len(queue) > 0 {
		i := queue[0]
		queue = queue[1:]
		for j := range wins {
			if !seen[j] && edge(i, j) {
				seen[j] = true
				queue = append(queue, j)
			}
		}
	}
	return seen
}

// finite reports whether finite maximum-likelihood ratings exist (Ford 1957): every
// contestant must reach every other through wins.
func finite(wins [][]float64) bool {
	down := reach(wins, func(i, j int) bool { return wins[i][j] > 0 })
	up := reach(wins, func(i, j int) bool { return wins[j][i] > 0 })
	for i := range wins {
		if !down[i] || !up[i] {
			return false
		}
	}
	return true
}

// withVirtualDraws returns a copy of wins with one more draw in every played pairing.
func withVirtualDraws(wins [][]float64) [][]float64 {
	out := make([][]float64, len(wins))
	for i := range wins {
		out[i] = append([]float64(nil), wins[i]...)
		for j := range wins {
			if wins[i][j]+wins[j][i] > 0 {
				out[i][j] += 0.5
			}
		}
	}
	return out
}
