package inspect

import (
	"cmp"
	"context"
	"fmt"
	"image"
	"slices"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/vision"
	"github.com/kumite/kumite/vision/logs"
)

// One frame every three seconds of the first 15 seconds is reported.
const (
	sampleEvery = 30 // frames
	sampleUntil = 150
)

func sampled(frame int) bool { return frame > 0 && frame <= sampleUntil && frame%sampleEvery == 0 }

// networkError is an error of the model's network, as opposed to one of the frames.
type networkError struct{ error }

func (e networkError) Unwrap() error { return e.error }

// try runs the network on its current input.
func try(m *bot.Model, frame string) error {
	if err := m.Session.Try(frame); err != nil {
		return networkError{err}
	}
	return nil
}

// look records the model's scores and decisions for a zero frame and for frames
// of a match or a recording, and its input for the last one. It calls step after each
// frame of a match.
func (d *Document) look(ctx context.Context, m *bot.Model, cfg Config, step func() error) error {
	m.Session.Input().Clear()
	m.Session.Reset()
	if err := try(m, "a zero frame"); err != nil {
		return err
	}
	m.Session.Reset()
	m.Decoder.Reset()
	d.Frames = append(d.Frames, decide(m, "zero"))
	m.Decoder.Reset()
	m.Seer.Reset()
	var err error
	var p vision.Picture
	if cfg.Logs != "" {
		p, err = d.lookAtRecording(ctx, m, cfg.Logs)
	} else {
		err = d.lookAtMatch(ctx, m, cfg.Seed, step)
		p = m.Seer.Picture()
	}
	if err != nil {
		return err
	}
	d.Seen = image.NewRGBA(image.Rect(0, 0, p.Width, p.Height))
	return p.DrawTo(d.Seen)
}

// decide decodes the network's current scores.
func decide(m *bot.Model, frame string) Frame {
	scores := slices.Clone(m.Session.Scores())
	return Frame{frame, scores, m.Decoder.Decode(scores, nil).String()}
}

// lookAtMatch uses the left side's view of a match of pro against pro.
func (d *Document) lookAtMatch(ctx context.Context, m *bot.Model, seed uint64, step func() error) (err error) {
	frame := raster.NewFrame()
	n := 0
	playing := bot.WatchPros(seed, func(w *sim.World) bool {
		if err = ctx.Err(); err != nil {
			return false
		}
		raster.Draw(frame, w, sim.Left)
		if err = m.Seer.See(frame, m.Session.Input()); err != nil {
			return false
		}
		if err = try(m, fmt.Sprintf("frame %d of a match", n)); err != nil {
			return false
		}
		if f := decide(m, fmt.Sprintf("match %d", n)); sampled(n) {
			d.Frames = append(d.Frames, f)
		}
		if err = step(); err != nil {
			return false
		}
		n++
		return n <= sampleUntil
	})
	return cmp.Or(err, playing)
}

// lookAtRecording uses the first recording of a folder. It returns the last frame as the
// network saw it.
func (d *Document) lookAtRecording(ctx context.Context, m *bot.Model, dir string) (seen vision.Picture, err error) {
	folder, err := logs.Open(dir)
	if err != nil {
		return seen, err
	}
	scorer, err := openloop.ScorerOf(folder, m) // the caller closes the model
	if err != nil {
		return seen, err
	}
	x, err := scorer.Score(ctx, 0)
	if err != nil {
		return seen, err
	}
	contract := m.Session.Contract()
	k := len(contract.Classes)
	m.Decoder.Seed(openloop.Seed(x.Name))
	for f := range x.Truth {
		scores := x.Scores[0][f*k : (f+1)*k]
		if err := contract.CheckScores(scores); err != nil {
			return seen, networkError{fmt.Errorf("on frame %d of recording %s: %w", f, x.Name, err)}
		}
		decision := m.Decoder.Decode(scores, nil)
		if sampled(f) {
			d.Frames = append(d.Frames, Frame{fmt.Sprintf("%s %d", x.Name, f), scores, decision.String()})
		}
	}
	return scorer.Picture(0), nil
}
