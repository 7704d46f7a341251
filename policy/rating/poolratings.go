package rating

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/kumite/kumite/internal/jsonfile"
	"github.com/kumite/kumite/policy/stats"
)

// PoolRatings are the ratings of a pool.
type PoolRatings struct {
	Elo          []stats.Float    `json:"elo"`
	EloCI95      []stats.Interval `json:"elo_ci95"`
	ChiSquare    stats.Float      `json:"chi2"`
	DF           int              `json:"df"`
	P            stats.Float      `json:"p"` // NaN if there is no test
	VirtualDraws bool             `json:"virtual_draws"`

	Names      []string `json:"-"` // one per row
	Transitive bool     `json:"-"` // the test does not reject the fit
}

// NewPoolRatings rates a pool with FitWins.
func NewPoolRatings(pool Pool) (PoolRatings, error) {
	fit, err := FitWins(pool.Wins)
	if err != nil {
		return PoolRatings{}, err
	}
	return PoolRatings{
		Elo: stats.Floats(fit.Elo), EloCI95: fit.EloCI95, ChiSquare: stats.Float(fit.ChiSquare), DF: fit.DF, P: stats.Float(fit.P),
		VirtualDraws: fit.VirtualDraws, Names: pool.Names, Transitive: fit.Transitive(),
	}, nil
}

// Pool is a matrix of points of the row's contestant against the column's, with half a
// point each for a draw.
type Pool struct {
	Wins  [][]float64 `json:"wins"`
	Names []string    `json:"names"` // one per row
}

// ParsePool parses a JSON matrix of wins, or an object with "wins" and optionally
// "names". Without names, contestants are numbered from 1. FitWins validates the
// matrix.
func ParsePool(data []byte) (Pool, error) {
	const fix = "want a matrix such as [[0,60],[40,0]]"
	var p Pool
	var err error
	if strings.HasPrefix(strings.TrimSpace(string(data)), "{") {
		err = json.Unmarshal(data, &p)
	} else {
		err = json.Unmarshal(data, &p.Wins)
	}
	switch {
	case err != nil:
		return Pool{}, fmt.Errorf("%w; %s", jsonfile.Explain(err), fix)
	case p.Wins == nil:
		return Pool{}, fmt.Errorf("\"wins\" is missing; %s", fix)
	case p.Names != nil && len(p.Names) != len(p.Wins):
		return Pool{}, fmt.Errorf("%d names for %d rows; give one name per row", len(p.Names), len(p.Wins))
	}
	for i := len(p.Names); i < len(p.Wins); i++ {
		p.Names = append(p.Names, strconv.Itoa(i+1))
	}
	return p, nil
}
