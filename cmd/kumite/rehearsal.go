package main

import (
	"fmt"
	"math/bits"
	"slices"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/offline"
)

// rehearsal decodes the scores of recordings open-loop: with the agent's own
// book, and once more without it. Calls must not overlap.
type rehearsal struct {
	name     string // for errors
	contract policy.Contract
	decoder  *policy.Decoder
	mind     *agent.Mind
	free     *policy.Decoder // the same decoder, to which all is available
	classes  []int           // by class of the model: the class of the logs
	names    []string        // of the logs' classes
	noAction int             // among them
}

// unscored stands for the score of a class that a model does not have: finite,
// so that a truth it cannot say costs much and not everything.
const unscored = -50

func newRehearsal(contract policy.Contract, c bot.Contestant, names []string) (*rehearsal, error) {
	fail := func(err error) (*rehearsal, error) { return nil, fmt.Errorf("model %s: %w", c.Path, err) }
	r := &rehearsal{name: "model " + c.Path, contract: contract, names: names, noAction: slices.Index(names, policy.NoAction)}
	for _, name := range contract.Classes {
		i := slices.Index(names, name)
		if i < 0 {
			return fail(fmt.Errorf("class %q is not among the logs' classes", name))
		}
		r.classes = append(r.classes, i)
	}
	var err error
	if r.decoder, err = policy.NewDecoder(contract, c.Query); err != nil {
		return fail(err)
	}
	if r.free, err = policy.NewDecoder(contract, c.Query); err != nil {
		return fail(err)
	}
	delay := c.Delay
	if delay < 0 {
		delay = agent.DefaultDelayTicks
		if contract.DelayTicks != nil {
			delay = *contract.DelayTicks
		}
	}
	if r.mind, err = agent.NewMind(r.decoder, contract.Classes, delay); err != nil {
		return fail(err)
	}
	return r, nil
}

// decode decides on every frame of a recording, whose raw scores are
// [frames, K] in the model's order. seed is of decoders that draw. unbooked is
// the number of presses without the book.
func (r *rehearsal) decode(x *reel, scores []float32, seed uint64) (out offline.Recording, unbooked int, err error) {
	frames, k, n := len(x.truth), len(r.classes), len(r.names)
	out = offline.Recording{
		Name: x.name, Truth: x.truth, Available: x.available,
		Predicted: make([]int, frames), Scores: make([]float32, frames*n),
	}
	r.decoder.Seed(bits.Reverse64(seed))
	r.free.Seed(bits.Reverse64(seed))
	r.mind.Reset()
	last := r.noAction
	for f := range frames {
		raw := scores[f*k : (f+1)*k]
		d := r.mind.Decide(x.ticks[f], raw, nil)
		if d.Held == policy.Fault {
			return out, 0, fmt.Errorf("%s on recording %s, frame %d: its scores decide nothing: %s", r.name, x.name, f, d.Problem())
		}
		out.Predicted[f] = r.classes[d.Class]
		if free := r.classes[r.free.Decode(raw, nil).Class]; free != last {
			if free != r.noAction {
				unbooked++
			}
			last = free
		}
		row := out.Scores[f*n : (f+1)*n]
		for c := range row {
			row[c] = unscored
		}
		for c, z := range r.free.Scores() {
			row[r.classes[c]] = float32(z)
		}
	}
	return out, unbooked, nil
}
