package expert

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/pool"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/script"
	"github.com/kumite/kumite/vision/logs"
)

// Summary describes a folder and what a run has added to it.
type Summary struct {
	Dir        string
	Seed       uint64
	Recordings int // in the folder
	New        int // of Recordings, added by this run
	Frames     int // in the new recordings
	Presses    int // in the new recordings
}

// Played returns the duration of the new recordings.
func (s Summary) Played() time.Duration {
	return time.Duration(s.Frames) * agent.PeriodTicks * time.Second / sim.TickRate
}

// NoActionShare returns the share of new frames labelled no_action, or NaN if
// there are none.
func (s Summary) NoActionShare() float64 { return float64(s.Frames-s.Presses) / float64(s.Frames) }

// Run records those of the matches 1 to cfg.Matches that are not in the folder
// yet, and creates the folder if needed. It returns an error if another process
// is writing to the folder, or if the folder holds logs of another configuration.
//
// When ctx is cancelled, finished recordings are kept and counted in the summary.
func Run(ctx context.Context, dir string, cfg Config) (Summary, error) {
	s := Summary{Dir: dir, Seed: cfg.Seed}
	if err := cfg.Validate(); err != nil {
		return s, err
	}
	noise, err := ParseNoise(cfg.Noise)
	if err != nil {
		return s, err
	}
	// Two runs would overwrite each other's logs.json.
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return s, fmt.Errorf("write logs: %w", err)
	}
	lock, err := durable.Lock(filepath.Join(dir, ".lock"))
	if err != nil {
		return s, fmt.Errorf("write logs %s: %w", dir, err)
	}
	defer lock.Close()
	w, err := logs.NewWriter(dir, logs.Header{
		Game:             cfg.game(),
		DecisionPeriodMS: 1000 * agent.PeriodTicks / sim.TickRate,
		Width:            raster.Width, Height: raster.Height,
		Classes: sim.SkillNames(), Seed: cfg.Seed,
	})
	if err != nil {
		return s, err
	}
	var missing []int
	for number := 1; number <= cfg.Matches; number++ {
		if !w.Has(number) {
			missing = append(missing, number)
		}
	}
	progress := func(done, _ int) {
		if cfg.Progress != nil {
			cfg.Progress(cfg.Matches-len(missing)+done, cfg.Matches)
		}
	}
	progress(0, len(missing))
	finished := pool.Counter(len(missing), progress)
	before := w.Recordings()
	var frames, presses atomic.Int64
	err = pool.Each(ctx, len(missing), cfg.Workers, func(ctx context.Context, _, i int) error {
		f, p, err := record(ctx, cfg, noise, w, missing[i])
		if err == nil {
			frames.Add(int64(f))
			presses.Add(int64(p))
			finished()
		}
		return err
	})
	s.Recordings = w.Recordings()
	s.New, s.Frames, s.Presses = s.Recordings-before, int(frames.Load()), int(presses.Load())
	return s, err
}

// record plays and writes one match. Its seed, sides and opponent depend only on
// its number.
func record(ctx context.Context, cfg Config, noise script.Noise, w *logs.Writer, number int) (frames, presses int, err error) {
	draw := sim.NewRand(cfg.Seed, uint64(number))
	match := duel.Config{Rules: cfg.Rules, Seed: uint64(draw.Uint32())<<32 | uint64(draw.Uint32())}
	me := cfg.sideOf(number)
	var players [2]duel.Controller
	var fighters [2]*script.Fighter
	var names [2]duel.Participant
	seat := func(side sim.Side, name string, noise script.Noise) error {
		fighter, err := script.NewNoisy(name, noise, match.Seed, bot.ScriptStream+uint64(side))
		players[side], fighters[side], names[side] = fighter, fighter, duel.Participant{Name: name, Spec: "script:" + name}
		return err
	}
	if err := errors.Join(seat(me, scriptName(cfg.Script), noise), seat(me.Other(), cfg.opponentOf(number), script.Noise{})); err != nil {
		return 0, 0, err
	}
	out, err := w.Record(number)
	if err != nil {
		return 0, 0, err
	}
	scribe := scribe{out: out, me: me, frame: raster.NewFrame()}
	if cfg.Ask {
		scribe.asked = fighters[me.Other()]
	}
	replay := duel.NewRecorder(match, names)
	res, err := duel.Play(ctx, match, players, func(w *sim.World, in [2]sim.Input) {
		replay.Watch(w, in)
		scribe.watch(w, in)
	})
	if err = errors.Join(err, scribe.finish()); err != nil {
		return 0, 0, errors.Join(fmt.Errorf("record match %d: %w", number, err), out.Discard())
	}
	file := out.Name() + ".replay"
	if err := w.WriteFile(file, replay.Finish(res).Encode); err != nil {
		return 0, 0, errors.Join(err, out.Discard())
	}
	out.SetReplay(file)
	out.SetSide(me.String())
	return scribe.frames, scribe.presses, out.Close()
}
