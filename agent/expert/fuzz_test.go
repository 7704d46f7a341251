package expert_test

import (
	"testing"

	"github.com/kumite/kumite/agent/expert"
)

// FuzzNoise parses the noise of an expert.
func FuzzNoise(f *testing.F) {
	for _, seed := range []string{
		"", "reaction=350,spread=120,pass=0.6,wrong=1", "reaction=-1", "pass=1.0001", "wrong=1e-300", "reaction=1e999", "spread=NaN", "=", ",,", "reaction=1,reaction=2", "\x00=1", "wrong=0",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		expert.ParseNoise(text) // must not panic
	})
}
