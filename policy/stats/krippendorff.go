package stats

import (
	"maps"
	"math"
	"slices"
)

// Nominal is a distance of two values for Alpha: whether they differ. That of an interval
// scale is the square of their difference.
func Nominal(a, b float64) float64 {
	if a == b {
		return 0
	}
	return 1
}

// Alpha returns Krippendorff's α (Krippendorff, Content Analysis, 2004, chapter 11): 1 for
// perfect agreement, 0 for that of chance. Each unit lists the values that it was given, by
// whatever rater; units with fewer than two values do not count. α is undefined without a
// unit that counts, or if all values are equal.
func Alpha(units [][]float64, distance func(a, b float64) float64) Float {
	var all []float64
	observed := 0.
	for _, u := range units {
		if len(u) < 2 {
			continue
		}
		all = append(all, u...)
		observed += disagreement(u, distance) / float64(len(u)-1)
	}
	expected := disagreement(all, distance)
	if expected == 0 {
		return Undefined()
	}
	n := float64(len(all))
	return Float(1 - observed/n/(expected/(n*(n-1))))
}

// disagreement returns the sum of the distances of all ordered twos of values. It compares
// each two distinct values once, so many values of few kinds take no longer than few.
func disagreement(values []float64, distance func(a, b float64) float64) (sum float64) {
	counts := map[float64]float64{}
	for _, v := range values {
		counts[v]++
	}
	kinds := slices.Sorted(maps.Keys(counts))
	for i, a := range kinds {
		for _, b := range kinds[:i] {
			sum += 2 * counts[a] * counts[b] * distance(a, b)
		}
	}
	return sum
}

// SignTestSize returns how many decided verdicts a two-sided sign test at the 5 % level needs
// to find, with 80 % power at least, that a share p of them prefers one side: the smallest
// number from which on every larger one suffices. It panics unless 0.55 ≤ p < 1.
func SignTestSize(p float64) int {
	if !(p >= 0.55 && p < 1) {
		panic("stats: SignTestSize of a share outside 0.55 to 1")
	}
	enough := 1
	for n := 1; n <= 2*enough+20; n++ { // the power rises in a sawtooth
		if signTestPower(n, p) < 0.8 {
			enough = n + 1
		}
	}
	return enough
}

// signTestPower returns the probability of significantly many successes for a share p.
func signTestPower(n int, p float64) float64 {
	least := int(math.Ceil(float64(n) / 2))
	for least <= n && 1-binomialCDF(least-1, n, 0.5) > 0.025 {
		least++
	}
	if least > n {
		return 0
	}
	return 1 - binomialCDF(least-1, n, p)
}
