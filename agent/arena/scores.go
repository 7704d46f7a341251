package arena

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/scores"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// scoreKeeper collects what the models of a match score and decide.
type scoreKeeper struct {
	agents [2]*agent.Agent // left and right; nil for a script
	sides  [2]*scores.Side
	probs  []float64
}

// newScoreKeeper returns the keeper of two players, which are on the sides at.
func newScoreKeeper(players [2]*bot.Bot, at [2]sim.Side) *scoreKeeper {
	k := &scoreKeeper{}
	for i, p := range players {
		m := p.Model()
		if m == nil {
			continue
		}
		d := m.Agent.Decoder()
		about := scores.About{PeriodTicks: m.Agent.Period(), NoAction: d.Null(), Decoder: d.String()}
		about.ActLimit, about.Limits = d.Limits()
		for class := range d.Classes() {
			about.Classes = append(about.Classes, m.Agent.Skill(class).String())
		}
		k.agents[at[i]], k.sides[at[i]] = m.Agent, scores.NewSide(about)
	}
	return k
}

// watch adds the decisions at a tick. It must see every tick of the match.
func (k *scoreKeeper) watch(tick int32) {
	for i, a := range k.agents {
		if a == nil || tick%a.Period() != 0 {
			continue
		}
		d := a.Last()
		k.probs = append(k.probs[:0], make([]float64, len(k.sides[i].Classes))...)
		if d.Held != policy.Fault {
			a.Decoder().Probabilities(k.probs)
		}
		k.sides[i].Add(scores.Decision{Probabilities: k.probs, Wanted: d.Wanted, Held: d.Held.String(), Test: d.Test, Score: d.Score, Threshold: d.Threshold})
	}
}

// finish returns the decisions in a match, nil if no model played or nothing was kept.
func (k *scoreKeeper) finish(r *duel.Recording) *scores.Match {
	if k == nil || k.sides == [2]*scores.Side{} {
		return nil
	}
	return &scores.Match{FinalHash: r.FinalHash, Ticks: r.Ticks, Sides: k.sides}
}

// scoresName returns the name of the scores that belong to a recording.
func scoresName(replay string) string { return strings.TrimSuffix(replay, ".replay") + ".scores" }

// Scores returns the bytes of what the models of a leg scored, nil if nothing was kept.
func (r *Record) Scores(l *Leg) ([]byte, error) {
	if l.Outcome == Void {
		return nil, nil
	}
	data, err := safefile.ReadIn(r.Dir, filepath.Join("replays", scoresName(r.ReplayName(l))), safefile.Scores)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read run: %w", err)
	}
	return data, nil
}

// scoresDiffer describes the first way in which scores are not those of a leg and its
// recording, "" for none.
func (l *Leg) scoresDiffer(m *scores.Match, r *duel.Recording) string {
	if what := m.Differ(r); what != "" {
		return what
	}
	return l.scoreCountsDiffer(m.Totals())
}

// scoreCountsDiffer compares the decisions of each side with the counts of a leg. nil is
// a side without scores.
func (l *Leg) scoreCountsDiffer(decided [2]*scores.Counts) string {
	for i, got := range decided {
		if got == nil {
			continue
		}
		side, ledger := sim.Side(i), l.Ledger[0]
		if side != aSide(l.Leg) {
			ledger = l.Ledger[1]
		}
		if want := (scores.Counts{Chosen: ledger.Chosen, Masked: ledger.Masked, Sent: ledger.Sent}); *got != want {
			return fmt.Sprintf("the scores of %s have %d chosen, %d masked and %d sent; the ledger has %d, %d and %d",
				l.On(side), got.Chosen, got.Masked, got.Sent, want.Chosen, want.Masked, want.Sent)
		}
	}
	return ""
}
