package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"math/bits"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/sim"
)

// predictedElsewhere is what to make of a table of predictions.
type predictedElsewhere struct {
	path    string
	classes []string // nil takes the table's own
	decoder string   // a query; "" takes the predictions as they stand
	prior   string   // of the scores, comma-separated
	book    bool     // keep the agent's own book while decoding
}

// evaluatePredictions scores a table, recording by recording.
func evaluatePredictions(ctx context.Context, x predictedElsewhere, cfg offline.Config) (doc evaluation, err error) {
	p, err := openPredictions(x.path, x.classes)
	if err != nil {
		return doc, err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	cfg.Classes, cfg.NoAction = p.classes, p.noAction
	prior, err := parsePrior(x.prior, len(p.classes))
	if err != nil {
		return doc, err
	}
	decode, err := x.decoding(p, prior)
	if err != nil {
		return doc, err
	}
	e, err := offline.New(cfg)
	if err != nil {
		return doc, fmt.Errorf("predictions %s: %w; name all classes with --classes", x.path, err)
	}
	for i := uint64(0); ; i++ {
		if ctx.Err() != nil {
			return doc, errors.New("eval: interrupted")
		}
		r, frames, err := p.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return doc, err
		}
		if decode != nil {
			if err := decode(&r, frames, i); err != nil {
				return doc, err
			}
		}
		if err := e.Add(r); err != nil {
			return doc, fmt.Errorf("predictions %s: %w", x.path, err)
		}
	}
	result, err := e.Result()
	if err != nil {
		return doc, fmt.Errorf("predictions %s: %w", x.path, err)
	}
	result.Name, result.Spec = strings.TrimSuffix(filepath.Base(x.path), filepath.Ext(x.path)), x.path
	if x.decoder != "" {
		result.Name, result.Spec = result.Name+"?"+x.decoder, x.path+"?"+x.decoder
	}
	return evaluation{Schema: "kumite.eval/1", Logs: e.Logs(), Candidates: []offline.Result{result}}, nil
}

// decoding is how a recording's predictions are made anew of its scores; nil
// where they stay as they are.
func (x predictedElsewhere) decoding(p *predictions, prior []float64) (func(*offline.Recording, []int, uint64) error, error) {
	if x.decoder == "" {
		return nil, nil
	}
	if !p.scored {
		return nil, fmt.Errorf("--decoder: %s has no columns logit:CLASS to decode from", x.path)
	}
	contract := policy.Contract{
		Classes: p.classes, NoAction: p.noAction, Output: policy.Logits, Semantics: policy.Natural,
		TrainPrior: prior, Temperature: 1, Bias: make([]float64, len(p.classes)), Decoder: "decode=argmax",
	}
	if !x.book {
		d, err := policy.NewDecoder(contract, x.decoder)
		if err != nil {
			return nil, fmt.Errorf("--decoder: %w", err)
		}
		k := len(p.classes)
		return func(r *offline.Recording, _ []int, seed uint64) error {
			d.Seed(bits.Reverse64(seed))
			for f := range r.Truth {
				y := d.Decode(r.Scores[f*k:(f+1)*k], nil)
				if y.Held == policy.Fault {
					return fmt.Errorf("predictions %s: recording %s, row %d: its scores decide nothing: %s", x.path, r.Name, f, y.Problem())
				}
				r.Predicted[f] = y.Class
			}
			return nil
		}, nil
	}
	rehearsal, err := newRehearsal(contract, bot.Contestant{Path: x.path, Query: x.decoder, Delay: -1}, p.classes)
	if err != nil {
		return nil, fmt.Errorf("--book: %w", err)
	}
	return func(r *offline.Recording, frames []int, seed uint64) error {
		reel := &reel{name: r.Name, truth: r.Truth, available: r.Available}
		for _, f := range frames {
			reel.ticks = append(reel.ticks, int32(f*sim.TickRate/10))
		}
		decoded, _, err := rehearsal.decode(reel, r.Scores, seed)
		r.Predicted = decoded.Predicted
		return err
	}, nil
}

// parsePrior reads "P0,P1,…"; an empty text is no prior.
func parsePrior(text string, classes int) ([]float64, error) {
	if text == "" {
		return nil, nil
	}
	var prior []float64
	sum := 0.0
	for part := range strings.SplitSeq(text, ",") {
		v, err := strconv.ParseFloat(strings.TrimSpace(part), 64)
		if err != nil || !(v > 0 && v <= 1) {
			return nil, fmt.Errorf("--prior: %q is no share; want above 0 and at most 1", part)
		}
		prior = append(prior, v)
		sum += v
	}
	if len(prior) != classes {
		return nil, fmt.Errorf("--prior has %d shares for %d classes", len(prior), classes)
	}
	if math.Abs(sum-1) > 1e-6 {
		return nil, fmt.Errorf("--prior sums to %.7g; want 1 ± 1e-6", sum)
	}
	return prior, nil
}
