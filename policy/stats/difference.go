package stats

import "math"

// PairedDifference returns the mean of differences, each from −1 to 1, with its 95 %
// interval: that of Bonett and Price (2012) for paired shares, which adds a difference of
// 1 and one of −1 before it takes the normal interval. Unlike the normal interval alone
// it is not too narrow where few pairs differ, and has a width where none does.
// TestCoverageOfPairedDifferences measures its coverage. Without differences the mean is
// NaN and the interval [−1, 1].
func PairedDifference(differences []float64) (mean float64, ci Interval) {
	sum, squares := 0.0, 0.0
	for _, d := range differences {
		sum, squares = sum+d, squares+d*d
	}
	if len(differences) == 0 {
		return math.NaN(), Interval{-1, 1}
	}
	n := float64(len(differences)) + 2
	centre := sum / n
	half := Z95 * math.Sqrt(((squares+2)/n-centre*centre)/n)
	return sum / (n - 2), Interval{centre - half, centre + half}.Clip(-1, 1)
}

// Estimate is a value with its interval, and with the weight that it has in a sum, which
// may be negative.
type Estimate struct {
	Weight, Value float64
	CI            Interval
}

// WeightedSum returns the sum of independent estimates with its interval: the square
// root of the summed squares of the distances from each value to the end of its interval
// (Newcombe, 1998, for the difference of two shares; Zou and Donner, 2008, for others).
func WeightedSum(estimates ...Estimate) (sum float64, ci Interval) {
	below, above := 0.0, 0.0
	for _, e := range estimates {
		sum += e.Weight * e.Value
		down, up := e.Weight*(e.Value-e.CI.Lo), e.Weight*(e.CI.Hi-e.Value)
		if e.Weight < 0 {
			down, up = -up, -down
		}
		below, above = below+down*down, above+up*up
	}
	return sum, Interval{sum - math.Sqrt(below), sum + math.Sqrt(above)}
}
