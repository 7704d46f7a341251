package main

import (
	"fmt"
	"math"

	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/tuning"
)

// fit calibrates on one half and leaves the replayer at the other.
func (x *tuneFlags) fit(doc *tuningResult, r *replayer, fit, rest []*openloop.Scored) error {
	carried := r.contract.TrainPrior
	if r.contract.Semantics == policy.Balanced {
		carried = make([]float64, len(r.classes))
		for i := range carried {
			carried[i] = 1
		}
	}
	own := tuning.Calibration{Temperature: r.contract.Temperature, Bias: r.contract.Bias}
	r.reels = fit
	if _, presses := r.frames(carried); presses == 0 {
		return fmt.Errorf("tune: the %d recordings to calibrate on hold no press; record more", len(fit))
	}
	found, err := x.calibration(r, fit, carried, own)
	if err != nil {
		return fmt.Errorf("model %s: %w", doc.Model, err)
	}
	r.reels = rest
	frames, presses := r.frames(carried)
	if presses == 0 {
		return fmt.Errorf("tune: the %d recordings to choose on hold no press; record more", len(rest))
	}
	doc.Calibration = tunedCalibration{found, r.contract.Classes, frames.NLL(own), frames.NLL(found)}
	r.contract.Temperature, r.contract.Bias = found.Temperature, found.Bias
	return nil
}

// calibration fits what was asked for to recordings.
func (x *tuneFlags) calibration(r *replayer, fit []*openloop.Scored, carried []float64, own tuning.Calibration) (tuning.Calibration, error) {
	on := func(reels []*openloop.Scored, how string) (tuning.Calibration, error) {
		if how == "keep" {
			return own, nil
		}
		r.reels = reels
		frames, _ := r.frames(carried)
		return tuning.Fit(frames, len(r.classes), r.contract.NoAction, how == "both")
	}
	how := x.calibrate
	if how == "auto" {
		how = "keep"
		least := math.Inf(1)
		for _, try := range []string{"keep", "temperature", "both"} {
			nll, err := crossValidate(r, fit, carried, func(reels []*openloop.Scored) (tuning.Calibration, error) { return on(reels, try) })
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

// crossValidate is the NLL in nats of all frames, those of every other recording
// by what was fitted to the rest.
func crossValidate(r *replayer, reels []*openloop.Scored, carried []float64, fit func([]*openloop.Scored) (tuning.Calibration, error)) (float64, error) {
	var halves [2][]*openloop.Scored
	for i, reel := range reels {
		halves[i%2] = append(halves[i%2], reel)
	}
	if len(reels) == 1 {
		halves[1] = reels
	}
	total := 0.0
	for i, here := range halves {
		c, err := fit(halves[1-i])
		if err != nil {
			return 0, err
		}
		r.reels = here
		frames, _ := r.frames(carried)
		total += frames.NLL(c) * float64(len(frames.Truth))
	}
	return total, nil
}
