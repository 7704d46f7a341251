package live

import (
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// Snapshot is one decision with the data that led to it, for display. It owns its
// slices; the zero value is ready to use.
type Snapshot struct {
	Match    uint64 // number of the Pacer's Starts
	Tick     int32  // of the frame
	Slot     int64  // number of the decision period in the match
	Missed   bool   // too late; of the fields below only Picture, Input, Spent and Total are valid
	Decision policy.Decision
	Classes  []string       // read-only
	Null     int            // index of the class that presses nothing
	Raw      []float32      // the network's scores, by class
	Scores   []float64      // calibrated
	Probs    []float64      // softmax of Scores
	View     policy.View    // the decoder's values
	Picture  vision.Picture // the newest frame of the network's last input
	Input    vision.Input   // all of the network's last input; a Pacer fills it in
	Spent    agent.Spent
	Total    time.Duration // from the frame to the press, on the wall clock
	Opened   time.Time     // when the frame came; the zero time in lockstep
	Began    time.Time     // when the decision began
}

// Take fills the snapshot with an agent's newest decision, on the frame of a tick. It
// allocates only until its slices are large enough.
func (s *Snapshot) Take(a *agent.Agent, tick int32) {
	s.Tick, s.Missed, s.Decision, s.Spent = tick, false, a.Last(), a.Spent()
	s.Classes, s.Null = a.Decoder().Classes(), a.Decoder().Null()
	s.Raw = append(s.Raw[:0], a.Network().Scores()...)
	scores := a.Decoder().Scores()
	s.Scores = append(s.Scores[:0], scores...)
	if len(s.Probs) != len(scores) {
		s.Probs = make([]float64, len(scores))
	}
	a.Decoder().Probabilities(s.Probs)
	a.Decoder().View(&s.View)
	s.takePicture(a)
}

func (s *Snapshot) takePicture(a *agent.Agent) {
	pix := s.Picture.Pix
	s.Picture = a.Seer().Picture()
	s.Picture.Pix = append(pix[:0], s.Picture.Pix...)
}

func (s *Snapshot) takeInput(a *agent.Agent) { s.Input = copyInput(s.Input, a.Network().Input()) }

// copyInput returns a copy of an input, in the memory of dst.
func copyInput(dst, in vision.Input) vision.Input {
	return vision.Input{Floats: append(dst.Floats[:0], in.Floats...), Bytes: append(dst.Bytes[:0], in.Bytes...)}
}

// CopyTo copies the snapshot to dst and reuses its memory.
func (s *Snapshot) CopyTo(dst *Snapshot) {
	raw, scores, probs, view, pix, input := dst.Raw, dst.Scores, dst.Probs, dst.View, dst.Picture.Pix, dst.Input
	*dst = *s
	dst.Raw = append(raw[:0], s.Raw...)
	dst.Scores = append(scores[:0], s.Scores...)
	dst.Probs = append(probs[:0], s.Probs...)
	dst.View.Made = append(view.Made[:0], s.View.Made...)
	dst.View.Limits = append(view.Limits[:0], s.View.Limits...)
	dst.Picture.Pix = append(pix[:0], s.Picture.Pix...)
	dst.Input = copyInput(input, s.Input)
}

// history is a ring buffer of the newest decisions that have not been polled.
type history struct {
	ring  [32]Snapshot
	first int
	n     int
}

// next returns the element for the next snapshot. If the ring is full, it overwrites
// the oldest.
func (h *history) next() *Snapshot {
	if h.n == len(h.ring) {
		h.first = (h.first + 1) % len(h.ring)
		h.n--
	}
	s := &h.ring[(h.first+h.n)%len(h.ring)]
	h.n++
	return s
}

// poll removes the oldest snapshot and copies it to dst.
func (h *history) poll(dst *Snapshot) bool {
	if h.n == 0 {
		return false
	}
	h.ring[h.first].CopyTo(dst)
	h.first = (h.first + 1) % len(h.ring)
	h.n--
	return true
}
