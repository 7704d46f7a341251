package serve

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

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
	alone   atomic.Int64 // inputs without a sequence
	mu      sync.Mutex   // of the detector
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
	s.version.drift.add(s.meter.Take(mean, spread, slices.Max(s.probabilities), decision.PAct))
}

// due reports whether the next input without a sequence is sampled: one in a second, if one
// player sends them all.
func (d *drifts) due() bool { return d != nil && d.alone.Add(1)%int64(d.ref.Every) == 0 }

// sampleAlone counts the decision on an input without a sequence: its values alone, because
// neither a second nor what was pressed before is known. The caller must hold v.mu.
func (v *version) sampleAlone(decision policy.Decision, mean, spread float64) {
	if decision.Held == policy.Fault {
		return
	}
	p := make([]float64, len(v.contract.Classes))
	v.reads.Probabilities(p)
	v.drift.add(drift.Sample{Values: [4]float64{mean, spread, slices.Max(p), decision.PAct}, Peak: -1})
}

// add counts a sample.
func (d *drifts) add(s drift.Sample) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if verdict, whole := d.judge.Add(s); whole {
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
