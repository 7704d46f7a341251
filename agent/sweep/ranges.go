package sweep

import (
	"context"
	"errors"

	"github.com/kumite/kumite/agent/arena"
)

// Swept is the result of one range of values or of two: one of its fields is not nil.
type Swept struct {
	Sweep *Document
	Map   *Map
}

// Results returns the results of the tournament.
func (s Swept) Results() arena.Results {
	if s.Map != nil {
		return s.Map.Results
	}
	return s.Sweep.Results
}

// ParseRanges parses one range, or the two of a map.
func ParseRanges(texts []string) ([]Range, error) {
	if len(texts) > 2 {
		return nil, errors.New("a sweep has one range of values, or two for a map")
	}
	var all []Range
	for _, text := range texts {
		r, err := ParseRange(text)
		if err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// RunRanges is Run for one range and RunMap for two, with the other settings of cfg. The bar
// is not used for a map.
func RunRanges(ctx context.Context, dir string, ranges []Range, cfg Config) (s Swept, err error) {
	if len(ranges) == 2 {
		s.Map, err = RunMap(ctx, dir, MapConfig{Rows: ranges[0], Columns: ranges[1], Contestants: cfg.Contestants, Tournament: cfg.Tournament})
		return s, err
	}
	if len(ranges) == 1 {
		cfg.Range = ranges[0]
	}
	s.Sweep, err = Run(ctx, dir, cfg)
	return s, err
}
