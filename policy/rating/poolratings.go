package rating

import (
	"errors"
	"fmt"
	"maps"
	"slices"
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
// numbers.
func ParsePool(data []byte) (Pool, error) {
	const fix = "want a matrix such as [[0,60],[40,0]]"
	p, err := parsePool(data)
	switch {
	case err != nil:
		return Pool{}, fmt.Errorf("%w; %s", err, fix)
	case p.Names != nil && len(p.Names) != len(p.Wins):
		return Pool{}, fmt.Errorf("the number of names is %d and that of rows %d; give one name per row", len(p.Names), len(p.Wins))
	}
	for i, name := range p.Names {
		if name == "" || slices.Contains(p.Names[:i], name) {
			return Pool{}, fmt.Errorf("name %d is %q; want a different name for each row", i+1, name)
		}
	}
	for i := len(p.Names); i < len(p.Wins); i++ {
		p.Names = append(p.Names, strconv.Itoa(i+1))
	}
	return p, nil
}

func parsePool(data []byte) (p Pool, err error) {
	matrix := data
	if strings.HasPrefix(strings.TrimSpace(strings.TrimPrefix(string(data), "\ufeff")), "{") {
		keys, err := jsonfile.Object(data)
		if err != nil {
			return p, err
		}
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			if key != "wins" && key != "names" {
				return p, fmt.Errorf("key %q is unknown; the keys are \"wins\" and \"names\"", key)
			}
		}
		if names, ok := keys["names"]; ok {
			if err := jsonfile.Unmarshal(names, &p.Names); err != nil {
				return p, fmt.Errorf("names: %w", err)
			}
		}
		if matrix = keys["wins"]; matrix == nil {
			return p, errors.New("\"wins\" is missing")
		}
	}
	var rows [][]*float64
	if err := jsonfile.Unmarshal(matrix, &rows); err != nil {
		return p, err
	}
	if rows == nil {
		return p, errors.New("\"wins\" is missing")
	}
	for i, row := range rows {
		if k := slices.Index(row, nil); k >= 0 {
			return p, fmt.Errorf("row %d, column %d is null; write 0 for no points", i+1, k+1)
		}
		p.Wins = append(p.Wins, make([]float64, len(row)))
		for k, x := range row {
			p.Wins[i][k] = *x
		}
	}
	return p, nil
}
