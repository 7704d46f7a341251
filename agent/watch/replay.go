package watch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// Replay is a Show of a recorded match, with a timeline and, at each decision, what a
// model would have decided.
type Replay struct {
	play        *duel.Playback
	name        string // of its file, for the names of others
	frame       *image.Paletted
	side        sim.Side   // side whose view is shown and whose decisions are compared
	model       *bot.Model // nil for none
	modelName   string
	delayTicks  int32 // of the recorded side
	notices     notices
	marks       []int32 // ticks of the disagreements
	events      *events
	sounds      sounds
	onState     func(State)
	published   panel.View      // memory of publish
	matched     *panel.Timeline // of events
	training    training
	hideOverlay bool
	reel        *reel
	tagbook     *tagbook
	saving      *errgroup.Group

	mu          sync.Mutex // guards what Run writes
	done, total int        // decisions
	timeline    *live.Timeline
	failed      error
}

// NewReplay reads a replay and loads the model. A replay that does not reproduce is
// shown up to its first difference.
func NewReplay(cfg ReplayConfig) (*Replay, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	recording, err := duel.ReadFile(cfg.Path)
	if err != nil {
		return nil, err
	}
	p, err := duel.NewPlayback(recording)
	if err != nil {
		return nil, fmt.Errorf("replay %s: %w", cfg.Path, err)
	}
	r := &Replay{
		play: p, name: stemOf(cfg.Path), frame: raster.NewFrame(), side: cfg.Side, onState: cfg.State, events: eventsOf(recording, p.Len()),
		saving: cfg.saving, tagbook: cfg.tagbook,
	}
	if r.saving == nil {
		r.saving, r.tagbook = new(errgroup.Group), newTagbook(cfg.Feedback, cfg.Now, cfg.Log)
	}
	r.tagbook.show(&r.notices)
	r.reel = newReel(cfg.Now, cfg.Palette, cfg.Log, &r.notices)
	r.matched = r.events.timeline.view(r.side)
	if err := p.Desync(); err != nil {
		r.notices.addStanding(err.Error())
	}
	if cfg.Model == "" {
		return r, nil
	}
	c, err := parseModel("model", cfg.Model)
	if err != nil {
		return nil, err
	}
	if r.model, err = loader(cfg.Load, cfg.Delay)(c); err != nil {
		return nil, err
	}
	r.modelName = c.Name
	r.delayTicks, err = r.recordedDelay(recording.Contestants[cfg.Side], cfg.Delay.Ticks())
	if err != nil {
		r.notices.addStanding(err.Error())
	}
	return r, nil
}

// stemOf returns the name of a file without its folder and extension.
func stemOf(path string) string {
	return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
}

// recordedDelay is live.RecordedDelay. If the recorded file is missing, it reads the
// delay from the deciding model, provided that it is the same model.
func (r *Replay) recordedDelay(who duel.Participant, otherwise int32) (int32, error) {
	ticks, err := live.RecordedDelay(who, otherwise)
	if err != nil && r.model.SHA256 == who.ModelSHA256 {
		who.Spec = r.model.Path
		return live.RecordedDelay(who, otherwise)
	}
	return ticks, err
}

// Run implements Show: it computes the model's decisions.
func (r *Replay) Run(ctx context.Context) error {
	if r.model == nil {
		return nil
	}
	timeline, err := live.Redecide(ctx, r.play.Recording(), r.side, r.delayTicks, r.model, func(done, total int) {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.done, r.total = done, total
	})
	if errors.Is(err, context.Canceled) {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.timeline, r.failed = timeline, err
	return nil // shown
}

// Close implements Show: it waits for files that are being saved and closes the model.
func (r *Replay) Close() error {
	err := errors.Join(r.saving.Wait(), r.tagbook.close())
	if r.model != nil {
		err = errors.Join(err, r.model.Close())
	}
	return err
}

// decisions returns the model's decisions, or nil while they are being computed.
func (r *Replay) decisions() *live.Timeline {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.timeline != nil && r.marks == nil {
		r.marks = r.timeline.Disagreements()
	}
	return r.timeline
}

// Persons implements scene.Scene.
func (r *Replay) Persons() [2]bool { return [2]bool{} }

// Tick implements scene.Scene.
func (r *Replay) Tick(scene.Tick) error {
	r.notices.tick()
	if r.play.Forward() {
		r.sounds.see(r.play.World())
		r.publish()
		r.reel.tick(r)
	}
	return nil
}

// Do implements scene.Scene.
func (r *Replay) Do(ctx context.Context, c scene.Command) error {
	now := r.play.Tick()
	defer r.publish()
	r.training.toggle(c)
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
	case scene.Next:
		r.walk(1)
	case scene.Previous:
		r.walk(-1)
	case scene.Overlay:
		r.hideOverlay = !r.hideOverlay
	case scene.Clip, scene.PlainClip:
		r.reel.save(ctx, r.saving, r.stem(), c == scene.PlainClip)
	case scene.NextDifference:
		r.jump((*live.Timeline).Next, "no later disagreement")
	case scene.PreviousDifference:
		r.jump((*live.Timeline).Previous, "no earlier disagreement")
	}
	return nil
}

// jump moves to the disagreement that find returns, or shows the notice absent if
// there is none.
func (r *Replay) jump(find func(*live.Timeline, int32) *live.Redecision, absent string) {
	t := r.decisions()
	switch {
	case r.model == nil:
		r.notices.add("no model to compare with: name one with --with MODEL", true)
	case t == nil:
		r.notices.add(r.modelName+" is still deciding", true)
	default:
		d := find(t, r.play.Tick())
		if d == nil {
			r.notices.add(absent, false)
			return
		}
		r.play.Seek(d.Tick)
		r.notices.add(fmt.Sprintf("paused at tick %d: %s %s, %s would have %s", d.Tick, r.who(r.side), did(d.Recorded), r.modelName, wouldHave(d.Skill)), false)
	}
}

// walk moves to the next or previous mark of the match.
func (r *Replay) walk(by int) {
	now := r.play.Tick()
	marks := r.matched.Marks
	i, found := slices.BinarySearchFunc(marks, now, func(m panel.Mark, tick int32) int { return cmp.Compare(m.Tick, tick) })
	for ; found && by > 0 && i < len(marks) && marks[i].Tick == now; i++ {
	}
	if by < 0 {
		i--
	}
	if i < 0 || i >= len(marks) {
		r.notices.add("no further mark", false)
		return
	}
	m := marks[i]
	r.play.Seek(m.Tick)
	what := map[panel.MarkKind]string{panel.Press: "presses", panel.Hit: "hits", panel.MissedOpening: "has missed an opening"}[m.Kind]
	r.notices.add(fmt.Sprintf("paused at tick %d: %s %s", m.Tick, r.who([2]sim.Side{r.side, r.side.Other()}[m.Side]), what), false)
}

// did describes a recorded press, wouldHave a hypothetical one.
func did(k sim.Skill) string {
	if k == sim.None {
		return "does not act"
	}
	return "presses " + k.String()
}

func wouldHave(k sim.Skill) string {
	if k == sim.None {
		return "done nothing"
	}
	return "pressed " + k.String()
}

// Seek implements scene.Seeker.
func (r *Replay) Seek(at float64) error {
	r.play.Seek(int32(at * float64(r.play.Len())))
	r.publish()
	return nil
}
