package saliency_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/saliency"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/vision"
)

// watcher is a network that wants to poke where the pixels of a corner are bright.
type watcher struct {
	spec   vision.Spec
	input  []float32
	scores []float32
}

func (w *watcher) Input() vision.Input { return vision.Input{Floats: w.input} }
func (w *watcher) RunWithinCPU(time.Duration) error {
	w.scores[1] = 0
	for y := range 9 {
		for x := range 10 {
			i := y*w.spec.Width + x
			if w.spec.Layout == vision.NHWC {
				i *= w.spec.Channels()
			}
			w.scores[1] += w.input[i] / 30
		}
	}
	return nil
}
func (w *watcher) RunWithin(d time.Duration) error { return w.RunWithinCPU(d) }
func (*watcher) Warm(time.Duration) error          { return nil }
func (*watcher) Reset()                            {}
func (*watcher) Cancel()                           {}
func (w *watcher) Scores() []float32               { return w.scores }

func model(layout vision.Layout, stack int) (*bot.Model, error) {
	classes := []string{policy.NoAction, "poke"}
	decoder, err := policy.NewDecoder(policy.Contract{Classes: classes, Output: policy.Logits, Temperature: 1, Bias: make([]float64, 2)}, "decode=argmax")
	if err != nil {
		return nil, err
	}
	spec := vision.Spec{Width: 80, Height: 45, Color: vision.Gray, Stack: stack, Layout: layout, Scale: 1, Type: vision.Float32}
	seer, err := vision.NewPreprocessor(spec, image.Pt(raster.Width, raster.Height))
	if err != nil {
		return nil, err
	}
	a, err := agent.New(agent.Config{DelayTicks: agent.DefaultDelayTicks, Frame: raster.NewFrame()},
		agent.Parts{Seer: seer, Network: &watcher{spec, make([]float32, spec.Len()), make([]float32, 2)}, Decoder: decoder, Classes: classes})
	return &bot.Model{Agent: a, Seer: seer, Decoder: decoder, Close: seer.Close}, err
}

// corner is an input that is bright in its corner alone.
func corner(s vision.Spec) vision.Input {
	in := vision.Input{Floats: make([]float32, s.Len())}
	for y := range 9 {
		for x := range 10 {
			for c := range s.Channels() {
				i := (c*s.Height+y)*s.Width + x
				if s.Layout == vision.NHWC {
					i = (y*s.Width+x)*s.Channels() + c
				}
				in.Floats[i] = 1
			}
		}
	}
	return in
}

// Which part of the picture makes this model poke?
func ExampleOcclude() {
	m, err := model(vision.NCHW, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer m.Close()
	s, err := saliency.Occlude(context.Background(), m, corner(m.Seer.Spec()), 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f, at most %.2f less\n", s.Probability, s.Largest)
	fmt.Println(s.Heat[4*s.Width+4] > 200, s.Heat[30*s.Width+60])
	// Output:
	// 0.95, at most 0.05 less
	// true 0
}

func TestTheMapIsWhereTheNetworkLooks(t *testing.T) {
	for _, layout := range []vision.Layout{vision.NCHW, vision.NHWC} {
		for _, stack := range []int{1, 3} {
			m, err := model(layout, stack)
			if err != nil {
				t.Fatal(err)
			}
			in := corner(m.Seer.Spec())
			before := append([]float32(nil), in.Floats...)
			s, err := saliency.Occlude(t.Context(), m, in, 1)
			if err != nil {
				t.Fatal(err)
			}
			inside, outside := 0, 0
			for i, h := range s.Heat {
				if h > 0 {
					if i%s.Width < 10+5 && i/s.Width < 9+5 { // a patch has 5 pixels
						inside++
					} else {
						outside++
					}
				}
			}
			if inside < 90 || outside > 0 {
				t.Errorf("%v, %d frames: %d pixels with a value at the corner and %d elsewhere; want 90 or more, and none", layout, stack, inside, outside)
			}
			for i := range before {
				if in.Floats[i] != before[i] {
					t.Fatalf("%v, %d frames: element %d of the input has changed", layout, stack, i)
				}
			}
			if err := m.Close(); err != nil {
				t.Error(err)
			}
		}
	}
}

func TestWhatCannotBeExplainedIsRefused(t *testing.T) {
	m, err := model(vision.NCHW, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	in := corner(m.Seer.Spec())
	for want, f := range map[string]func() error{
		"class 2 is outside 0 to 1": func() error { _, err := saliency.Occlude(t.Context(), m, in, 2); return err },
		"has 12 elements": func() error {
			_, err := saliency.Occlude(t.Context(), m, vision.Input{Floats: in.Floats[:12]}, 1)
			return err
		},
	} {
		if err := f(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := saliency.Occlude(ctx, m, in, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}
