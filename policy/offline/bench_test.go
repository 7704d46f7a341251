package offline_test

import (
	"math/rand/v2"
	"testing"

	"github.com/kumite/kumite/policy/offline"
)

// BenchmarkEvaluation scores half an hour of play with nine classes and a
// thousand bootstrap samples.
func BenchmarkEvaluation(b *testing.B) {
	const recordings, frames, classes = 30, 600, 9
	r := rand.New(rand.NewPCG(1, 2))
	logs := make([]offline.Recording, recordings)
	for i := range logs {
		log := offline.Recording{Truth: make([]int, frames), Predicted: make([]int, frames), Scores: make([]float32, frames*classes)}
		for f := range frames {
			if r.IntN(100) == 0 {
				log.Truth[f] = 1 + r.IntN(classes-1)
			}
			if r.IntN(100) == 0 {
				log.Predicted[f] = 1 + r.IntN(classes-1)
			}
			for c := range classes {
				log.Scores[f*classes+c] = float32(r.NormFloat64())
			}
		}
		logs[i] = log
	}
	for b.Loop() {
		e, err := offline.New(offline.Config{Classes: make([]string, classes), Resamples: 1000})
		if err != nil {
			b.Fatal(err)
		}
		for _, log := range logs {
			if err := e.Add(log); err != nil {
				b.Fatal(err)
			}
		}
		if _, err := e.Result(); err != nil {
			b.Fatal(err)
		}
	}
}
