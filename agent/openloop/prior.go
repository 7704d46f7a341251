package openloop

import (
	"fmt"
	"math"
	"strings"

	"github.com/kumite/kumite/internal/number"
)

// ParsePrior parses a class prior, "P0,P1,…", of positive shares that sum to 1.
// It returns nil for an empty text.
func ParsePrior(text string) ([]float64, error) {
	if text == "" {
		return nil, nil
	}
	var prior []float64
	for part := range strings.SplitSeq(text, ",") {
		v, err := number.Range{Max: 1, Above: true}.Parse(strings.TrimSpace(part))
		if err != nil {
			return nil, fmt.Errorf("%q %w", part, err)
		}
		prior = append(prior, v)
	}
	return prior, checkPrior(prior)
}

// checkPrior refuses shares that are not positive or do not sum to 1.
func checkPrior(prior []float64) error {
	sum := 0.0
	for _, v := range prior {
		if !(v > 0 && v <= 1) {
			return fmt.Errorf(`"%v" is not a share; want above 0 and at most 1`, v)
		}
		sum += v
	}
	if math.Abs(sum-1) > 1e-6 {
		return fmt.Errorf("the shares sum to %.7g; want 1 ± 1e-6", sum)
	}
	return nil
}
