package drift

import (
	"fmt"
	"slices"
	"sync"
)

// Watcher compares what a model sees and does, as several players use it, with the reference
// of its file. Its methods may be called concurrently.
type Watcher struct {
	ref     *Reference
	verdict func(Verdict)
	mu      sync.Mutex // of judge
	judge   *Detector
}

// NewWatcher returns a watcher of a model that is decoded with a query and whose file has
// the text of a reference. verdict is called with what each whole window says, and with the
// end of an episode that End ends, one call at a time.
func NewWatcher(reference, decoder string, verdict func(Verdict)) (*Watcher, error) {
	ref, err := Parse(reference)
	if err != nil {
		return nil, fmt.Errorf("kumite.reference: %w", err)
	}
	return &Watcher{ref: ref, verdict: verdict, judge: NewDetector(ref, decoder)}, nil
}

// Every returns the number of decisions in a second.
func (w *Watcher) Every() int { return w.ref.Every }

// Add counts a sample.
func (w *Watcher) Add(s Sample) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if v, whole := w.judge.Add(s); whole {
		w.verdict(v)
	}
}

// End ends the episode that goes on, if there is one, because the model is not used any more.
func (w *Watcher) End() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if ended := w.judge.reason; ended != "" {
		w.judge.reason = ""
		w.verdict(Verdict{Ended: ended})
	}
}

// Player makes samples of the decisions of one player. Its calls must not overlap. A nil
// player counts nothing.
type Player struct {
	watcher *Watcher
	meter   *Meter
}

// Player returns a new player of the model; nil of a nil watcher.
func (w *Watcher) Player() *Player {
	if w == nil {
		return nil
	}
	return &Player{w, NewMeter(w.ref.Every)}
}

// Due reports whether the next decision fills a second, so that its input is needed.
func (p *Player) Due() bool { return p != nil && p.meter.Due() }

// Reset starts a match.
func (p *Player) Reset() {
	if p != nil {
		p.meter.Reset()
	}
}

// Decided counts a decision on usable scores: its p_act, the class that was sent, or "", the
// mean and spread of its input if it was due, and the probabilities of the classes, which
// are called for if it was.
func (p *Player) Decided(pAct float64, sent string, mean, spread float64, probabilities func() []float64) {
	if p != nil && p.meter.Add(pAct, sent) {
		p.watcher.Add(p.meter.Take(mean, spread, slices.Max(probabilities()), pAct))
	}
}
