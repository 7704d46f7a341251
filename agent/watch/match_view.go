package watch

import (
	"fmt"
	"image"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/window/panel"
)

// collapsedAfter is the play time after which a model that hardly acts causes a
// warning.
const collapsedAfter = 20 * sim.TickRate

// freshTicks is how long a press is highlighted.
const freshTicks = 90

// Frame implements scene.Scene.
func (m *Match) Frame() image.Image { return m.draw() }

func (m *Match) draw() *image.Paletted {
	raster.Draw(m.frame, &m.world, m.viewer())
	return m.frame
}

// View implements scene.Scene.
func (m *Match) View(v *panel.View) {
	for i, s := range m.seats {
		m.viewSide(&v.Sides[i], s)
		if s.pacer == nil || s.taken {
			continue
		}
		stats := s.pacer.Stats()
		if text, late := latencyText(s.name, &stats, s.history.missed); m.showLatency || late {
			if v.Latency != "" {
				text = v.Latency + "; " + text
			}
			v.Latency, v.Late = text, v.Late || late
		}
	}
	if m.viewer() == sim.Right { // as the picture has it
		v.Sides[0], v.Sides[1] = v.Sides[1], v.Sides[0]
	}
	names := m.names()
	v.Title = fmt.Sprintf("kumite: %s against %s", names[0], names[1])
	v.Score = m.score.text(names, m.seed)
	if o := m.world.Outcome(); o != sim.Running {
		v.Status = m.score.result(o, names)
	}
	v.Pace, v.Slow = m.pace.text(), m.pace.slow() || m.slow
	if m.slow && !m.pace.slow() {
		v.Pace += ", but slow before: this match does not count"
	}
	v.Notices = m.notices.list(v.Notices)
}

func (m *Match) names() [2]string { return [2]string{m.seats[0].name, m.seats[1].name} }

// viewSide fills in one side.
func (m *Match) viewSide(x *panel.Side, s *seat) {
	now := m.world.Tick
	*x = panel.Side{Name: s.name, Bars: x.Bars, Strip: x.Strip, Seen: x.Seen}
	minutes := float64(now) / (60 * sim.TickRate)
	perMinute := 0.0
	if now > 0 {
		perMinute = float64(s.accepted) / minutes
	}
	x.Rate = fmt.Sprintf("%.1f a minute, pro %.1f; idle %.1f s", perMinute, arena.ProSkillsPerMinute, idleSeconds(now, s.lastTick))
	if s.lastTick >= 0 {
		x.Last = fmt.Sprintf("%s, %.1f s ago", s.lastName, idleSeconds(now, s.lastTick))
		x.Fresh = now-s.lastTick < freshTicks
	}
	if s.pacer == nil || s.taken {
		x.Bars, x.Seen = x.Bars[:0], panel.Seen{}
		x.Strip = pressCells(x.Strip, s.recent)
		switch {
		case s.byPerson():
			x.Detail, x.Lines = "a person plays", m.keys[s.side]
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
	var shadow *history
	if s.shadow != nil {
		shadow = &s.shadowHistory
		g := &s.agreement
		x.Shadow = fmt.Sprintf("shadow %s: same in %d of %d, acted %d to %d", s.shadowName, g.Same, g.Frames, g.BothActed+g.OnlyActed, g.BothActed+g.OnlyShadow)
	}
	x.Bars = s.history.bars(x.Bars, shadow)
	x.Strip = s.history.strip(x.Strip, shadow)
	fillSeen(&x.Seen, s.history.newest.Picture)
	x.Reason = s.history.newest.Decision.String()
	if s.history.newest.Missed {
		x.Reason = "too late: dropped"
	}
	if s.history.lastSent != "" {
		x.Last = s.history.lastSent
	}
	if now > collapsedAfter && perMinute < arena.CollapsedBelow {
		x.Warning = "COLLAPSED: it hardly ever acts"
	}
}
