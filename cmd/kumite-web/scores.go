//go:build js && wasm

package main

import (
	"errors"
	"fmt"
	"syscall/js"

	"github.com/kumite/kumite/agent/scores"
)

// score reads the scores of the open recording.
func (p *player) score(data js.Value) any {
	if p.play == nil {
		return failure(errNothingOpen)
	}
	made, err := scores.Decode(reader(data))
	if err != nil {
		return failure(err)
	}
	if what := made.Differ(p.play.Recording()); what != "" {
		return failure(errors.New(what))
	}
	p.made = made
	return map[string]any{"sides": decoders(made)}
}

// decoders describes the decoder of each side; null is a side without a model.
func decoders(m *scores.Match) []any {
	all := make([]any, len(m.Sides))
	for i, s := range m.Sides {
		if s == nil {
			continue
		}
		about := map[string]any{"classes": list(s.Classes), "noAction": s.NoAction, "decoder": s.Decoder, "actLimit": s.ActLimit}
		if s.Limits != nil {
			about["limits"] = list(s.Limits)
		}
		all[i] = about
	}
	return all
}

// decision describes the newest decision of a side at a tick.
func (p *player) decision(tick int32, side int) any {
	if p.made == nil || side < 0 || side >= len(p.made.Sides) || p.made.Sides[side] == nil {
		return failure(fmt.Errorf("there are no scores of side %d", side))
	}
	s := p.made.Sides[side]
	i := s.Newest(tick)
	d := s.At(i)
	return map[string]any{
		"tick": i * int(s.PeriodTicks), "probabilities": list(d.Probabilities), "wanted": d.Wanted, "held": d.Held, "test": d.Test,
		"score": d.Score, "threshold": d.Threshold,
	}
}

// list returns a slice in the form that syscall/js takes.
func list[T any](of []T) []any {
	all := make([]any, len(of))
	for i, x := range of {
		all[i] = x
	}
	return all
}
