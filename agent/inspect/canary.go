package inspect

import (
	"fmt"
	"math"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/vision"
)

// canaryTolerance is the largest accepted difference of a score from the canary's.
const canaryTolerance = 1e-3

// err returns an error if the scores differ by more than canaryTolerance.
func (c *Canary) err() error {
	if c.OK {
		return nil
	}
	return fmt.Errorf("a score differs by %.3g from %s; want at most %g; the canary is for another model, or the export is wrong", c.Worst, c.File, canaryTolerance)
}

// checkCanary runs the network on the inputs of a canary file, which are NCHW
// samples before scaling, and compares the scores.
func checkCanary(m *bot.Model, path string) (*Canary, error) {
	data, err := safefile.Read(path, safefile.Canary)
	if err != nil {
		return nil, fmt.Errorf("canary: %w", err)
	}
	var want struct {
		Shape  [4]int      `json:"shape"`
		Frames []byte      `json:"frames"`
		Logits [][]float64 `json:"logits"`
	}
	if err := safefile.Unmarshal(data, safefile.Canary, &want); err != nil {
		return nil, fmt.Errorf("canary %s: %w; want a JSON object with shape, frames (base64) and logits", path, err)
	}
	spec := m.Session.Contract().Input
	row := spec.Len()
	if want.Shape != [4]int{len(want.Logits), spec.Channels(), spec.Height, spec.Width} || len(want.Frames) != len(want.Logits)*row || len(want.Logits) == 0 {
		return nil, fmt.Errorf("canary %s: shape %v with %d samples and %d rows of logits; the model's input is %d×%d×%d", path, want.Shape, len(want.Frames), len(want.Logits), spec.Channels(), spec.Height, spec.Width)
	}
	out := &Canary{File: path, Rows: len(want.Logits)}
	for i, logits := range want.Logits {
		fillRow(m, spec, want.Frames[i*row:(i+1)*row])
		m.Session.Reset() // the rows do not belong to one recording
		if err := try(m, fmt.Sprintf("row %d of the canary", i)); err != nil {
			return nil, err
		}
		got := m.Session.Scores()
		if len(got) != len(logits) {
			return nil, fmt.Errorf("canary %s: row %d has %d logits; the model has %d classes", path, i, len(logits), len(got))
		}
		for k, z := range got {
			out.Worst = max(out.Worst, math.Abs(float64(z)-logits[k]))
		}
	}
	out.OK = out.Worst <= canaryTolerance
	return out, nil
}

// fillRow writes NCHW samples into the network's input.
func fillRow(m *bot.Model, spec vision.Spec, samples []byte) {
	in, planes, pixels := m.Session.Input(), spec.Channels(), spec.Height*spec.Width
	for p := range planes {
		for i := range pixels {
			to := p*pixels + i
			if spec.Layout == vision.NHWC {
				to = i*planes + p
			}
			in.Set(to, spec, p%spec.Color.Channels(), samples[p*pixels+i])
		}
	}
}
