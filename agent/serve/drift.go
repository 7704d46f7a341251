package serve

import (
	"slices"
	"sync/atomic"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/drift"
)

// Drift is the verdict of a window of samples of a model's sequences.
type Drift struct {
	Model, Version string
	drift.Verdict
}

// drifts compares a version's sequences with the reference statistics of its file. A nil
// drifts compares nothing.
type drifts struct {
	*drift.Watcher
	alone atomic.Int64 // inputs without a sequence
}

// compareDrift sets up the comparison, if the model has a reference and somebody listens.
func (v *version) compareDrift() error {
	if v.contract.Reference == "" || v.cfg.Drifted == nil {
		return nil
	}
	w, err := drift.NewWatcher(v.contract.Reference, v.query, func(x drift.Verdict) { v.cfg.Drifted(Drift{v.who.Name, v.id, x}) })
	if err != nil {
		return err
	}
	v.drift = &drifts{Watcher: w}
	return nil
}

// end ends the episode of a version that is not used any more.
func (d *drifts) end() {
	if d != nil {
		d.End()
	}
}

// player returns the player of one sequence, nil of a nil drifts.
func (d *drifts) player() *drift.Player {
	if d == nil {
		return nil
	}
	return d.Player()
}

// sample counts a decision of a sequence. mean and spread
// are those of its input, where one is due.
func (s *sequence) sample(decision policy.Decision, mean, spread float64) {
	if s.player == nil || decision.Held == policy.Fault {
		return
	}
	sent := ""
	if decision.Sent() {
		sent = decision.Name()
	}
	s.player.Decided(decision.PAct, sent, mean, spread, func() []float64 {
		s.decoder.Probabilities(s.probabilities)
		return s.probabilities
	})
}

// due reports whether the next input without a sequence is sampled: one in a second, if one
// player sends them all.
func (d *drifts) due() bool { return d != nil && d.alone.Add(1)%int64(d.Every()) == 0 }

// sampleAlone counts the decision on an input without a sequence: its values alone, because
// neither a second nor what was pressed before is known. The caller must hold v.mu.
func (v *version) sampleAlone(decision policy.Decision, mean, spread float64) {
	if decision.Held == policy.Fault {
		return
	}
	p := make([]float64, len(v.contract.Classes))
	v.reads.Probabilities(p)
	v.drift.Add(drift.Sample{Values: [4]float64{mean, spread, slices.Max(p), decision.PAct}, Peak: -1})
}
