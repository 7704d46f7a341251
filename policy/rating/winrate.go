package rating

import (
	"errors"
	"fmt"

	"github.com/kumite/kumite/policy/stats"
)

// WinRate is a share of games with Wilson's interval.
type WinRate struct {
	Rate stats.Float    `json:"rate"`
	CI95 stats.Interval `json:"ci95"`

	Wins  int `json:"-"`
	Games int `json:"-"`
}

// NewWinRate returns the win rate. It returns an error unless games ≥ 1 and
// 0 ≤ wins ≤ games.
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
