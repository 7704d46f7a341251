package serve

import (
	"fmt"
	"sync"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/drift"
	"github.com/kumite/kumite/vision"
)

// Drift is the verdict of a window of samples of a model's sequences.
type Drift struct {
	Model, Version string
	drift.Verdict
}

// drifts compares a version's sequences with the reference statistics of its file. A nil
// drifts compares nothing.
type drifts struct {
	ref     *drift.Reference
	mu      sync.Mutex // of the detector
	judge   *drift.Detector
	verdict func(drift.Verdict)
}

// compareDrift sets up the comparison, if the model has a reference and somebody listens.
func (v *version) compareDrift() error {
	if v.contract.Reference == "" || v.cfg.Drifted == nil {
		return nil
	}
	ref, err := drift.Parse(v.contract.Reference)
	if err != nil {
		return fmt.Errorf("kumite.reference: %w", err)
	}
	v.drift = &drifts{ref: ref, judge: drift.NewDetector(ref, v.query), verdict: func(x drift.Verdict) {
		v.cfg.Drifted(Drift{v.who.Name, v.id, x})
	}}
	return nil
}

// meter returns the meter of one sequence, nil of a nil drifts.
func (d *drifts) meter() *drift.Meter {
	if d == nil {
		return nil
	}
	return drift.NewMeter(d.ref.Every)
}

// sample counts a decision of a sequence. mean and spread
// are those of its input, where one is due.
func (s *sequence) sample(decision policy.Decision, mean, spread float64) {
	if s.meter == nil || decision.Held == policy.Fault {
		return
	}
	sent := ""
	if decision.Sent() {
		sent = decision.Name()
	}
	if !s.meter.Add(decision.PAct, sent) {
		return
	}
	s.decoder.Probabilities(s.probabilities)
	top := 0.0
	for _, p := range s.probabilities {
		top = max(top, p)
	}
	d := s.version.drift
	d.mu.Lock()
	defer d.mu.Unlock()
	if verdict, whole := d.judge.Add(s.meter.Take(mean, spread, top, decision.PAct)); whole {
		d.verdict(verdict)
	}
}

// moments returns the mean and the spread of an input.
func moments(in vision.Input) (mean, spread float64) {
	if in.Bytes != nil {
		return drift.Moments(in.Bytes)
	}
	return drift.Moments(in.Floats)
}
