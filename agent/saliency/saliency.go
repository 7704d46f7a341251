// Package saliency answers which part of its input a network's decision rests on.
//
// It covers one patch of the input after the other with the input's mean, as Zeiler and
// Fergus (2014) do, and measures by how much the probability of a class falls. The model
// must not be used by others meanwhile. Networks with a recurrent state are refused: the
// state of the decision is not part of its input.
package saliency

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/vision"
)

// patches is the number of patches along the longer side of the input. They overlap by
// half.
const patches = 16

// runLimit is the CPU time of one run.
const runLimit = time.Second

// Map is the importance of each pixel: from 0, none, to 255, the most important one. It
// has Width × Height elements, row by row. All are 0 if no patch lowers the probability.
type Map struct {
	Width, Height int
	Heat          []byte
	Probability   float64 // of the class, with nothing covered
	Largest       float64 // fall of the probability, of any patch
}

// Occlude computes the map of a class of the model's decoder on an input, which it leaves
// unchanged. Its length must be that of the model's input. It makes some 600 runs, and
// returns the context's error if it is cancelled.
func Occlude(ctx context.Context, m *bot.Model, input vision.Input, class int) (*Map, error) {
	network, spec := m.Agent.Network(), m.Seer.Spec()
	own := network.Input()
	switch {
	case m.Session != nil && len(m.Session.Contract().State) > 0:
		return nil, errors.New("saliency: the model has a recurrent state, which its input does not contain")
	case len(own.Floats) != len(input.Floats) || len(own.Bytes) != len(input.Bytes) || own.Len() != spec.Len():
		return nil, fmt.Errorf("saliency: the input has %d elements; want the %d of the model's", input.Len(), spec.Len())
	case class < 0 || class >= len(m.Decoder.Classes()):
		return nil, fmt.Errorf("saliency: class %d is outside 0 to %d", class, len(m.Decoder.Classes())-1)
	}
	o := occluder{spec: spec, input: input, own: own, means: means(spec, input)}
	probs := make([]float64, len(m.Decoder.Classes()))
	run := func() (float64, error) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		network.Reset()
		if err := network.RunWithinCPU(runLimit); err != nil {
			return 0, fmt.Errorf("saliency: %w", err)
		}
		if d := m.Decoder.Decode(network.Scores(), nil); d.Problem() != "" {
			return 0, fmt.Errorf("saliency: %s", d.Problem())
		}
		m.Decoder.Probabilities(probs)
		return probs[class], nil
	}
	o.restore()
	whole, err := run()
	if err != nil {
		return nil, err
	}
	result := &Map{Width: spec.Width, Height: spec.Height, Probability: whole, Heat: make([]byte, spec.Width*spec.Height)}
	sum, n := make([]float64, len(result.Heat)), make([]float64, len(result.Heat))
	size := max(max(spec.Width, spec.Height)/patches, 1)
	step := max(size/2, 1)
	for y := 0; y < spec.Height; y += step {
		for x := 0; x < spec.Width; x += step {
			x1, y1 := min(x+size, spec.Width), min(y+size, spec.Height)
			o.restore()
			o.cover(x, y, x1, y1)
			p, err := run()
			if err != nil {
				return nil, err
			}
			fall := max(whole-p, 0)
			result.Largest = max(result.Largest, fall)
			for v := y; v < y1; v++ {
				for u := x; u < x1; u++ {
					sum[v*spec.Width+u] += fall
					n[v*spec.Width+u]++
				}
			}
		}
	}
	most := 0.0
	for i := range sum {
		sum[i] /= n[i]
		most = max(most, sum[i])
	}
	for i := range sum {
		if most > 0 {
			result.Heat[i] = byte(255 * sum[i] / most)
		}
	}
	return result, nil
}

// occluder writes an input with a covered patch to a network.
type occluder struct {
	spec       vision.Spec
	input, own vision.Input
	means      []float64 // by channel
}

// means returns the mean of each channel.
func means(s vision.Spec, in vision.Input) []float64 {
	m := make([]float64, s.Channels())
	for c := range m {
		for y := range s.Height {
			for x := range s.Width {
				if i := at(s, c, x, y); in.Bytes != nil {
					m[c] += float64(in.Bytes[i])
				} else {
					m[c] += float64(in.Floats[i])
				}
			}
		}
		m[c] /= float64(s.Width * s.Height)
	}
	return m
}

// at returns the index of an element.
func at(s vision.Spec, c, x, y int) int {
	if s.Layout == vision.NHWC {
		return (y*s.Width+x)*s.Channels() + c
	}
	return (c*s.Height+y)*s.Width + x
}

func (o *occluder) restore() {
	copy(o.own.Floats, o.input.Floats)
	copy(o.own.Bytes, o.input.Bytes)
}

// cover replaces all channels of the pixels from (x0, y0) up to (x1, y1).
func (o *occluder) cover(x0, y0, x1, y1 int) {
	for c, mean := range o.means {
		for y := y0; y < y1; y++ {
			for x := x0; x < x1; x++ {
				if i := at(o.spec, c, x, y); o.own.Bytes != nil {
					o.own.Bytes[i] = byte(mean + 0.5)
				} else {
					o.own.Floats[i] = float32(mean)
				}
			}
		}
	}
}
