package openloop

import (
	"fmt"
	"hash/fnv"
	"math/bits"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/offline"
)

// Decoder decodes the scores of recordings open-loop, with the agent's own book
// and once more without it. Calls must not overlap.
type Decoder struct {
	source  string // of the scores, for errors
	decoder *policy.Decoder
	mind    *agent.Mind     // nil without the book
	free    *policy.Decoder // the same decoder with every skill available
	classes *Classes
}

// unscored is the score of a class that the model does not have. It is finite so
// that a frame of that class costs a finite log-likelihood.
const unscored = -50

// NewDecoder returns the decoder of a contestant's model for logs with these
// classes. It keeps the agent's book if the model's classes are skills of the game;
// logs of other games are decoded without it.
func NewDecoder(contract policy.Contract, c bot.Contestant, classes *Classes) (*Decoder, error) {
	_, err := contract.SkillNames(bot.Skills())
	return newDecoder("model "+c.Path, contract, c, classes, err == nil)
}

func newDecoder(source string, contract policy.Contract, c bot.Contestant, classes *Classes, book bool) (d *Decoder, err error) {
	fail := func(err error) (*Decoder, error) { return nil, fmt.Errorf("%s: %w", source, err) }
	d = &Decoder{source: source, classes: classes}
	if d.decoder, err = policy.NewDecoder(contract, c.Query); err != nil {
		return fail(err)
	}
	if d.free, err = policy.NewDecoder(contract, c.Query); err != nil {
		return fail(err)
	}
	if !book {
		return d, nil
	}
	names, err := contract.SkillNames(bot.Skills())
	if err != nil {
		return fail(err)
	}
	if d.mind, err = agent.NewMind(d.decoder, names, delayTicks(contract, c)); err != nil {
		return fail(err)
	}
	return d, nil
}

// String returns the decoder's query in full.
func (d *Decoder) String() string { return d.decoder.String() }

// Booked reports whether the decoder keeps the agent's book.
func (d *Decoder) Booked() bool { return d.mind != nil }

// delayTicks returns the delay from a frame to its press: the contestant's, the
// file's, or agent.DefaultDelayTicks.
func delayTicks(contract policy.Contract, c bot.Contestant) int32 {
	if contract.DelayTicks != nil {
		return c.Delay.Or(*contract.DelayTicks)
	}
	return c.Delay.Ticks()
}

// Seed returns the seed of a decoder that draws, for a recording: FNV-1a over the
// recording's name, with the bits in reverse order.
func Seed(recording string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(recording)) // never fails
	return bits.Reverse64(h.Sum64())
}

// Decide decides on every frame of a recording. scores are raw, [frames, K] in the
// model's class order. each may be nil; it is called with every frame's decision,
// whose Class is in the model's order. unbooked is the number of presses without
// the book.
func (d *Decoder) Decide(x *Scored, scores []float32, each func(frame int, decision policy.Decision)) (unbooked int, err error) {
	seed := Seed(x.Name)
	d.decoder.Seed(seed)
	d.free.Seed(seed)
	if d.mind != nil {
		d.mind.Reset()
	} else {
		d.decoder.Reset()
	}
	k, null := d.classes.Len(), d.classes.Null()
	last := null
	for f := range x.Truth {
		raw := scores[f*k : (f+1)*k]
		var decision policy.Decision
		if d.mind != nil {
			decision = d.mind.Decide(x.Ticks[f], raw, nil)
		} else {
			decision = d.decoder.Decode(raw, nil)
		}
		if decision.Held == policy.Fault {
			return 0, fmt.Errorf("%s on recording %s, frame %d: no usable scores: %s", d.source, x.Name, f, decision.Problem())
		}
		if free := d.classes.Logs(d.free.Decode(raw, nil).Class); free != last {
			if free != null {
				unbooked++
			}
			last = free
		}
		if each != nil {
			each(f, decision)
		}
	}
	return unbooked, nil
}

// Class returns the logs' class of a class of the model.
func (d *Decoder) Class(model int) int { return d.classes.Logs(model) }

// Decode decides like Decide and returns the decisions as a recording to be
// measured, with calibrated scores in the logs' class order.
func (d *Decoder) Decode(x *Scored, scores []float32) (out offline.Recording, unbooked int, err error) {
	frames, n := len(x.Truth), len(d.classes.Names())
	out = offline.Recording{
		Name: x.Name, Truth: x.Truth, Available: x.Available,
		Predicted: make([]int, frames), Scores: make([]float32, frames*n),
	}
	unbooked, err = d.Decide(x, scores, func(f int, decision policy.Decision) {
		out.Predicted[f] = d.Class(decision.Class)
		row := out.Scores[f*n : (f+1)*n]
		for c := range row {
			row[c] = unscored
		}
		for c, z := range d.free.Scores() {
			row[d.Class(c)] = float32(z)
		}
	})
	return out, unbooked, err
}
