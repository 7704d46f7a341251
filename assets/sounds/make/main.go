// Command make generates the sounds of the window:
//
//	go run ./assets/sounds/make assets/sounds
package main

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/assets/sounds"
	"github.com/kumite/kumite/internal/durable"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "make sounds:", err)
		os.Exit(2)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("want one folder")
	}
	for _, name := range sounds.Names() {
		if err := durable.WriteFile(filepath.Join(args[0], name+".wav"), durable.Bytes(sounds.Encode(generate(name)))); err != nil {
			return err
		}
	}
	return nil
}

// recipe is a sound: a tone that glides and its overtones, with noise, both decaying.
type recipe struct {
	seconds   float64
	from, to  float64   // Hz, of the tone
	overtones []float64 // multiples of it
	tone      float64   // loudness, 0 to 1
	toneDecay float64   // seconds to 1/e
	noise     float64
	noiseDecay,
	smooth float64 // of the noise, 0 to 1: how much of it is low
}

var recipes = map[string]recipe{
	sounds.Hit:      {0.22, 170, 55, nil, 0.7, 0.07, 0.5, 0.03, 0.6},
	sounds.Block:    {0.14, 420, 260, []float64{2.7}, 0.35, 0.03, 0.25, 0.02, 0.2},
	sounds.Parry:    {0.40, 1250, 1250, []float64{1.51, 2.24}, 0.35, 0.12, 0.12, 0.01, 0},
	sounds.KnockOut: {0.80, 130, 32, []float64{0.5}, 0.75, 0.30, 0.5, 0.12, 0.85},
	sounds.Bell:     {0.90, 660, 660, []float64{2.0, 2.76, 5.4}, 0.45, 0.28, 0, 0.01, 0},
}

// generate returns the samples of a sound.
func generate(name string) []int16 {
	r := recipes[name]
	noise := rand.New(rand.NewPCG(1, uint64(len(name))))
	samples := make([]int16, int(r.seconds*sounds.Rate))
	phase, low := 0.0, 0.0
	for i := range samples {
		t := float64(i) / sounds.Rate
		phase += 2 * math.Pi * (r.from + (r.to-r.from)*t/r.seconds) / sounds.Rate
		tone := math.Sin(phase)
		for _, o := range r.overtones {
			tone += math.Sin(phase*o) / 2
		}
		tone *= r.tone * math.Exp(-t/r.toneDecay) / (1 + float64(len(r.overtones))/2)
		low = r.smooth*low + (1-r.smooth)*(2*noise.Float64()-1)
		rise := min(t/0.002, (r.seconds-t)/0.01, 1) // without clicks at the ends
		samples[i] = int16(math.Round(32_000 * rise * math.Tanh(tone+r.noise*math.Exp(-t/r.noiseDecay)*low)))
	}
	return samples
}
