package watch

import (
	"fmt"
	"math"

	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/panel"
)

// freezeTicks is how long the bars and the picture of a press are kept.
const freezeTicks = sim.TickRate

// freshTicks is how long a press is highlighted.
const freshTicks = 90

// decided is the newest decision of a model that sent a press.
type decided struct {
	any       bool
	tick      int32 // of its frame
	situation string
	snapshot  live.Snapshot
}

// worlds holds the newest worlds of a match.
type worlds [32]sim.World

func (p *worlds) add(w *sim.World) { p[w.Tick%int32(len(p))] = *w }

// at returns the world at a tick, or nil if it is not kept.
func (p *worlds) at(tick int32) *sim.World {
	if w := &p[tick%int32(len(p))]; w.Tick == tick && w.Rules.Health > 0 {
		return w
	}
	return nil
}

// keep keeps a decision if it sent a press.
func (d *decided) keep(s *live.Snapshot, me sim.Side, past *worlds) {
	if s.Missed || !s.Decision.Sent() {
		return
	}
	d.any, d.tick, d.situation = true, s.Tick, ""
	s.CopyTo(&d.snapshot)
	if k, ok := sim.ParseSkill(s.Decision.Name()); ok {
		if past == nil {
			return
		}
		if w := past.at(s.Tick); w != nil {
			d.situation = situation(w, me, k)
		}
	}
}

// frozen reports whether the decision is shown in place of the newest one.
func (d *decided) frozen(now int32) bool {
	return d.any && now-d.tick < freezeTicks && now >= d.tick
}

// card describes the decision, with the result of its press if the game has accepted it.
func (d *decided) card(a *account, now int32) panel.Card {
	if !d.any {
		return panel.Card{}
	}
	c := panel.Card{
		Title: pressTitle(d.snapshot.Decision.Name(), now-d.tick), Why: because(d.situation, &d.snapshot),
		Rule: d.snapshot.Decision.String(), Fresh: now-d.tick < freshTicks,
	}
	if a.skill != sim.None && a.tick >= d.tick && a.skill.String() == d.snapshot.Decision.Name() {
		c.Result, c.Tone = a.result, a.tone
	}
	return c
}

// card describes the newest press of a script or a person.
func (p *press) card(now int32) panel.Card {
	if p.skill == sim.None {
		return panel.Card{}
	}
	c := panel.Card{Title: pressTitle(p.skill.String(), now-p.tick), Why: p.situation, Fresh: now-p.tick < freshTicks}
	if p.result != "" && p.resultTick <= now {
		c.Result, c.Tone = p.result, p.tone
	}
	return c
}

func pressTitle(skill string, ago int32) string {
	if ago < freshTicks {
		return "pressed " + skill
	}
	return fmt.Sprintf("pressed %s %.0f s ago", skill, seconds(ago))
}

// because joins the situation with the comparison that decided.
func because(situation string, s *live.Snapshot) string {
	ratio := overThreshold(s)
	switch {
	case situation == "":
		return ratio
	case ratio == "":
		return situation
	}
	return situation + ": " + ratio
}

// overThreshold compares a decision with what it had to reach, or returns "" if its
// decoder has no threshold.
func overThreshold(s *live.Snapshot) string {
	name, value, limit := actName, s.View.Act, s.View.ActLimit
	if i := s.Decision.Wanted; !(limit > 0) && i >= 0 && i < len(s.View.Limits) {
		name, value, limit = s.Classes[i], s.View.Made[i], s.View.Limits[i]
	}
	if !(limit > 0) || math.IsNaN(value) {
		return ""
	}
	times := 1 // decimals
	if value/limit >= 10 {
		times = 0
	}
	return fmt.Sprintf("%s %s, needed %s (%.*f\u00a0×)", name, percent(value), percent(limit), times, value/limit)
}

// percent formats a share, a small one with a decimal. No line ends before its unit.
func percent(share float64) string {
	if share < 0.0995 {
		return fmt.Sprintf("%.1f\u00a0%%", 100*share)
	}
	return fmt.Sprintf("%.0f\u00a0%%", 100*share)
}

// moment describes the newest decision in a few words.
func moment(s *live.Snapshot) string {
	switch {
	case len(s.Classes) == 0 && !s.Missed:
		return ""
	case s.Missed:
		return "now: too late"
	case s.Decision.Problem() != "":
		return "now: fault"
	case s.Decision.Sent():
		return "now: presses"
	case s.Decision.Chosen():
		return "now: " + s.Decision.String()
	}
	return "now: waits"
}
