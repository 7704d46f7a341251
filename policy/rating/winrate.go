package rating

import (
	"errors"
	"fmt"

	"github.com/kumite/kumite/policy/stats"
)

// WinRate is a win rate with its Wilson interval, in the form that
// `kumite stats wilson --json` prints.
type WinRate struct {
	Rate stats.Float    `json:"rate"`
	CI95 stats.Interval `json:"ci95"`

	Wins  int `json:"-"`
	Games int `json:"-"`
}

// NewWinRate returns the win rate of wins in games. It requires
// 0 ≤ wins ≤ games and games ≥ 1.
func NewWinRate(wins, games int) (WinRate, error) {
	switch {
	case wins < 0:
		return WinRate{}, fmt.Errorf("%d wins; counts start at 0", wins)
	case games < 1:
		return WinRate{}, errors.New("no games; give at least one")
	case wins > games:
		return WinRate{}, fmt.Errorf("%d wins in %d games; give at least as many games as wins", wins, games)
	}
	n, of := float64(wins), float64(games)
	return WinRate{Rate: stats.Float(n / of), CI95: stats.Wilson(n, of), Wins: wins, Games: games}, nil
}
