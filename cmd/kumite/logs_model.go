package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/vision/cv"
	"github.com/kumite/kumite/vision/logs"
	"github.com/kumite/kumite/vision/logs/audit"
)

// scanTolerance is that of the event-F1 of a scan: what a label is moved by
// must be more than what it forgives.
const scanTolerance = 2

// scanModel runs the model over the recordings that were probed, and adds what it
// found to the document.
func (x *checkFlags) scanModel(cmd *cobra.Command, folder *logs.Folder, doc *audit.Document) error {
	contestant, err := bot.Parse(x.model)
	if err != nil {
		return err
	}
	if contestant.Path == "" {
		return fmt.Errorf("--model %q: it is not a model; give PATH.onnx", x.model)
	}
	p, err := openloop.NewScorer(folder, x.setup, []string{contestant.Path})
	if err != nil {
		return err
	}
	scan, err := x.scan(cmd, p, folder, contestant, doc.Probed)
	if err := errors.Join(err, p.Close()); err != nil {
		return err
	}
	doc.AddModel(scan)
	return nil
}

func (x *checkFlags) scan(cmd *cobra.Command, p *openloop.Scorer, folder *logs.Folder, c bot.Contestant, use []int) (scan audit.Model, err error) {
	r, err := openloop.NewDecoder(p.Contract(0), c, folder.Classes)
	if err != nil {
		return scan, err
	}
	if len(use) == 0 {
		return scan, errors.New("--model: no recording can be read; fix the files first")
	}
	draw := rand.New(rand.NewPCG(x.config.Seed, 0x73687566666c65)) // its own stream of the seed
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
				return scan, err
			}
			decoded, _, err := r.Decode(reel, reel.Scores[0])
			if err != nil {
				return scan, err
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
				return scan, err
			}
			mixed.Scores = nil
			shuffled = append(shuffled, mixed)
		}
	}
	k, none := len(folder.Classes), slices.Index(folder.Classes, logs.NoAction)
	scan = audit.Model{Name: c.Name, Spec: c.Spec}
	copy(scan.EventF1[:], offline.Shifted(seen, k, none, scanTolerance, audit.Reach))
	scan.Blanked = offline.Shifted(blind, k, none, scanTolerance, 0)[0]
	scan.Shuffled = offline.Shifted(shuffled, k, none, scanTolerance, 0)[0]
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
