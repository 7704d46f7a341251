package tune

import (
	"fmt"
	"math"

	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy"
)

// calibrate fits the calibration on one half of the recordings. It leaves the
// corpus with the other half and the fitted calibration.
func (s *search) calibrate(fit, rest []*openloop.Scored) error {
	c := s.corpus
	carried := c.contract.TrainPrior
	if c.contract.Semantics == policy.Balanced {
		carried = make([]float64, c.classes.Len())
		for i := range carried {
			carried[i] = 1
		}
	}
	own := Calibration{Temperature: c.contract.Temperature, Bias: c.contract.Bias}
	c.recordings = fit
	if _, presses := c.frames(carried); presses == 0 {
		return fmt.Errorf("tune: the %s to calibrate on contain no press; record more", number.Of(len(fit), "recording"))
	}
	found, err := s.calibration(fit, carried, own)
	if err != nil {
		return fmt.Errorf("model %s: %w", s.doc.Model, err)
	}
	c.recordings = rest
	frames, presses := c.frames(carried)
	if presses == 0 {
		return fmt.Errorf("tune: the %s to choose on contain no press; record more", number.Of(len(rest), "recording"))
	}
	s.doc.Calibration = UsedCalibration{found, c.contract.Classes, frames.NLL(own), frames.NLL(found)}
	c.contract.Temperature, c.contract.Bias = found.Temperature, found.Bias
	return nil
}

// calibration fits the parameters that Config.Calibrate names.
func (s *search) calibration(fit []*openloop.Scored, carried []float64, own Calibration) (Calibration, error) {
	c := s.corpus
	on := func(some []*openloop.Scored, how string) (Calibration, error) {
		if how == "keep" {
			return own, nil
		}
		c.recordings = some
		frames, _ := c.frames(carried)
		return fitCalibration(frames, c.classes.Len(), c.contract.NoAction, how == "both")
	}
	how := s.cfg.Calibrate
	if how == "auto" {
		how = "keep"
		least := math.Inf(1)
		for _, try := range []string{"keep", "temperature", "both"} {
			nll, err := c.crossValidate(fit, carried, func(some []*openloop.Scored) (Calibration, error) { return on(some, try) })
			if err != nil {
				return own, err
			}
			if nll < least {
				how, least = try, nll
			}
		}
	}
	found, err := on(fit, how)
	if err != nil || how == "keep" {
		return found, err
	}
	found.Temperature = round(found.Temperature, 5)
	for i, b := range found.Bias {
		found.Bias[i] = math.Round(b*1e4) / 1e4
	}
	return found, nil
}

// crossValidate returns the total NLL in nats of all frames in two-fold
// cross-validation: each half of the recordings by the fit to the other.
func (c *corpus) crossValidate(all []*openloop.Scored, carried []float64, fit func([]*openloop.Scored) (Calibration, error)) (float64, error) {
	var halves [2][]*openloop.Scored
	for i, x := range all {
		halves[i%2] = append(halves[i%2], x)
	}
	if len(all) == 1 {
		halves[1] = all
	}
	total := 0.0
	for i, here := range halves {
		calibration, err := fit(halves[1-i])
		if err != nil {
			return 0, err
		}
		c.recordings = here
		frames, _ := c.frames(carried)
		total += frames.NLL(calibration) * float64(len(frames.Truth))
	}
	return total, nil
}
