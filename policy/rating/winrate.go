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

// NewWinRate is the rate of wins, 0 to games, in one game or more.
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
