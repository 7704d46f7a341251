package arena

import (
	"context"
	"errors"
	"fmt"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim/duel"
)

// Player plays pairs, here or elsewhere. Its result for a pair must not depend on which
// pairs it was asked for before.
type Player interface {
	// Play plays the legs of a pair in order and stops after a void. An error ends the
	// run; the report then holds the legs that were finished before it. ctx also ends
	// when the pair is no longer needed, because its pairing is over; such a pair may
	// lack legs.
	Play(ctx context.Context, p Pair) (Report, error)
	Close() error
}

// Pair is what a player is asked for: the missing legs of a pair.
type Pair struct {
	Who  Pairing
	Legs []Key // one or two
}

// Report is what a player returns for a Pair.
type Report struct {
	Played []Played
	Spent  [2]agent.Latency // decision times of the pairing's A, of its B
}

// Lost returns the report for a pair that no player survived: its first leg is void. The
// reason names the contestant, by its index, that is withdrawn.
func (c Config) Lost(p Pair, contestant int, kind bot.FailureKind, text string) Report {
	l := c.leg(p.Who, p.Legs[0])
	l.Outcome, l.Void = Void, VoidReason{kind, c.Contestants[contestant].Name, text}
	l.Reason = l.Void.String()
	return Report{Played: []Played{{Leg: l}}}
}

// NewPlayer returns a player that loads the contestants when they are first needed and
// plays in this process. who is the result of Identify. workers is the number of such
// players in the process, which share the limit on networks with a process of their own.
// Calls of the player must not overlap.
func NewPlayer(cfg Config, who []duel.Participant, load bot.Loader, workers int) Player {
	return newCrew(cfg, who, load, workers)
}

// Check returns an error unless a leg that was played elsewhere is a leg of this run: it
// is in the schedule, its recording is of these contestants, seed and rules and
// reproduces bit for bit, and the leg's counts and scores agree with it. who is the result of
// Identify.
func (c Config) Check(who []duel.Participant, p Played) error {
	if err := c.checkLeg(p.Leg); err != nil {
		return err
	}
	l, r := p.Leg, p.Recording
	if l.Outcome == Void {
		if what := l.voidDiffer(); what != "" {
			return errors.New(what)
		}
		if r != nil {
			return errors.New("the match is void, but it was recorded")
		}
		return nil
	}
	if r == nil {
		return errors.New("recording is missing")
	}
	if p.Scores != nil {
		if what := l.scoresDiffer(p.Scores, r); what != "" {
			return errors.New(what)
		}
	}
	if what := l.differ(r.Header); what != "" {
		return errors.New(what)
	}
	if r.Rules != c.Rules {
		return fmt.Errorf("the recording has the rules %+v; the run has %+v", r.Rules, c.Rules)
	}
	pairing := c.Pairing(l.Pairing)
	for i, contestant := range [2]int{pairing.A, pairing.B} {
		side := aSide(l.Leg)
		if i == 1 {
			side = side.Other()
		}
		if was, want := r.Contestants[side], who[contestant]; was != want {
			return fmt.Errorf("the recording is of %.200s; the run has %.200s", describe(was), describe(want))
		}
	}
	res, err := r.Result()
	if err != nil {
		return err
	}
	if what := l.countsDiffer(r.Header, res); what != "" {
		return errors.New(what)
	}
	return nil
}
