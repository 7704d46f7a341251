package openloop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/invalid"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/offline"
)

// Predictions says how to evaluate a table of predictions.
type Predictions struct {
	Path     string
	Classes  []string // nil for the table's own
	NoAction string   // name of the null class; "" for no_action, or else class 0

	// Decoder is a query to decode the table's scores with, "" to keep its
	// predictions. Prior and Book apply to it alone.
	Decoder string
	Prior   []float64 // class prior of the scores, in class order; nil for none
	Book    bool      // keep the agent's own book while decoding

	Resamples int    // bootstrap samples for the intervals; 0 for none
	Seed      uint64 // of the bootstrap
}

// Validate reports every invalid field with its bound.
func (cfg Predictions) Validate() error {
	var fields invalid.Fields
	fields.If(cfg.Path == "", "path is empty; name the table's file")
	fields.If(cfg.Decoder == "" && cfg.Book, "the book needs a decoder")
	fields.If(cfg.Decoder == "" && cfg.Prior != nil, "the prior needs a decoder")
	if cfg.Prior != nil {
		if err := checkPrior(cfg.Prior); err != nil {
			fields.Add(fmt.Errorf("prior: %w", err))
		}
		fields.If(cfg.Classes != nil && len(cfg.Classes) != len(cfg.Prior), "the prior has %s for %s", number.Of(len(cfg.Prior), "share"), number.Of(len(cfg.Classes), "class"))
	}
	for i, c := range cfg.Classes {
		fields.If(slices.Index(cfg.Classes, c) < i, "class %q is listed twice", c)
	}
	fields.If(cfg.NoAction != "" && cfg.Classes != nil && !slices.Contains(cfg.Classes, cfg.NoAction), "the null class %q is not one of %s", cfg.NoAction, strings.Join(cfg.Classes, ", "))
	fields.If(cfg.Resamples < 0, "resamples is %d; want 0 or more", cfg.Resamples)
	return fields.Err()
}

// EvaluatePredictions evaluates a CSV table of predictions by any program. It
// needs neither model nor video.
func EvaluatePredictions(ctx context.Context, cfg Predictions) (doc *Evaluation, err error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("predictions %s: %w", cfg.Path, err)
	}
	p, err := openPredictions(ctx, cfg.Path, cfg.Classes, cfg.NoAction)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	decode, err := cfg.decoding(p)
	if err != nil {
		return nil, err
	}
	e, err := offline.New(offline.Config{Classes: p.classes, NoAction: p.noAction, Resamples: cfg.Resamples, Seed: cfg.Seed})
	if err != nil {
		return nil, fmt.Errorf("predictions %s: %w; name all classes, the null class among them", cfg.Path, err)
	}
	for {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r, frames, err := p.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		if decode != nil {
			if err := decode(&r, frames); err != nil {
				return nil, err
			}
		}
		if err := e.Add(r); err != nil {
			return nil, fmt.Errorf("predictions %s: %w", cfg.Path, err)
		}
	}
	result, err := e.Result()
	if err != nil {
		return nil, fmt.Errorf("predictions %s: %w", cfg.Path, err)
	}
	result.Name, result.Spec = strings.TrimSuffix(filepath.Base(cfg.Path), filepath.Ext(cfg.Path)), cfg.Path
	if cfg.Decoder != "" {
		result.Name, result.Spec = result.Name+"?"+cfg.Decoder, cfg.Path+"?"+cfg.Decoder
	}
	doc = &Evaluation{
		Schema: Schema, Logs: e.Logs(), Candidates: []offline.Result{result},
		Source: cfg.Path, Null: p.classes[p.noAction],
	}
	if len(cfg.Classes) == 0 {
		doc.warnOfCase(p.classes)
	}
	doc.warnIfFew(cfg.Resamples)
	return doc, nil
}

// warnOfCase warns of classes of a table that may be one that is written in two ways.
func (d *Evaluation) warnOfCase(classes []string) {
	spelled := map[string]string{}
	for _, class := range classes {
		if other, known := spelled[strings.ToLower(class)]; known {
			d.Warnings = append(d.Warnings, fmt.Sprintf("classes %q and %q differ only in case and count as two; write them the same way, or list all classes if they are different", other, class))
		}
		spelled[strings.ToLower(class)] = class
	}
}

// decoding returns a function that replaces a recording's predictions by decoding
// its scores, or nil if the predictions are kept.
func (cfg Predictions) decoding(p *predictions) (func(*offline.Recording, []int) error, error) {
	if cfg.Prior != nil && len(cfg.Prior) != len(p.classes) {
		return nil, fmt.Errorf("predictions %s: the prior has %s for %s", cfg.Path, number.Of(len(cfg.Prior), "share"), number.Of(len(p.classes), "class"))
	}
	if cfg.Decoder == "" {
		return nil, nil
	}
	if !p.scored {
		return nil, fmt.Errorf("predictions %s: no columns logit:CLASS to decode from", cfg.Path)
	}
	contract := policy.Contract{
		Classes: p.classes, NoAction: p.noAction, Output: policy.Logits, Semantics: policy.Natural,
		TrainPrior: cfg.Prior, Temperature: 1, Bias: make([]float64, len(p.classes)), Decoder: "decode=argmax",
	}
	classes, err := MapClasses(contract, p.classes, p.classes[p.noAction])
	if err != nil {
		return nil, fmt.Errorf("predictions %s: %w", cfg.Path, err)
	}
	d, err := newDecoder("predictions "+cfg.Path, contract, bot.Contestant{Path: cfg.Path, Query: cfg.Decoder}, classes, cfg.Book)
	if err != nil && cfg.Book {
		err = fmt.Errorf("%w; the book knows only this game's skills; leave it out for another game", err)
	}
	if err != nil {
		return nil, err
	}
	return func(r *offline.Recording, frames []int) error {
		x := &Scored{Name: r.Name, Truth: r.Truth}
		for _, f := range frames {
			x.Ticks = append(x.Ticks, int32(f*agent.PeriodTicks))
		}
		_, err := d.Decide(x, r.Scores, func(f int, decision policy.Decision) { r.Predicted[f] = d.Class(decision.Class) })
		return err
	}, nil
}
