package watch

import (
	"fmt"
	"image"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// Frame implements scene.Scene.
func (m *Match) Frame() image.Image { return m.draw() }

func (m *Match) draw() *image.Paletted {
	raster.Draw(m.frame, &m.world, m.viewer())
	return m.frame
}

// View implements scene.Scene.
func (m *Match) View(v *panel.View) {
	order := m.order()
	for i, side := range order {
		s := m.seats[side]
		m.viewSide(&v.Sides[i], s)
		if s.pacer == nil || s.taken {
			continue
		}
		stats := s.pacer.Stats()
		if text, late := latencyText(s.name, &stats, s.history.missed); m.showLatency || late {
			v.Latency, v.Late = append(v.Latency, text), v.Late || late
		}
	}
	names := m.names()
	v.Title = fmt.Sprintf("kumite: %s against %s", names[0], names[1])
	v.Stem = m.stem()
	v.Score = m.score.text(names, m.seeds(), order)
	if o := m.world.Outcome(); o != sim.Running {
		v.Status = m.score.result(o, names)
	}
	v.Timeline = m.timelineView()
	v.Pace, v.Slow = m.pace.text(), m.pace.slow() || m.slow
	if m.slow && !m.pace.slow() {
		v.Pace += ", but slow before: this match does not count"
	}
	v.Notices = m.notices.list(v.Notices)
}

// timelineView returns the timeline of the match, with the disagreements of the shadow.
func (m *Match) timelineView() *panel.Timeline {
	t := m.timeline.view(m.viewer())
	t.At, t.Len, t.Live = m.world.Tick, m.rules.MatchTicks, true
	for _, s := range m.seats {
		for _, tick := range s.differences() {
			t.Marks = append(t.Marks, panel.Mark{Tick: tick, Kind: panel.Difference})
		}
	}
	return t
}

// seeds describes the seed for the score.
func (m *Match) seeds() string { return fmt.Sprintf("seed %d", m.seed) }

// order returns the sides as the picture shows them, from the left.
func (m *Match) order() [2]sim.Side {
	viewer := m.viewer()
	return [2]sim.Side{viewer, viewer.Other()}
}

func (m *Match) names() [2]string { return [2]string{m.seats[0].name, m.seats[1].name} }

// viewSide fills in one side.
func (m *Match) viewSide(x *panel.Side, s *seat) {
	now := m.world.Tick
	*x = panel.Side{Name: s.name, Bars: x.Bars, Strip: x.Strip, Seen: x.Seen}
	perMinute := 0.0
	if now > 0 {
		perMinute = float64(s.account.pressed) * 60 * sim.TickRate / float64(now)
	}
	x.Rate = fmt.Sprintf("%.1f presses a minute, pro %.1f; missed openings: %d", perMinute, arena.ProSkillsPerMinute, s.openings.missed)
	if s.pacer == nil || s.taken {
		m.viewFighter(x, s)
		return
	}
	model := s.pacer.Model()
	x.Kind, x.Detail = fmt.Sprintf("model %.8s", model.Files.Own(model.SHA256)), model.Query
	var shadow *history
	if s.shadow != nil {
		shadow = &s.shadowHistory
		g := &s.agreement
		x.Shadow = fmt.Sprintf("shadow %s: same in %d of %d, acted %d to %d", s.shadowName, g.Same, g.Frames, g.BothActed+g.OnlyActed, g.BothActed+g.OnlyShadow)
	}
	shown := &s.history.newest
	if x.Caption = moment(shown); s.decided.frozen(now) {
		shown, x.Frozen = &s.decided.snapshot, true
		x.Caption = fmt.Sprintf("this press, %.1f s ago", seconds(now-s.decided.tick))
	}
	if s.lens.on {
		shown, x.Frozen = &s.lens.snapshot, true
		x.Caption = fmt.Sprintf("at the press %.1f s ago; V: now", seconds(now-shown.Tick))
	}
	x.Bars = bars(x.Bars, shown, shadow)
	x.Strip = s.history.strip(x.Strip, shadow)
	fillSeen(&x.Seen, shown.Picture)
	if x.Card = s.decided.card(&s.account, now); s.lens.on {
		s.lens.fill(x, &s.decided)
	}
	x.Warning = s.drift.warning()
	if s.openings.collapsed(s.account.pressed) {
		x.Warning = fmt.Sprintf("COLLAPSED: %s missed, %s", number.Of(s.openings.missed, "opening"), number.Of(s.account.pressed, "press"))
	}
}

// viewFighter fills in a side that a script or a person plays.
func (m *Match) viewFighter(x *panel.Side, s *seat) {
	x.Seen = panel.Seen{Pix: x.Seen.Pix}
	x.Strip = pressCells(x.Strip, s.recent)
	now := m.world.Tick
	x.Card = s.account.card(now)
	pressed := sim.None
	if now-s.account.tick < freezeTicks {
		pressed = s.account.skill
	}
	var keys map[string]string
	x.Kind, x.Detail = "script", "a script sees the true state, not pixels"
	if s.byPerson() {
		keys = m.keys[s.side]
		x.Kind, x.Detail = "person", fmt.Sprintf("%s walk, %s hop, %s guard", keys[scene.Walk], keys[scene.Hop], keys[scene.Guard])
		if s.taken {
			x.Lines = []string{[2]string{"T hands the side back", "Shift T hands the side back"}[s.side]}
		}
	}
	x.Bars = skillBars(x.Bars, &m.world.Fighters[s.side], pressed, keys)
}
