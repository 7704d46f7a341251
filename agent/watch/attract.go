package watch

import (
	"cmp"
	"context"
	"fmt"
	"image"
	"path/filepath"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// attractMatches is the number of matches in the loop of Attract.
const attractMatches = 20

// Attract is a Show of the closest matches of a run, one after the other in a loop, as
// arcade machines show them.
type Attract struct {
	now   *Replay
	paths []string
	at    int          // index of the current one
	ended int          // ticks since its end
	cfg   ReplayConfig // of each
}

// NewAttract shows the closest matches of the run in a folder: those of the smallest
// difference in hits, and among equal ones the longest. Of cfg, Path, Side and Model are
// ignored.
func NewAttract(dir string, cfg ReplayConfig) (*Attract, error) {
	run, err := arena.Read(dir)
	if err != nil {
		return nil, fmt.Errorf("attract: %w", err)
	}
	legs := slices.DeleteFunc(slices.Clone(run.Legs), func(l arena.Leg) bool { return l.Void != arena.VoidReason{} })
	slices.SortStableFunc(legs, func(a, b arena.Leg) int {
		return cmp.Or(cmp.Compare(apart(&a), apart(&b)), cmp.Compare(b.Ticks, a.Ticks))
	})
	cfg.Side, cfg.Model, cfg.saving = sim.Left, "", new(errgroup.Group)
	cfg.tagbook = newTagbook(cfg.Feedback, cfg.Now, cfg.Log)
	a := &Attract{cfg: cfg}
	for _, l := range legs[:min(len(legs), attractMatches)] {
		a.paths = append(a.paths, filepath.Join(dir, "replays", run.ReplayName(&l)))
	}
	if len(a.paths) == 0 {
		return nil, fmt.Errorf("attract: %s has no finished match", dir)
	}
	return a, a.show(0)
}

// apart is by how many hits the sides of a match differ.
func apart(l *arena.Leg) int {
	return max(l.Ledger[0].Hit-l.Ledger[1].Hit, l.Ledger[1].Hit-l.Ledger[0].Hit)
}

// show shows the nth match of the loop.
func (a *Attract) show(n int) error {
	a.at, a.ended = (n+len(a.paths))%len(a.paths), 0
	a.cfg.Path = a.paths[a.at]
	now, err := NewReplay(a.cfg)
	if err != nil {
		return err // what is shown stays, to be closed
	}
	a.now = now
	return nil
}

// Run implements Show. Without a model there is nothing to compute.
func (a *Attract) Run(context.Context) error { return nil }

// Tick implements scene.Scene: after its end a match is followed by the next.
func (a *Attract) Tick(t scene.Tick) error {
	if a.now.play.Tick() == a.now.play.Len() {
		if a.ended++; a.ended > endTicks {
			return a.show(a.at + 1)
		}
	}
	return a.now.Tick(t)
}

// Do implements scene.Scene: Next and Previous move between matches.
func (a *Attract) Do(ctx context.Context, c scene.Command) error {
	switch c {
	case scene.Next, scene.Continue:
		return a.show(a.at + 1)
	case scene.Previous:
		return a.show(a.at - 1)
	}
	return a.now.Do(ctx, c)
}

// Frame implements scene.Scene.
func (a *Attract) Frame() image.Image { return a.now.Frame() }

// View implements scene.Scene.
func (a *Attract) View(v *panel.View) { a.now.View(v) }

// Persons implements scene.Scene.
func (a *Attract) Persons() [2]bool { return a.now.Persons() }

// Overlay implements scene.Overlayer.
func (a *Attract) Overlay(o *panel.Overlay) { a.now.Overlay(o) }

// Sounds implements scene.Sounder.
func (a *Attract) Sounds(dst []scene.Sound) []scene.Sound { return a.now.Sounds(dst) }

// Summary implements Show: it is that of the current match.
func (a *Attract) Summary(r scene.Report) Summary { return a.now.Summary(r) }

// Close implements Show.
func (a *Attract) Close() error { return a.now.Close() }
