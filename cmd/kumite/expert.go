package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/script"
	"github.com/kumite/kumite/vision/logs"
)

// expert plays the matches whose logs train a model.
type expert struct {
	name    string       // the script that is logged
	against []string     // its opponents, in turn
	noise   string       // of the expert, as the flag has it
	slips   script.Noise // the same, read
	side    string       // both, left or right
	seed    uint64
	rules   sim.Rules
}

// recorded counts what was written.
type recorded struct{ recordings, frames, presses int }

func (x *expert) validate() error {
	if len(x.against) == 0 {
		return errors.New("--against names nobody; name scripts, e.g. pro,rookie")
	}
	if err := x.rules.Validate(); err != nil {
		return err
	}
	x.name = strings.TrimPrefix(x.name, "script:")
	for i, name := range x.against {
		x.against[i] = strings.TrimPrefix(name, "script:")
		if _, err := script.New(x.against[i], 0, 0); err != nil {
			return fmt.Errorf("--against: %w", err)
		}
	}
	if _, err := script.New(x.name, 0, 0); err != nil {
		return fmt.Errorf("--pro: %w", err)
	}
	switch x.side {
	case "both", "left", "right":
	default:
		return fmt.Errorf("--side is %q; want left, right or both", x.side)
	}
	n, err := parseNoise(x.noise)
	if err == nil {
		_, err = script.NewNoisy(x.name, n, 0, 0)
	}
	if err != nil {
		return fmt.Errorf("--noise: %w", err)
	}
	x.slips = n
	return nil
}

// game says in logs.json what was played, so that a folder is gone on with only
// by the same.
func (x *expert) game() string {
	text := fmt.Sprintf("kumite/%d pro=%s against=%s", sim.RulesVersion, x.name, strings.Join(x.against, ","))
	if cost := x.rules.WrongPressCost; cost > 0 {
		text += fmt.Sprintf(" wrong-press-cost=%d", cost)
	}
	if x.noise != "" {
		text += " noise=" + x.noise
	}
	if x.side != "both" {
		text += " side=" + x.side
	}
	return text
}

// record writes the matches 1 to n that are not there yet, several at once.
func (x *expert) record(ctx context.Context, w *logs.Writer, n, workers int, bar *progress) (recorded, error) {
	var (
		mu    sync.Mutex
		total recorded
	)
	group, working := errgroup.WithContext(ctx)
	group.SetLimit(workers)
	for number := 1; number <= n && working.Err() == nil; number++ {
		if w.Has(number) {
			bar.add(1)
			continue
		}
		group.Go(func() error {
			frames, presses, err := x.match(working, w, number)
			if err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			total.recordings++
			total.frames += frames
			total.presses += presses
			bar.add(1)
			return nil
		})
	}
	return total, group.Wait()
}

// sideOf is where the expert stands in a match: in turn, right first, unless one
// side is asked for.
func (x *expert) sideOf(number int) sim.Side {
	switch x.side {
	case "left":
		return sim.Left
	case "right":
		return sim.Right
	}
	return sim.Side(number % 2)
}

// match plays and writes one recording. Its seed, sides and opponent follow
// from its number alone.
func (x *expert) match(ctx context.Context, w *logs.Writer, number int) (frames, presses int, err error) {
	draw := sim.NewRand(x.seed, uint64(number))
	cfg := duel.Config{Rules: x.rules, Seed: uint64(draw.Uint32())<<32 | uint64(draw.Uint32())}
	me := x.sideOf(number)
	opponent := x.against[(number-1)/2%len(x.against)]

	var players [2]duel.Controller
	var names [2]duel.Participant
	for side, name := range map[sim.Side]string{me: x.name, me.Other(): opponent} {
		slips := script.Noise{}
		if side == me {
			slips = x.slips
		}
		fighter, err := script.NewNoisy(name, slips, cfg.Seed, bot.ScriptStream+uint64(side))
		if err != nil {
			return 0, 0, err
		}
		players[side], names[side] = fighter, duel.Participant{Name: name, Spec: "script:" + name}
	}
	out, err := w.Record(number)
	if err != nil {
		return 0, 0, err
	}
	scribe := scribe{out: out, me: me, frame: raster.NewFrame()}
	replay := duel.NewRecorder(cfg, names)
	res, err := duel.Play(ctx, cfg, players, func(w *sim.World, in [2]sim.Input) {
		replay.Watch(w, in)
		scribe.watch(w, in)
	})
	if err = errors.Join(err, scribe.finish()); err != nil {
		return 0, 0, errors.Join(fmt.Errorf("record match %d: %w", number, err), out.Discard())
	}
	file := out.Name() + ".replay"
	if err := durable.WriteFile(filepath.Join(w.Dir(), file), replay.Finish(res).Encode); err != nil {
		return 0, 0, errors.Join(err, out.Discard())
	}
	out.SetReplay(file)
	out.SetSide(me.String())
	return scribe.frames, scribe.presses, out.Close()
}

// scribe writes what one side sees at each decision, and what it presses in
// the period that follows: the frame is drawn from the world before the press.
type scribe struct {
	out             *logs.Recorder
	me              sim.Side
	frame           *image.Paletted
	pressed         sim.Skill // since the last frame
	available       []string
	frames, presses int
	err             error // the first
}

func (s *scribe) watch(w *sim.World, in [2]sim.Input) {
	if w.Tick%agent.PeriodTicks == 0 {
		s.label()
		s.look(w)
	}
	if k := in[s.me].Skill; k != sim.None {
		s.pressed = k
	}
}

func (s *scribe) look(w *sim.World) {
	if s.err != nil {
		return
	}
	raster.Draw(s.frame, w, s.me)
	s.available = s.available[:0]
	for k := sim.Poke; k < sim.NumSkills; k++ {
		if w.Fighters[s.me].Can(k) {
			s.available = append(s.available, k.String())
		}
	}
	if s.available == nil {
		s.available = []string{} // none, which is not the same as not logged
	}
	s.err = s.out.WriteFrame(s.frame, int64(w.Tick), s.available)
	s.frames++
}

// label says what followed the last frame.
func (s *scribe) label() {
	if s.err != nil || s.frames == 0 {
		return
	}
	s.err = s.out.WriteAction(s.pressed.String())
	if s.pressed != sim.None {
		s.presses++
	}
	s.pressed = sim.None
}

func (s *scribe) finish() error {
	s.label()
	return s.err
}
