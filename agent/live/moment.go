package live

import (
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// Moment is one decision to be shown: everything in it is its own memory.
type Moment struct {
	Match    uint64 // counts a Pacer's Starts
	Tick     int32  // of the frame
	Slot     int64  // number of the decision in the schedule; in lockstep of the match
	Missed   bool   // it came too late: what follows is of no decision but Picture
	Decision policy.Decision
	Classes  []string       // read-only
	Raw      []float32      // the network's scores, by class
	Scores   []float64      // calibrated
	Probs    []float64      // softmax of Scores
	View     policy.View    // what the decoder made of them
	Picture  vision.Picture // what the network was given last
	Spent    agent.Spent
	Total    time.Duration // from the frame to the press, on the wall clock
}

// Observe fills the moment with an agent's newest decision. It allocates only
// until its slices are large enough.
func (m *Moment) Observe(a *agent.Agent, tick int32) {
	m.Tick, m.Missed, m.Decision, m.Spent = tick, false, a.Last(), a.Spent()
	m.Classes = a.Decoder().Classes()
	m.Raw = append(m.Raw[:0], a.Network().Scores()...)
	scores := a.Decoder().Scores()
	m.Scores = append(m.Scores[:0], scores...)
	if len(m.Probs) != len(scores) {
		m.Probs = make([]float64, len(scores))
	}
	a.Decoder().Probabilities(m.Probs)
	a.Decoder().View(&m.View)
	m.see(a)
}

func (m *Moment) see(a *agent.Agent) {
	pix := m.Picture.Pix
	m.Picture = a.Seer().Picture()
	m.Picture.Pix = append(pix[:0], m.Picture.Pix...)
}

// CopyTo copies the moment into another one's memory.
func (m *Moment) CopyTo(dst *Moment) {
	raw, scores, probs, view, pix := dst.Raw, dst.Scores, dst.Probs, dst.View, dst.Picture.Pix
	*dst = *m
	dst.Raw = append(raw[:0], m.Raw...)
	dst.Scores = append(scores[:0], m.Scores...)
	dst.Probs = append(probs[:0], m.Probs...)
	dst.View.Made = append(view.Made[:0], m.View.Made...)
	dst.View.Limits = append(view.Limits[:0], m.View.Limits...)
	dst.Picture.Pix = append(pix[:0], m.Picture.Pix...)
}

// moments is a ring of the newest decisions that nobody has polled.
type moments struct {
	ring  [32]Moment
	first int
	n     int
}

// next is the place of the next moment; the oldest gives way.
func (r *moments) next() *Moment {
	if r.n == len(r.ring) {
		r.first = (r.first + 1) % len(r.ring)
		r.n--
	}
	m := &r.ring[(r.first+r.n)%len(r.ring)]
	r.n++
	return m
}

// poll takes the oldest moment.
func (r *moments) poll(dst *Moment) bool {
	if r.n == 0 {
		return false
	}
	r.ring[r.first].CopyTo(dst)
	r.first = (r.first + 1) % len(r.ring)
	r.n--
	return true
}
