package arena

import (
	"context"
	"errors"
	"fmt"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// Play implements Player.
func (c *crew) Play(ctx context.Context, p Pair) (Report, error) {
	var r Report
	for _, key := range p.Legs {
		played, err := c.leg(ctx, p.Who, key, &r)
		if err != nil {
			return r, err
		}
		r.Played = append(r.Played, played)
		if played.Leg.Outcome == Void {
			break // the pairing ends here
		}
	}
	return r, nil
}

// leg plays one match. If a contestant cannot play, both are loaded again and the
// match is retried; if the same contestant fails again, the leg is void. The leg
// records the first failure.
func (c *crew) leg(ctx context.Context, who Pairing, key Key, r *Report) (Played, error) {
	failed := map[int]bool{}
	var first VoidReason
	for {
		played, err := c.match(ctx, who, key, r, len(failed) > 0)
		var cannot *voidError
		if !errors.As(err, &cannot) {
			played.Leg.Retried = first
			return played, err
		}
		if len(failed) == 0 {
			first = cannot.reason
		}
		if err := c.dismiss(who.A, who.B); err != nil {
			return Played{}, err
		}
		if failed[cannot.contestant] {
			l := c.cfg.leg(who, key)
			l.Outcome, l.Reason, l.Void = Void, cannot.Error(), cannot.reason
			return Played{Leg: l}, nil
		}
		failed[cannot.contestant] = true
	}
}

// match plays one match to its end. The error is a *voidError if a contestant could
// not play or, except in a retry, if some runs of its network exceeded the limit of
// CPU time and others did not. Any other error ends the run.
func (c *crew) match(ctx context.Context, who Pairing, key Key, r *Report, again bool) (Played, error) {
	l := c.cfg.leg(who, key)
	at := [2]sim.Side{aSide(key.Leg), aSide(key.Leg).Other()} // of A, of B
	var players [2]*bot.Bot                                   // A, B
	var controllers [2]duel.Controller                        // left, right
	var names [2]duel.Participant
	for i, contestant := range [2]int{who.A, who.B} {
		p, err := c.player(contestant, at[i])
		if err != nil {
			return Played{}, err
		}
		if err := p.Start(l.Seed, at[i]); err != nil {
			return Played{}, err
		}
		players[i], controllers[at[i]], names[at[i]] = p, p, p.Participant()
	}
	match := duel.Config{Rules: c.cfg.Rules, Seed: l.Seed}
	recorder := duel.NewRecorder(match, names)
	watch, keeper := recorder.Watch, (*scoreKeeper)(nil)
	if c.cfg.KeepScores {
		keeper = newScoreKeeper(players, at)
		watch = func(w *sim.World, in [2]sim.Input) { recorder.Watch(w, in); keeper.watch(w.Tick) }
	}
	res, err := duel.Play(ctx, match, controllers, watch)
	var failed *duel.ControllerError
	if errors.As(err, &failed) {
		contestant := who.A
		if failed.Side != at[0] {
			contestant = who.B
		}
		return Played{}, c.cannotPlay(contestant, bot.RuntimeError, failed)
	}
	if err != nil {
		return Played{}, err
	}
	for i, contestant := range [2]int{who.A, who.B} {
		m := players[i].Model()
		switch {
		case m == nil:
		case m.Isolated && m.Agent.GivenUp():
			// The match was played without the network.
			return Played{}, c.void(contestant, bot.Hung, cutOff("consecutive", m))
		case !again && !m.Agent.GivenUp() && m.Agent.Counts().Causes[policy.Hung] > 0:
			return Played{}, c.void(contestant, bot.Hung, cutOff("some", m))
		}
	}
	l.Outcome, l.Reason = outcome(res.Outcome.String(), at[0]), reason(res)
	l.Ticks, l.Hash = res.Ticks, fmt.Sprintf("%016x", res.Hash)
	for i, p := range players {
		l.Ledger[i] = newLedger(p.Model(), res.Tally[at[i]], res.Ticks)
		if m := p.Model(); m != nil {
			r.Spent[i].Add(&m.Agent.Counts().Latency)
		}
	}
	recording := recorder.Finish(res)
	return Played{l, recording, keeper.finish(recording)}, nil
}

// cutOff is the reason for retrying a match in which a network exceeded the time limit in
// some runs, or for voiding one in which it did so in consecutive runs.
func cutOff(runs string, m *bot.Model) error {
	return fmt.Errorf("in %s runs %w", runs, policy.Exceeded(m.Agent.Limit(), true))
}
