package openloop

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// ParsePrior parses a class prior, "P0,P1,…", of positive shares that sum to 1.
// It returns nil for an empty text.
func ParsePrior(text string) ([]float64, error) {
	if text == "" {
		return nil, nil
	}
	var prior []float64
	sum := 0.0
	for part := range strings.SplitSeq(text, ",") {
		v, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || !(v > 0 && v <= 1) {
			return nil, fmt.Errorf("%q is not a share; want above 0 and at most 1", part)
		}
		prior = append(prior, v)
		sum += v
	}
	if math.Abs(sum-1) > 1e-6 {
		return nil, fmt.Errorf("the shares sum to %.7g; want 1 ± 1e-6", sum)
	}
	return prior, nil
}
