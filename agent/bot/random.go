package bot

import (
	"fmt"
	"math"
	"slices"

	"github.com/kumite/kumite/policy/ort"
)

// repeat runs the network again on its current input, from the same state, and
// compares the scores. It sets Random, or returns an error, if they differ.
func (m *Model) repeat(s Setup) error {
	first := slices.Clone(m.Session.Scores())
	m.Session.Reset()
	if err := m.Session.Try("a frame of a match"); err != nil {
		return err
	}
	tolerance := 0.0
	if s.Provider.String() != string(ort.CPU) {
		tolerance = 1e-3 // devices may add in any order
	}
	if m.Random != "" || equal(first, m.Session.Scores(), tolerance) {
		return nil
	}
	m.Random = "two runs of one frame gave different scores"
	if !s.AllowRandom {
		return refuseRandom(m.Random)
	}
	return nil
}

// equal reports whether scores differ by no more than a share of their size.
func equal(a, b []float32, tolerance float64) bool {
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		if !(math.Abs(x-y) <= tolerance*max(1, math.Abs(x))) {
			return false
		}
	}
	return true
}

// refuseRandom returns the error of a model whose scores are not a function of its
// input.
func refuseRandom(why string) error {
	return fmt.Errorf("scores are not a function of the input: %s; export the model for inference, or use --allow-random, which marks results as not reproducible", why)
}

// RandomWarning returns the warning of results of a model, or "" if its scores are a
// function of its input.
func RandomWarning(name, why string) string {
	if why == "" {
		return ""
	}
	return fmt.Sprintf("NOT REPRODUCIBLE: the scores of %s are not a function of its input: %s", name, why)
}
