package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
	"github.com/kumite/kumite/vision/cv"
)

// match is match after match between two sides: a scene.Scene.
type match struct {
	ctx   context.Context // ends the show
	seats [2]*seat
	rules sim.Rules
	seed  uint64

	world sim.World
	frame *image.Paletted
	rest  int  // ticks for which the end has been shown
	ended int  // matches
	mixed bool // somebody else took part in this match: it does not count
	again bool // it has counted already
	score score

	candidates []bot.Contestant // that Tab cycles through, in order
	candidate  int
	latency    bool // always shown
	notices    notices
	log        zerolog.Logger
	clip       *cv.Clip
	keeper     *keeper // of replays, or nil
	saving     errgroup.Group
	persons    [2][]string // the keys of whoever plays a side
}

// restTicks is how long the end of a match between bots is shown.
const restTicks = 2 * sim.TickRate

// Clips are clipFPS frames a second, of the last ten seconds.
const (
	clipFPS    = 30
	clipFrames = 10 * clipFPS
)

// newMatch prepares the first match; restart begins it.
func newMatch(ctx context.Context, seats [2]*seat, rules sim.Rules, seed uint64, log zerolog.Logger) *match {
	return &match{ctx: ctx, seats: seats, rules: rules, seed: seed, log: log, frame: raster.NewFrame(), clip: cv.NewClip(clipFrames)}
}

// run is what goes on beside the game, until the context ends.
func (m *match) run(ctx context.Context, group *errgroup.Group) {
	for _, s := range m.seats {
		s.run(ctx, group)
	}
}

// close waits for what is being saved and frees the models. Nothing that run
// started may go on.
func (m *match) close() error {
	return errors.Join(m.saving.Wait(), m.seats[0].close(), m.seats[1].close())
}

func (m *match) restart() error {
	m.world, m.rest, m.mixed = sim.New(m.rules, m.seed), 0, m.seats[0].taken || m.seats[1].taken
	for _, s := range m.seats {
		if err := s.start(m.seed); err != nil {
			return err
		}
	}
	m.keeper.start(m)
	return nil
}

func (m *match) next() error {
	m.seed++
	m.again = false
	m.score.rematch()
	return m.restart()
}

// viewer is the side whose view is shown: a person's who plays alone, else the
// left one.
func (m *match) viewer() sim.Side {
	if m.seats[sim.Right].personal() && !m.seats[sim.Left].personal() {
		return sim.Right
	}
	return sim.Left
}

// Persons implements scene.Scene: the left side's person has the first keys.
func (m *match) Persons() [2]bool {
	return [2]bool{m.seats[0].personal(), m.seats[1].personal()}
}

// Tick implements scene.Scene.
func (m *match) Tick(t scene.Tick) error {
	if err := m.ctx.Err(); err != nil {
		return err
	}
	m.notices.tick()
	m.swaps()
	if m.world.Outcome() != sim.Running {
		if m.rest++; m.rest > restTicks && !m.score.waits() {
			return m.next()
		}
		return nil
	}
	mirrored := m.viewer() == sim.Right
	var in [2]sim.Input
	for i, s := range m.seats {
		var err error
		if in[i], err = s.act(&m.world, t, t.Pads[i], mirrored); err != nil {
			return err
		}
	}
	m.keeper.watch(&m.world, in)
	m.world.Step(in)
	for _, s := range m.seats {
		s.count(&m.world)
	}
	if m.world.Outcome() != sim.Running {
		m.end()
	}
	if m.world.Tick%(sim.TickRate/clipFPS) == 0 {
		m.clip.Add(m.draw())
	}
	return nil
}

// end counts a match that has just ended, and keeps its replay. What was played
// again, or by two in one seat, does not count.
func (m *match) end() {
	m.ended++
	switch {
	case m.mixed:
		m.notices.add("not counted: another took part in it", false)
	case m.again:
		m.notices.add("not counted: it was played again", false)
	default:
		m.score.count(m.world.Outcome(), m.Persons() != [2]bool{})
		m.again = true
	}
	if m.keeper == nil {
		return
	}
	recording := m.keeper.finish(&m.world)
	m.saving.Go(func() error {
		if err := m.keeper.write(recording); err != nil {
			m.log.Warn().Msg(err.Error())
			m.notices.add(err.Error(), true)
		}
		return nil // told
	})
}

// swaps tells what became of models that changed.
func (m *match) swaps() {
	for _, s := range m.seats {
		if s.swapper == nil {
			continue
		}
		for e, ok := s.swapper.Poll(); ok; e, ok = s.swapper.Poll() {
			text := e.Text
			if e.OK {
				s.name, s.spec = s.swapper.Contestant().Name, e.Spec
				m.score.anew()
				m.mixed = m.mixed || m.world.Tick > 0
				m.keeper.mix(s)
				m.log.Info().Str("contestant", e.Spec).Msg(text)
			} else {
				text = "the old model plays on: " + text
				m.log.Warn().Str("contestant", e.Spec).Msg(text)
			}
			m.notices.add(text, !e.OK)
		}
	}
}

// Do implements scene.Scene.
func (m *match) Do(c scene.Command) error {
	switch c {
	case scene.Next:
		return m.next()
	case scene.Restart:
		return m.restart()
	case scene.TakeLeft:
		m.take(sim.Left)
	case scene.TakeRight:
		m.take(sim.Right)
	case scene.NextCandidate:
		m.swap(1)
	case scene.PreviousCandidate:
		m.swap(-1)
	case scene.Latency:
		m.latency = !m.latency
	case scene.Clip:
		m.save()
	}
	return nil
}

func (m *match) take(side sim.Side) {
	s := m.seats[side]
	if s.human {
		m.notices.add("a person plays there already", true)
		return
	}
	s.take(m.seed)
	m.mixed = true
	m.keeper.mix(s)
	if s.taken {
		m.notices.add(fmt.Sprintf("you play in the stead of %s", s.name), false)
	} else {
		m.notices.add(fmt.Sprintf("%s plays again", s.name), false)
	}
}

// swap asks for another candidate at the first side that a model plays.
func (m *match) swap(by int) {
	s := m.seats[0]
	if s.swapper == nil {
		s = m.seats[1]
	}
	if s.swapper == nil || len(m.candidates) == 0 {
		m.notices.add("no candidates: name them with --candidates 'models/*.onnx'", true)
		return
	}
	n := len(m.candidates)
	if m.candidate < 0 && by < 0 {
		m.candidate = 0 // who plays is none of them
	}
	m.candidate = ((m.candidate+by)%n + n) % n
	s.swapper.Switch(m.candidates[m.candidate])
}

// save writes the last ten seconds to a file, beside the game.
func (m *match) save() {
	reel := m.clip.Take()
	path := "kumite-" + time.Now().Format("20060102-150405.000") + ".mp4"
	said := m.notices.later("saving " + path)
	m.saving.Go(func() error {
		if err := reel.Save(m.ctx, path, clipFPS, 2); err != nil {
			m.log.Warn().Msg(err.Error())
			said(err.Error(), true)
			return nil // told
		}
		text := fmt.Sprintf("saved %s, %.1f s", path, float64(reel.Len())/clipFPS)
		m.log.Info().Msg(text)
		said(text, false)
		return nil
	})
}

// Frame implements scene.Scene.
func (m *match) Frame() image.Image { return m.draw() }

func (m *match) draw() *image.Paletted {
	raster.Draw(m.frame, &m.world, m.viewer())
	return m.frame
}

// View implements scene.Scene.
func (m *match) View(v *panel.View) {
	for i, s := range m.seats {
		m.side(&v.Sides[i], s)
		if s.pacer == nil || s.taken {
			continue
		}
		account := s.pacer.Stats()
		if text, late := latency(s.name, &account, s.told.missed); m.latency || late {
			if v.Latency != "" {
				text = v.Latency + "; " + text
			}
			v.Latency, v.Late = text, v.Late || late
		}
	}
	if m.viewer() == sim.Right { // as the picture has it
		v.Sides[0], v.Sides[1] = v.Sides[1], v.Sides[0]
	}
	v.Title = fmt.Sprintf("kumite: %s against %s", m.seats[0].name, m.seats[1].name)
	v.Score = m.score.text([2]string{m.seats[0].name, m.seats[1].name}, m.seed)
	if o := m.world.Outcome(); o != sim.Running {
		v.Status = m.score.over(o, [2]string{m.seats[0].name, m.seats[1].name})
	}
	v.Notices = m.notices.list(v.Notices)
}
