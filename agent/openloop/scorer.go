package openloop

import (
	"cmp"
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
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/drift"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/vision"
	"github.com/kumite/kumite/vision/cv"
	"github.com/kumite/kumite/vision/logs"
)

// Scored is one recording with the networks' scores, not yet decoded.
type Scored struct {
	Name      string
	Ticks     []int32     // of the game's clock, by frame
	Truth     []int       // the expert's class, in the logs' order
	Available []bool      // whether any skill was available, by frame; nil if not logged
	Scores    [][]float32 // by network: raw, [frames, K] in the network's order

	// Inputs holds by network the mean and the spread of its input, once a second.
	Inputs [][][2]float64
}

// Scorer runs networks over recordings. Each frame is read once, and preprocessed
// once for all networks with the same input. Calls must not overlap: use one
// Scorer per worker.
type Scorer struct {
	// Alter, if not nil, changes a frame in place before it is preprocessed.
	Alter func(frame cv.Frame)

	folder   *logs.Folder
	limit    time.Duration // of one run of a network
	networks []*bot.Model
	eyes     []eye
	eye      []int // by network
	times    Timings
}

// eye is what makes the input of networks with the same spec.
type eye struct {
	video *cv.Preprocessor
	// palettes makes the same input of palette frames, in less time: in Go if the input is
	// a whole-number reduction, else it is video.
	palettes paletteEye
}

// paletteEye is what vision.Preprocessor and cv.Preprocessor have in common here.
type paletteEye interface {
	Push(frame *image.Paletted) error
	Fill(in vision.Input) error
	Picture() vision.Picture
	Reset()
}

func newEye(video *cv.Preprocessor) (eye, error) {
	if !vision.Reduces(video.Spec(), video.Source()) {
		return eye{video, video}, nil
	}
	inGo, err := vision.NewPreprocessor(video.Spec(), video.Source())
	return eye{video, inGo}, err
}

// Timings is the time spent by step, summed over the workers.
type Timings struct {
	Frames                   int
	Read, See, Run, Evaluate time.Duration
	Workers                  int
	Wall                     time.Duration // from start to end, not summed
}

func (t *Timings) add(o Timings) {
	t.Frames += o.Frames
	t.Read += o.Read
	t.See += o.See
	t.Run += o.Run
	t.Evaluate += o.Evaluate
}

// NewScorer loads each model file once. setup.Eye must be bot.OpenCV. The caller
// must close the scorer.
func NewScorer(folder *logs.Folder, setup bot.Setup, paths []string) (*Scorer, error) {
	s := &Scorer{folder: folder, limit: cmp.Or(setup.Limit, agent.DefaultLimit)}
	for _, path := range paths {
		m, err := setup.Open(bot.Contestant{Path: path, Spec: path, Name: path}, 0, image.Pt(folder.Width, folder.Height))
		if err != nil {
			return nil, errors.Join(err, s.Close())
		}
		if err := s.add(m); err != nil {
			return nil, errors.Join(err, m.Close(), s.Close())
		}
	}
	return s, nil
}

// ScorerOf returns a scorer of one loaded model, which must have the eye
// bot.OpenCV for frames of the folder's size. Closing the scorer closes the model.
func ScorerOf(folder *logs.Folder, m *bot.Model) (*Scorer, error) {
	s := &Scorer{folder: folder, limit: agent.DefaultLimit}
	return s, s.add(m)
}

func (s *Scorer) add(m *bot.Model) error {
	video, ok := m.Seer.(*cv.Preprocessor)
	if !ok {
		return fmt.Errorf("model %s: its eye does not accept video; open it with bot.OpenCV", m.Path)
	}
	i, err := s.eyeIndex(video)
	if err != nil {
		return fmt.Errorf("model %s: %w", m.Path, err)
	}
	s.networks, s.eye = append(s.networks, m), append(s.eye, i)
	return nil
}

// eyeIndex returns the index of an eye with the same spec, after adding one if there is
// none.
func (s *Scorer) eyeIndex(video *cv.Preprocessor) (int, error) {
	for i, other := range s.eyes {
		if reflect.DeepEqual(other.video.Spec(), video.Spec()) {
			return i, nil
		}
	}
	added, err := newEye(video)
	if err != nil {
		return 0, err
	}
	s.eyes = append(s.eyes, added)
	return len(s.eyes) - 1, nil
}

// Contract returns the contract of the network at an index of NewScorer's paths.
func (s *Scorer) Contract(network int) policy.Contract {
	return s.networks[network].Session.Contract()
}

// SHA256 returns the hash of the network's files, by the same index.
func (s *Scorer) SHA256(network int) string { return s.networks[network].Session.SHA256() }

// Picture returns the newest frame as the network sees it, after Score.
func (s *Scorer) Picture(network int) vision.Picture {
	e := s.eyes[s.eye[network]]
	if p := e.palettes.Picture(); p.Pix != nil {
		return p
	}
	return e.video.Picture()
}

// Warnings returns the warnings of all models, each after its file.
func (s *Scorer) Warnings() (all []string) {
	for _, m := range s.networks {
		for _, w := range m.Warnings {
			all = append(all, fmt.Sprintf("model %s: %s", m.Path, w))
		}
	}
	return all
}

// Random returns why the network's scores are not a function of its input, or "".
func (s *Scorer) Random(network int) string { return s.networks[network].Random }

// Score runs the networks over recording i of the folder, frame by frame. Recurrent
// state is zero at its start.
func (s *Scorer) Score(ctx context.Context, i int) (x *Scored, err error) {
	r, err := s.folder.Open(i)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	rows := r.Rows()
	x = &Scored{Name: s.folder.Recordings[i].Name, Scores: make([][]float32, len(s.networks))}
	x.Inputs = make([][][2]float64, len(s.networks))
	x.Ticks, x.Truth = make([]int32, 0, len(rows)), make([]int, 0, len(rows))
	for k := range s.networks {
		x.Scores[k] = make([]float32, 0, len(rows)*len(s.Contract(k).Classes))
	}
	for _, eye := range s.eyes {
		eye.video.Reset()
		eye.palettes.Reset()
	}
	palettes := r.Palettes() && s.Alter == nil
	for _, m := range s.networks {
		m.Session.Reset()
	}
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		start := time.Now()
		var row logs.Row
		var colored cv.Frame
		var indexed *image.Paletted
		if palettes {
			indexed, row, err = r.NextPaletted()
		} else {
			colored, row, err = r.Next()
		}
		if err == io.EOF {
			return x, nil
		}
		if err != nil {
			return nil, err
		}
		read := time.Now()
		s.times.Read += read.Sub(start)
		s.times.Frames++
		x.Ticks = append(x.Ticks, int32(math.Round(float64(row.Frame)*s.folder.DecisionPeriodMS*sim.TickRate/1000)))
		x.Truth = append(x.Truth, row.Label)
		if row.Available != nil {
			x.Available = append(x.Available, len(row.Available) > 0)
		}
		if s.Alter != nil {
			s.Alter(colored)
		}
		for _, eye := range s.eyes {
			if palettes {
				err = eye.palettes.Push(indexed)
			} else {
				err = eye.video.PushCaptured(colored)
			}
			if err != nil {
				return nil, err
			}
		}
		s.times.See += time.Since(read)
		for k, m := range s.networks {
			if err := s.run(x, k, palettes); err != nil {
				return nil, fmt.Errorf("model %s on recording %s, frame %d: %w", m.Path, x.Name, row.Frame, err)
			}
		}
	}
}

// run runs one network on the newest frame.
func (s *Scorer) run(x *Scored, k int, palettes bool) error {
	start := time.Now()
	session := s.networks[k].Session
	fill := s.eyes[s.eye[k]].video.Fill
	if palettes {
		fill = s.eyes[s.eye[k]].palettes.Fill
	}
	if err := fill(session.Input()); err != nil {
		return err
	}
	filled := time.Now()
	if err := session.RunWithinCPU(s.limit); err != nil {
		return err
	}
	x.Scores[k] = append(x.Scores[k], session.Scores()...)
	if len(x.Truth)%sampleEvery(s.folder.DecisionPeriodMS) == 0 {
		in := session.Input()
		mean, spread := drift.InputMoments(in.Floats, in.Bytes)
		x.Inputs[k] = append(x.Inputs[k], [2]float64{mean, spread})
	}
	s.times.See += filled.Sub(start)
	s.times.Run += time.Since(filled)
	return nil
}

// Close closes the models; a second Close does nothing.
func (s *Scorer) Close() error {
	var errs []error
	for _, m := range s.networks {
		errs = append(errs, m.Close())
	}
	s.networks = nil
	return errors.Join(errs...)
}
