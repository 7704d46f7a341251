package offline

import (
	"errors"
	"fmt"
	"slices"
)

// Evaluation accumulates recordings. It keeps a small tally of each and, if there
// are scores, the data for the rank metrics: nearly 300 bytes a frame with eight
// skills (measured). It does not retain the recordings. It is not safe for
// concurrent use: give each worker its own and Merge them in the order of the log.
type Evaluation struct {
	config      Config
	recordings  []*tally
	samples     [][]float64 // see resampled; nil until they are drawn
	scored      bool
	longestIdle int
	presses     []press
	candidates  [len(Tolerances)][][]candidate // by tolerance and class
	parts       [2]*part                       // frames without and with a skill available
	split       bool                           // whether availability is logged
}

// New returns an empty evaluation, or an error if the configuration is invalid.
func New(config Config) (*Evaluation, error) {
	if err := config.Validate(); err != nil {
		return nil, fmt.Errorf("evaluate: %w", err)
	}
	config.Classes, config.Prior = slices.Clone(config.Classes), slices.Clone(config.Prior)
	e := &Evaluation{config: config}
	for i := range e.parts {
		e.parts[i] = newPart(len(config.Classes))
	}
	for i := range e.candidates {
		e.candidates[i] = make([][]candidate, len(config.Classes))
	}
	return e, nil
}

// Add evaluates one recording. Either all recordings have scores or none, and the
// same for availability. If Add returns an error, the evaluation is unchanged.
func (e *Evaluation) Add(r Recording) error {
	classes := len(e.config.Classes)
	if err := r.validate(classes); err != nil {
		return fmt.Errorf("evaluate: %w", err)
	}
	scored := r.Scores != nil
	if len(e.recordings) > 0 && scored != e.scored {
		return fmt.Errorf("evaluate: recording %s: scores for some recordings only; give them for all or for none", r.Name)
	}
	split := r.Available != nil
	if len(e.recordings) > 0 && split != e.split {
		return fmt.Errorf("evaluate: recording %s: availability for some recordings only; give it for all or for none", r.Name)
	}
	t := newTally(classes)
	t.frames = len(r.Truth)
	for f, truth := range r.Truth {
		t.confusion[truth*classes+r.Predicted[f]]++
	}
	t.countEvents(r.Truth, r.Predicted, e.config.NoAction)
	var p []float64
	if scored {
		var err error
		if p, err = t.countScores(r, classes, e.config.NoAction); err != nil {
			return fmt.Errorf("evaluate: %w", err)
		}
		e.keepScores(r.Truth, p)
	}
	if split {
		divide(&e.parts, r, p, classes, e.config.NoAction)
	}
	e.scored, e.split = scored, split
	e.longestIdle = max(e.longestIdle, longestRun(r.Predicted, e.config.NoAction))
	e.recordings, e.samples = append(e.recordings, t), nil
	return nil
}

// keepScores stores one recording's data for the rank metrics: p_act by frame, and
// each skill's candidates matched within the recording.
func (e *Evaluation) keepScores(truth []int, p []float64) {
	classes, noAction := len(e.config.Classes), e.config.NoAction
	for f, c := range truth {
		e.presses = append(e.presses, press{
			p:   float32(pActOf(p[f*classes:(f+1)*classes], noAction)),
			act: c != noAction,
		})
	}
	for c, expert := range Events(truth, classes, noAction) {
		if c == noAction {
			continue
		}
		score := func(frame int) float64 { return p[frame*classes+c] }
		for i, k := range Tolerances {
			found := assign(expert, peaks(len(truth), k, score), k, score)
			e.candidates[i][c] = append(e.candidates[i][c], found...)
		}
	}
}

func longestRun(labels []int, class int) int {
	longest, run := 0, 0
	for _, c := range labels {
		if run++; c != class {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}

// Merge appends the recordings of o. Both evaluations must have the same classes
// and agree in having scores and availability. o must not be used afterwards.
func (e *Evaluation) Merge(o *Evaluation) error {
	if !slices.Equal(e.config.Classes, o.config.Classes) || e.config.NoAction != o.config.NoAction {
		return errors.New("merge evaluations: their classes differ")
	}
	if len(o.recordings) == 0 {
		return nil
	}
	if len(e.recordings) > 0 && e.scored != o.scored {
		return errors.New("merge evaluations: one has scores and the other has none")
	}
	if len(e.recordings) > 0 && e.split != o.split {
		return errors.New("merge evaluations: one has availability and the other has none")
	}
	e.scored, e.split = o.scored, o.split
	for i, x := range o.parts {
		e.parts[i].merge(x)
	}
	e.recordings, e.samples = append(e.recordings, o.recordings...), nil
	e.longestIdle = max(e.longestIdle, o.longestIdle)
	e.presses = append(e.presses, o.presses...)
	for i := range e.candidates {
		for c := range e.candidates[i] {
			e.candidates[i][c] = append(e.candidates[i][c], o.candidates[i][c]...)
		}
	}
	return nil
}

// Logs describes the evaluated recordings.
type Logs struct {
	Recordings    int     `json:"recordings"`
	Frames        int     `json:"frames"`
	NoActionShare float64 `json:"no_action_share"`
}

// Logs describes the recordings added so far. Without frames the share is 0.
func (e *Evaluation) Logs() Logs {
	total := e.total()
	l := Logs{Recordings: len(e.recordings), Frames: total.frames}
	if total.frames > 0 {
		l.NoActionShare = total.constantBaseline(e.config.NoAction)
	}
	return l
}

func (e *Evaluation) total() *tally {
	total := newTally(len(e.config.Classes))
	for _, t := range e.recordings {
		total.add(t)
	}
	return total
}
