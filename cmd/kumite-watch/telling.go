package main

import (
	"fmt"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/panel"
)

// collapsedAfter is how much play must pass before never acting is remarked.
const collapsedAfter = 20 * sim.TickRate

// freshTicks is for how long a press stays bright.
const freshTicks = 90

// side tells of one side.
func (m *match) side(x *panel.Side, s *seat) {
	now := m.world.Tick
	*x = panel.Side{Name: s.name, Bars: x.Bars, Strip: x.Strip, Seen: x.Seen}
	minutes := float64(now) / (60 * sim.TickRate)
	perMinute := 0.0
	if now > 0 {
		perMinute = float64(s.presses) / minutes
	}
	x.Rate = fmt.Sprintf("%.1f a minute, pro %.1f; idle %.1f s", perMinute, arena.ProSkillsPerMinute, idleFor(now, s.lastTick))
	if s.lastTick >= 0 {
		x.Last = fmt.Sprintf("%s, %.1f s ago", s.lastName, idleFor(now, s.lastTick))
		x.Fresh = now-s.lastTick < freshTicks
	}
	if s.pacer == nil || s.taken {
		x.Bars, x.Seen = x.Bars[:0], panel.Seen{}
		x.Strip = pressed(x.Strip, s.recent)
		switch {
		case s.personal():
			x.Detail, x.Lines = "a person plays", m.persons[s.side]
			if s.taken {
				x.Detail = [2]string{"a person plays; T hands it back", "a person plays; Shift T hands it back"}[s.side]
			}
		default:
			x.Lines = []string{"a script: it sees the true state, not pixels"}
		}
		return
	}
	model := s.pacer.Model()
	x.Detail = fmt.Sprintf("%.8s %s", model.SHA256, model.Query)
	var second *tale
	if s.shadow != nil {
		second = &s.second
		g := &s.agrees
		x.Shadow = fmt.Sprintf("shadow %s: same in %d of %d, acted %d to %d", s.casts, g.Same, g.Frames, g.BothActed+g.OnlyActed, g.BothActed+g.OnlyShadow)
	}
	x.Bars = s.told.bars(x.Bars, second)
	x.Strip = s.told.strip(x.Strip, second)
	seen(&x.Seen, s.told.moment.Picture)
	switch {
	case s.told.moment.Missed:
		x.Reason = "too late: dropped"
	default:
		x.Reason = s.told.moment.Decision.String()
	}
	if s.told.last != "" {
		x.Last = s.told.last
	}
	if now > collapsedAfter && perMinute < arena.CollapsedBelow {
		x.Warning = "COLLAPSED: it hardly ever acts"
	}
}
