package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"math"
	"reflect"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/vision/cv"
	"github.com/kumite/kumite/vision/logs"
)

// reel is one recording with what networks said of its frames, not yet
// decoded.
type reel struct {
	name      string
	ticks     []int32     // of the game's clock, by frame
	truth     []int       // the expert's class, in the logs' order
	available []bool      // whether some skill could have been used; nil where the log does not say
	scores    [][]float32 // by network: raw, [frames, K] in the network's order
}

// projector runs networks over recordings, each frame decoded once for all and
// seen once by all that see alike. Calls must not overlap: one per worker.
type projector struct {
	folder   *logs.Folder
	paths    []string // of the networks
	networks []*bot.Model
	eyes     []*cv.Preprocessor
	eye      []int // by network
	// doctor changes a frame in place before it is seen, where it is not nil.
	doctor func(frame cv.Frame)
	times  timings
}

// timings is where a run's time went, summed over workers.
type timings struct {
	frames                 int
	decode, see, run, rest time.Duration
}

func (t *timings) add(o timings) {
	t.frames += o.frames
	t.decode += o.decode
	t.see += o.see
	t.run += o.run
	t.rest += o.rest
}

// newProjector loads each model file once; the decoders that the paths'
// contestants name are not part of it.
func newProjector(folder *logs.Folder, setup bot.Setup, paths []string) (*projector, error) {
	p := &projector{folder: folder, paths: paths}
	for _, path := range paths {
		m, err := setup.Open(bot.Contestant{Path: path, Spec: path, Name: path, Delay: -1}, 0, image.Pt(folder.Width, folder.Height))
		if err != nil {
			return nil, p.close(err)
		}
		p.networks = append(p.networks, m)
		eye, ok := m.Seer.(*cv.Preprocessor)
		if !ok {
			return nil, p.close(fmt.Errorf("model %s: its eye takes no video", path))
		}
		p.eye = append(p.eye, p.share(eye))
	}
	return p, nil
}

// share is the place of an eye with the same spec, which is added where there
// is none.
func (p *projector) share(eye *cv.Preprocessor) int {
	for i, other := range p.eyes {
		if reflect.DeepEqual(other.Spec(), eye.Spec()) {
			return i
		}
	}
	p.eyes = append(p.eyes, eye)
	return len(p.eyes) - 1
}

// project runs the networks over recording i.
func (p *projector) project(ctx context.Context, i int) (x *reel, err error) {
	r, err := p.folder.Open(i)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	rows := r.Rows()
	x = &reel{name: p.folder.Recordings[i].Name, scores: make([][]float32, len(p.networks))}
	x.ticks, x.truth = make([]int32, 0, len(rows)), make([]int, 0, len(rows))
	for k, m := range p.networks {
		x.scores[k] = make([]float32, 0, len(rows)*len(m.Session.Contract().Classes))
	}
	for _, eye := range p.eyes {
		eye.Reset()
	}
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		start := time.Now()
		frame, row, err := r.Next()
		if err == io.EOF {
			return x, nil
		}
		if err != nil {
			return nil, err
		}
		decoded := time.Now()
		p.times.decode += decoded.Sub(start)
		p.times.frames++
		x.ticks = append(x.ticks, int32(math.Round(float64(row.Frame)*p.folder.DecisionPeriodMS*sim.TickRate/1000)))
		x.truth = append(x.truth, row.Label)
		if row.Available != nil {
			x.available = append(x.available, len(row.Available) > 0)
		}
		if p.doctor != nil {
			p.doctor(frame)
		}
		for _, eye := range p.eyes {
			if err := eye.PushCaptured(frame); err != nil {
				return nil, err
			}
		}
		p.times.see += time.Since(decoded)
		for k := range p.networks {
			if err := p.look(x, k); err != nil {
				return nil, fmt.Errorf("model %s on recording %s, frame %d: %w", p.paths[k], x.name, row.Frame, err)
			}
		}
	}
}

// look runs one network on the newest frame.
func (p *projector) look(x *reel, k int) error {
	start := time.Now()
	session, eye := p.networks[k].Session, p.eyes[p.eye[k]]
	if err := eye.Fill(session.Input()); err != nil {
		return err
	}
	filled := time.Now()
	if err := session.RunWithin(agent.DefaultLimit); err != nil {
		return err
	}
	x.scores[k] = append(x.scores[k], session.Scores()...)
	p.times.see += filled.Sub(start)
	p.times.run += time.Since(filled)
	return nil
}

// close frees the models; err is what happened before.
func (p *projector) close(err error) error {
	for _, m := range p.networks {
		err = errors.Join(err, m.Close())
	}
	return err
}
