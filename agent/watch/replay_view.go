package watch

import (
	"fmt"
	"image"
	"strings"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/window/panel"
)

// Frame implements scene.Scene.
func (r *Replay) Frame() image.Image {
	raster.Draw(r.frame, r.play.World(), r.side)
	return r.frame
}

func (r *Replay) who(side sim.Side) string { return r.play.Recording().Contestants[side].Name }

// View implements scene.Scene.
func (r *Replay) View(v *panel.View) {
	now := r.play.Tick()
	timeline := r.decisions()
	for i, side := range [2]sim.Side{r.side, r.side.Other()} {
		r.viewSide(&v.Sides[i], side)
	}
	if r.model != nil {
		r.viewModel(&v.Sides[0], timeline)
	}
	rec := r.play.Recording()
	v.Title = fmt.Sprintf("kumite: replay of %s against %s", r.who(sim.Left), r.who(sim.Right))
	v.Stem = r.stem()
	v.Score = fmt.Sprintf("%s against %s: %s, seed %d", r.who(sim.Left), r.who(sim.Right), ending(rec), rec.Seed)
	v.Timeline = r.timelineView()
	v.Status = fmt.Sprintf("%.1f of %.1f s, tick %d", float64(now)/sim.TickRate, float64(r.play.Len())/sim.TickRate, now)
	v.Notices = r.notices.list(v.Notices)
}

// stem is the beginning of the names of clips and screenshots: who played, the seed, the
// file of the match, and the tick.
func (r *Replay) stem() string {
	return fmt.Sprintf("%s-vs-%s-seed%d-%s-tick%d", fileName(r.who(sim.Left)), fileName(r.who(sim.Right)), r.play.Recording().Seed, fileName(r.name), r.play.Tick())
}

// timelineView returns the timeline: that of the match, and the disagreements of the model.
func (r *Replay) timelineView() *panel.Timeline {
	t := *r.matched
	t.At, t.Len = r.play.Tick(), r.play.Len()
	t.Marks = append([]panel.Mark(nil), t.Marks...)
	for _, tick := range r.marks {
		t.Marks = append(t.Marks, panel.Mark{Tick: tick, Kind: panel.Difference})
	}
	return &t
}

// Overlay implements scene.Overlayer.
func (r *Replay) Overlay(o *panel.Overlay) {
	if r.hideOverlay {
		return
	}
	w, s := r.play.World(), stageOf(r.side)
	labelBars(o, [2]string{r.who(r.side), r.who(r.side.Other())}, [2]string{})
	s.floaters(o, w, r.events.shownAt(w.Tick))
	r.training.draw(o, s, w, r.inputsAt(w.Tick))
	if w.Outcome() != sim.Running {
		head, ink := endingOf(w, r.side)
		banner(o, head, ending(r.play.Recording()), ink)
	}
}

// inputsAt returns the newest inputs of both sides at a tick.
func (r *Replay) inputsAt(tick int32) (h inputs) {
	if r.training.inputs {
		for t := max(tick-5*sim.TickRate, 0); t < tick; t++ {
			h.add(r.play.InputsAt(t))
		}
	}
	return h
}

// ending is how a recorded match ended.
func ending(rec *duel.Recording) string {
	for s := range rec.Contestants {
		if rec.Outcome == sim.Side(s).String() {
			return rec.Contestants[s].Name + " wins"
		}
	}
	if rec.Outcome == sim.Running.String() {
		return "left before its end"
	}
	return "a draw"
}

// viewSide fills in a recorded side.
func (r *Replay) viewSide(x *panel.Side, side sim.Side) {
	who, now := r.play.Recording().Contestants[side], r.play.Tick()
	*x = panel.Side{Name: who.Name, Kind: "recorded", Detail: who.Spec, Bars: x.Bars, Strip: x.Strip[:0], Seen: panel.Seen{Pix: x.Seen.Pix}}
	if who.ModelSHA256 != "" {
		x.Kind, x.Detail = fmt.Sprintf("recorded model %.8s", policy.FileHashes(who.FileHashes).Own(who.ModelSHA256)), who.Decoder
	}
	p, n := r.events.last(side, now)
	x.Card = p.card(now)
	pressed := sim.None
	if now-p.tick < freezeTicks {
		pressed = p.skill
	}
	x.Bars = skillBars(x.Bars, &r.play.World().Fighters[side], pressed, nil)
	x.Rate = fmt.Sprintf("presses: %d, missed openings: %d", n, r.events.missedBefore(side, now))
	first := (now/agent.PeriodTicks + 1 - panel.StripCells) * agent.PeriodTicks
	for t := max(first, 0); t <= now; t += agent.PeriodTicks {
		cell := panel.Cell{}
		for u := t; u < min(t+agent.PeriodTicks, now+1); u++ {
			if r.play.InputsAt(u)[side].Skill != sim.None {
				cell.Kind = panel.Sent
			}
		}
		x.Strip = append(x.Strip, cell)
	}
}

// viewModel adds the model's decisions to a side: its bars and what it saw replace the
// skills of the recorded player.
func (r *Replay) viewModel(x *panel.Side, timeline *live.Timeline) {
	if timeline == nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		x.Shadow = fmt.Sprintf("%s decides: %d of %d", r.modelName, r.done, r.total)
		if r.failed != nil {
			x.Warning = r.failed.Error()
		}
		return
	}
	x.Shadow = fmt.Sprintf("violet: %s, which differs in %d of %d decisions", r.modelName, len(r.marks), len(timeline.Decisions))
	now := r.play.Tick()
	d := timeline.At(now)
	if d == nil {
		return
	}
	x.Caption = fmt.Sprintf("%s would: %s", r.modelName, strings.TrimPrefix(moment(&d.Snapshot), "now: "))
	if d.Decision.Sent() {
		x.Caption = fmt.Sprintf("%s would: press %s", r.modelName, d.Decision.Name())
	}
	x.Bars = bars(x.Bars, &d.Snapshot, nil)
	fillSeen(&x.Seen, d.Picture)
	if d.Decision.Sent() {
		x.Lines = append(x.Lines, fmt.Sprintf("%s would press %s", r.modelName, because(d.Decision.Name(), &d.Snapshot)))
	}
	first := (now/agent.PeriodTicks + 1 - int32(len(x.Strip))) * agent.PeriodTicks
	for i := range x.Strip {
		if d := timeline.At(first + int32(i)*agent.PeriodTicks); d != nil {
			if d.Skill != sim.None {
				x.Strip[i].Shadow = panel.Sent
			}
			x.Strip[i].Differs = d.Differs()
		}
	}
}
