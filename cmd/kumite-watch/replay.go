package main

import (
	"context"
	"fmt"
	"image"
	"sync"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// replay shows a recorded match, and at each decision what another model would
// have done: a scene.Scene.
type replay struct {
	ctx      context.Context
	play     *duel.Playback
	frame    *image.Paletted
	me       sim.Side // whose view it is, and whose stead the model takes
	with     string   // the model's name, or ""
	classes  []string // of the model
	notices  notices
	marks    []int32
	progress struct {
		sync.Mutex
		done, total int
		thoughts    *live.Timeline
		err         error
	}
}

func newReplay(ctx context.Context, file string, me sim.Side) (*replay, error) {
	recording, err := duel.ReadFile(file)
	if err != nil {
		return nil, err
	}
	p, err := duel.NewPlayback(recording)
	if err != nil {
		return nil, fmt.Errorf("replay %s: %w", file, err)
	}
	r := &replay{ctx: ctx, play: p, frame: raster.NewFrame(), me: me}
	if err := p.Desync(); err != nil {
		r.notices.later(err.Error()) // it stands
	}
	return r, nil
}

// rethink asks a model what it would have done, beside the window, until it is
// through or the context ends. It closes the model.
func (r *replay) rethink(ctx context.Context, c bot.Contestant, m *bot.Model, delay int32) error {
	recording := r.play.Recording()
	delay = live.RecordedDelay(recording.Contestants[r.me], delay)
	thoughts, err := live.Redecide(ctx, recording, r.me, delay, m, func(done, total int) {
		r.progress.Lock()
		defer r.progress.Unlock()
		r.progress.done, r.progress.total = done, total
	})
	r.progress.Lock()
	if ctx.Err() == nil {
		r.progress.thoughts, r.progress.err = thoughts, err
	}
	r.progress.Unlock()
	return m.Close()
}

// thoughts are the model's, or nil while it thinks.
func (r *replay) thoughts() *live.Timeline {
	r.progress.Lock()
	defer r.progress.Unlock()
	if t := r.progress.thoughts; t != nil && r.marks == nil {
		for d := t.Next(-1); d != nil; d = t.Next(d.Tick) {
			r.marks = append(r.marks, d.Tick)
		}
	}
	return r.progress.thoughts
}

// Persons implements scene.Scene.
func (r *replay) Persons() [2]bool { return [2]bool{} }

// Tick implements scene.Scene.
func (r *replay) Tick(scene.Tick) error {
	r.notices.tick()
	r.play.Forward()
	return r.ctx.Err()
}

// Do implements scene.Scene.
func (r *replay) Do(c scene.Command) error {
	now := r.play.Tick()
	switch c {
	case scene.Back:
		r.play.Seek(now - sim.TickRate)
	case scene.Forward:
		r.play.Seek(now + sim.TickRate)
	case scene.StepBack:
		r.play.Back()
	case scene.First, scene.Restart:
		r.play.Seek(0)
	case scene.Last:
		r.play.Seek(r.play.Len())
	case scene.NextDifference:
		r.jump((*live.Timeline).Next, "no later disagreement")
	case scene.PreviousDifference:
		r.jump((*live.Timeline).Previous, "no earlier disagreement")
	}
	return nil
}

func (r *replay) jump(to func(*live.Timeline, int32) *live.Redecision, none string) {
	t := r.thoughts()
	switch {
	case r.with == "":
		r.notices.add("nobody to disagree: name a model with --with MODEL", true)
	case t == nil:
		r.notices.add(r.with+" is still thinking", true)
	default:
		d := to(t, r.play.Tick())
		if d == nil {
			r.notices.add(none, false)
			return
		}
		r.play.Seek(d.Tick)
		r.notices.add(fmt.Sprintf("tick %d: %s %s, %s would have %s", d.Tick, r.name(r.me), did(d.Recorded), r.with, done(d.Skill)), false)
	}
}

// did is what a press comes to in words, done the same in a sentence of what
// would have been.
func did(k sim.Skill) string {
	if k == sim.None {
		return "does not act"
	}
	return "presses " + k.String()
}

func done(k sim.Skill) string {
	if k == sim.None {
		return "done nothing"
	}
	return "pressed " + k.String()
}

// Seek implements scene.Seeker.
func (r *replay) Seek(at float64) error {
	r.play.Seek(int32(at * float64(r.play.Len())))
	return nil
}

// Frame implements scene.Scene.
func (r *replay) Frame() image.Image {
	raster.Draw(r.frame, r.play.World(), r.me)
	return r.frame
}

func (r *replay) name(side sim.Side) string { return r.play.Recording().Contestants[side].Name }

// View implements scene.Scene.
func (r *replay) View(v *panel.View) {
	now := r.play.Tick()
	thoughts := r.thoughts()
	for i, side := range [2]sim.Side{r.me, r.me.Other()} {
		r.side(&v.Sides[i], side)
	}
	if r.with != "" {
		r.second(&v.Sides[0], thoughts)
	}
	rec := r.play.Recording()
	v.Title = fmt.Sprintf("kumite: replay of %s against %s", r.name(sim.Left), r.name(sim.Right))
	v.Score = fmt.Sprintf("%s against %s: %s, seed %d", r.name(sim.Left), r.name(sim.Right), ending(rec), rec.Seed)
	v.Timeline = &panel.Timeline{At: now, Len: r.play.Len(), Marks: r.marks}
	v.Status = fmt.Sprintf("%.1f of %.1f s, tick %d", float64(now)/sim.TickRate, float64(r.play.Len())/sim.TickRate, now)
	v.Notices = r.notices.list(v.Notices)
}

func ending(rec *duel.Recording) string {
	for s := range rec.Contestants {
		if rec.Outcome == sim.Side(s).String() {
			return rec.Contestants[s].Name + " wins"
		}
	}
	return "a draw"
}

// side tells what a recorded side does.
func (r *replay) side(x *panel.Side, side sim.Side) {
	who, now := r.play.Recording().Contestants[side], r.play.Tick()
	*x = panel.Side{Name: who.Name, Detail: who.Spec, Bars: x.Bars[:0], Strip: x.Strip[:0], Seen: panel.Seen{Pix: x.Seen.Pix}}
	if who.ModelSHA256 != "" {
		x.Detail = fmt.Sprintf("%.8s %s", who.ModelSHA256, who.Decoder)
	}
	presses := 0
	for t := int32(0); t <= now; t++ {
		if r.play.InputsAt(t)[side].Skill != sim.None {
			presses++
			x.Last = fmt.Sprintf("%v, %.1f s ago", r.play.InputsAt(t)[side].Skill, float64(now-t)/sim.TickRate)
			x.Fresh = now-t < freshTicks
		}
	}
	x.Rate = fmt.Sprintf("%d presses", presses)
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

// second tells what the model would have done in a side's stead.
func (r *replay) second(x *panel.Side, thoughts *live.Timeline) {
	if thoughts == nil {
		r.progress.Lock()
		defer r.progress.Unlock()
		x.Shadow = fmt.Sprintf("%s thinks: %d of %d", r.with, r.progress.done, r.progress.total)
		if r.progress.err != nil {
			x.Warning = r.progress.err.Error()
		}
		return
	}
	x.Detail = "bars and violet: " + r.with + "; " + x.Detail
	x.Shadow = fmt.Sprintf("differs in %d of %d", len(r.marks), len(thoughts.Decisions))
	now := r.play.Tick()
	t := thoughts.At(now)
	if t == nil {
		return
	}
	x.Reason = t.Decision.String()
	x.Bars = append(x.Bars, thought(t, r.classes)...)
	first := (now/agent.PeriodTicks + 1 - int32(len(x.Strip))) * agent.PeriodTicks
	for i := range x.Strip {
		if t := thoughts.At(first + int32(i)*agent.PeriodTicks); t != nil {
			if t.Skill != sim.None {
				x.Strip[i].Shadow = panel.Sent
			}
			x.Strip[i].Differs = t.Differs()
		}
	}
}
