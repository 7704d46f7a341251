package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/vision/cv"
	"github.com/kumite/kumite/vision/logs"
)

// modelScan is a model's decisions against labels that are moved, on frames
// that are blanked, and with its scores shuffled in time.
type modelScan struct {
	Name     string                           `json:"name"`
	Spec     string                           `json:"spec"`
	EventF1  [2*offline.Reach + 1]stats.Float `json:"event_f1_2"` // by labels moved by −10 … +10 frames
	Blanked  stats.Float                      `json:"blanked_event_f1_2"`
	Shuffled stats.Float                      `json:"shuffled_event_f1_2"`
}

// scanTolerance is that of the event-F1 of a scan: what a label is moved by
// must be more than what it forgives.
const scanTolerance = 2

// scanModel runs the model over the recordings that the probe looked at.
func (x *checkFlags) scanModel(cmd *cobra.Command, folder *logs.Folder, survey *logs.Survey) (*modelScan, []logs.Finding, error) {
	contestant, err := bot.Parse(x.model)
	if err != nil {
		return nil, nil, err
	}
	if contestant.Path == "" {
		return nil, nil, fmt.Errorf("--model %q: it is no model; give PATH.onnx", x.model)
	}
	p, err := openloop.NewScorer(folder, x.setup, []string{contestant.Path})
	if err != nil {
		return nil, nil, err
	}
	scan, err := x.scan(cmd, p, folder, contestant, survey)
	if err := errors.Join(err, p.Close()); err != nil {
		if errors.Is(err, context.Canceled) {
			err = errors.New("logs check: interrupted")
		}
		return nil, nil, err
	}
	return scan, scan.judge(), nil
}

func (x *checkFlags) scan(cmd *cobra.Command, p *openloop.Scorer, folder *logs.Folder, c bot.Contestant, survey *logs.Survey) (*modelScan, error) {
	r, err := openloop.NewDecoder(p.Contract(0), c, folder.Classes)
	if err != nil {
		return nil, err
	}
	var use []int
	for i, s := range survey.Recordings {
		if s.Pictures != nil && s.Problem == "" {
			use = append(use, i)
		}
	}
	if len(use) == 0 {
		return nil, errors.New("--model: no recording can be read; mend the files first")
	}
	draw := rand.New(rand.NewPCG(x.seed, 0x73687566666c65)) // its own stream of the seed
	var seen, blind, shuffled []offline.Recording
	bar := newProgress(cmd.ErrOrStderr(), "model", 2*len(use))
	defer bar.done()
	for _, i := range use {
		for _, blank := range []bool{false, true} {
			p.Alter = nil
			if blank {
				p.Alter = func(frame cv.Frame) { clear(frame.Pix) }
			}
			reel, err := p.Score(cmd.Context(), i)
			if err != nil {
				return nil, err
			}
			decoded, _, err := r.Decode(reel, reel.Scores[0])
			if err != nil {
				return nil, err
			}
			decoded.Scores = nil
			bar.add(1)
			if blank {
				blind = append(blind, decoded)
				continue
			}
			seen = append(seen, decoded)
			mixed, _, err := r.Decode(reel, shuffledRows(reel.Scores[0], len(reel.Truth), draw))
			if err != nil {
				return nil, err
			}
			mixed.Scores = nil
			shuffled = append(shuffled, mixed)
		}
	}
	k, none := len(folder.Classes), slices.Index(folder.Classes, logs.NoAction)
	scan := &modelScan{Name: c.Name, Spec: c.Spec, EventF1: offline.Shifted(seen, k, none, scanTolerance)}
	scan.Blanked = offline.Shifted(blind, k, none, scanTolerance)[offline.Reach]
	scan.Shuffled = offline.Shifted(shuffled, k, none, scanTolerance)[offline.Reach]
	return scan, nil
}

// shuffledRows is the rows of scores in another order.
func shuffledRows(scores []float32, rows int, draw *rand.Rand) []float32 {
	k := len(scores) / max(rows, 1)
	out := make([]float32, 0, len(scores))
	for _, f := range draw.Perm(rows) {
		out = append(out, scores[f*k:(f+1)*k]...)
	}
	return out
}

// judge tells what the scan means. A bot that hesitates less than the expert
// acts a little before it, so a peak at −2 to 0 is no fault.
func (s *modelScan) judge() []logs.Finding {
	at := offline.Reach
	for i, v := range s.EventF1 {
		if float64(v) > float64(s.EventF1[at]) {
			at = i
		}
	}
	peak, best, here := at-offline.Reach, float64(s.EventF1[at]), float64(s.EventF1[offline.Reach])
	moved := logs.Finding{Check: "model and labels", Verdict: logs.OK,
		Says: fmt.Sprintf("%s: event-F1 ±2 is %.3f as it stands, %.3f at most, with labels moved by %+d", s.Name, here, best, peak)}
	switch {
	case !(best > 0):
		moved.Verdict, moved.Says = logs.Warn, s.Name+" and the expert never agree"
		moved.Mend = "give a model that was trained on such logs, with a decoder that acts"
	case (peak > 1 || peak < -2) && here < 0.7*best:
		moved.Verdict = logs.Warn
		moved.Mend = "labels lag or lead against the logs that the model was trained on: see alignment for which of the two is wrong"
	}
	unseen := logs.Finding{Check: "what is not on the screen", Verdict: logs.OK,
		Says: fmt.Sprintf("event-F1 ±2 falls from %.3f to %s with frames blanked and %s with time shuffled", here, decimal(s.Blanked, 3), decimal(s.Shuffled, 3))}
	if left := max(orZero(s.Blanked), orZero(s.Shuffled)); here > 0 && left > here/2 {
		unseen.Verdict = logs.Warn
		unseen.Mend = "most of the score does not come from the frames: presses keep a rhythm, or the label is known without looking"
	}
	return []logs.Finding{moved, unseen}
}

func orZero(v stats.Float) float64 {
	if !v.Defined() {
		return 0
	}
	return float64(v)
}
