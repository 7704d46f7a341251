package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"math"
	"slices"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/cmd/internal/wire"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/vision/cv"
	"github.com/kumite/kumite/vision/logs"
)

// evaluator runs candidates over a log folder, each frame decoded once for all.
type evaluator struct {
	folder     *logs.Folder
	candidates []*candidate
}

// candidate is one model on the logs, in the logs' class order.
type candidate struct {
	contestant arena.Contestant
	model      *wire.Model
	eye        *cv.Preprocessor
	classes    []int // by class of the model: the class of the logs
	evaluation *offline.Evaluation

	truth, predicted []int // of the recording under way
	scores           []float32
}

// unscored stands for the score of a class that a model does not have: finite,
// so that a truth it cannot say costs much and not everything.
const unscored = -50

func newEvaluator(folder *logs.Folder, contestants []arena.Contestant, setup wire.Setup, cfg offline.Config) (*evaluator, error) {
	e := &evaluator{folder: folder}
	cfg.Classes, cfg.NoAction = folder.Classes, slices.Index(folder.Classes, logs.NoAction)
	for _, c := range contestants {
		x, err := newCandidate(folder, c, setup, cfg)
		if err != nil {
			return nil, e.close(err)
		}
		e.candidates = append(e.candidates, x)
	}
	return e, nil
}

func newCandidate(folder *logs.Folder, c arena.Contestant, setup wire.Setup, cfg offline.Config) (*candidate, error) {
	evaluation, err := offline.New(cfg)
	if err != nil {
		return nil, err
	}
	delay := c.Delay
	if delay < 0 {
		delay = agent.DefaultDelayTicks
	}
	m, err := setup.Open(c, delay, image.Pt(folder.Width, folder.Height))
	if err != nil {
		return nil, err
	}
	x := &candidate{contestant: c, model: m, evaluation: evaluation}
	eye, ok := m.Seer.(*cv.Preprocessor)
	if !ok {
		return nil, errors.Join(fmt.Errorf("model %s: its eye takes no video", c.Path), m.Close())
	}
	x.eye = eye
	for _, name := range m.Session.Contract().Classes {
		i := slices.Index(folder.Classes, name)
		if i < 0 {
			err := fmt.Errorf("model %s: class %q is not among the logs' classes", c.Path, name)
			return nil, errors.Join(err, m.Close())
		}
		x.classes = append(x.classes, i)
	}
	return x, nil
}

func (e *evaluator) run(ctx context.Context, bar *progress) (evaluation, error) {
	doc := evaluation{Schema: "kumite.eval/1"}
	for i := range e.folder.Recordings {
		if err := ctx.Err(); err != nil {
			return doc, errors.New("eval: interrupted")
		}
		if err := e.recording(i); err != nil {
			return doc, err
		}
		bar.add(1)
	}
	for _, c := range e.candidates {
		r, err := c.evaluation.Result()
		if err != nil {
			return doc, err
		}
		r.Name, r.Spec = c.contestant.Name, c.contestant.Spec
		doc.Candidates = append(doc.Candidates, r)
	}
	doc.Logs = e.candidates[0].evaluation.Logs()
	return doc, nil
}

func (e *evaluator) recording(i int) (err error) {
	r, err := e.folder.Open(i)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	for _, c := range e.candidates {
		c.model.Agent.Reset()
		c.truth, c.predicted, c.scores = c.truth[:0], c.predicted[:0], c.scores[:0]
	}
	for {
		frame, row, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		tick := int32(math.Round(float64(row.Frame) * e.folder.DecisionPeriodMS * sim.TickRate / 1000))
		for _, c := range e.candidates {
			if err := c.decide(frame, row, tick, len(e.folder.Classes)); err != nil {
				return fmt.Errorf("model %s on recording %s, frame %d: %w", c.contestant.Path, e.folder.Recordings[i].Name, row.Frame, err)
			}
		}
	}
	for _, c := range e.candidates {
		name := e.folder.Recordings[i].Name
		if err := c.evaluation.Add(offline.Recording{Name: name, Truth: c.truth, Predicted: c.predicted, Scores: c.scores}); err != nil {
			return err
		}
	}
	return nil
}

// decide is one decision on a recorded frame.
func (c *candidate) decide(frame cv.Frame, row logs.Row, tick int32, classes int) error {
	if err := c.eye.PushCaptured(frame); err != nil {
		return err
	}
	session := c.model.Session
	var err error
	if bytes := session.Bytes(); bytes != nil {
		err = c.eye.FillBytes(bytes)
	} else {
		err = c.eye.Fill(session.Floats())
	}
	if err != nil {
		return err
	}
	c.model.Agent.Conclude(tick)
	last := c.model.Agent.Last()
	if last.Held == policy.Fault {
		return fmt.Errorf("its scores decide nothing: %s", last.Problem())
	}
	c.truth = append(c.truth, row.Label)
	c.predicted = append(c.predicted, c.classes[last.Class])
	start := len(c.scores)
	for range classes {
		c.scores = append(c.scores, unscored)
	}
	for k, z := range c.model.Decoder.Scores() {
		c.scores[start+c.classes[k]] = float32(z)
	}
	return nil
}

// close frees the models; err is what happened before.
func (e *evaluator) close(err error) error {
	for _, c := range e.candidates {
		err = errors.Join(err, c.model.Close())
	}
	return err
}
