package watch

import (
	"context"
	"errors"
	"fmt"
	"image"

	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// mostCells is the largest number of matches in a Grid: each has a digit.
const mostCells = 9

// Grid is a Show of several matches at once between the same contestants, each with its own
// bots and seeds. One of them can be shown at full size. The panels are those of the match
// that was chosen last.
type Grid struct {
	cells   []*Match
	columns int
	chosen  int  // whose panels are shown
	zoomed  bool // the chosen match alone is shown
	hide    bool // the overlay of the grid
	frame   *image.Paletted
	reel    *reel // of the whole grid
	notices notices
	saving  errgroup.Group
	drawn   panel.Overlay // memory of Overlay
}

// NewGrid loads the models of columns × rows matches, 2 to mostCells, and begins them. Match
// i of n plays every nth seed from cfg.Seed + i on. A person cannot play in a grid.
func NewGrid(cfg MatchConfig, columns, rows int) (*Grid, error) {
	n := columns * rows
	if columns < 1 || rows < 1 || n < 2 || n > mostCells {
		return nil, fmt.Errorf("grid of %d×%d matches; want 2 to %d", columns, rows, mostCells)
	}
	for _, c := range cfg.Contestants {
		if c == bot.Human {
			return nil, errors.New("grid: a person plays one match; name two models or scripts")
		}
	}
	g := &Grid{columns: columns}
	g.frame = image.NewPaletted(image.Rect(0, 0, columns*raster.Width, rows*raster.Height), raster.NewFrame().Palette)
	g.reel = newReel(cfg.Now, cfg.Palette, cfg.Log, &g.notices)
	if cfg.Record != "" {
		var err error
		if cfg.archive, err = newArchive(cfg.Record); err != nil {
			return nil, err
		}
	}
	seed := cfg.Seed
	for i := range n {
		cfg.Seed, cfg.seedStep, cfg.place = seed+uint64(i), uint64(n), fmt.Sprintf("%d ", i+1)
		m, err := NewMatch(cfg)
		if err != nil {
			return nil, errors.Join(err, g.Close(), cfg.archive.close())
		}
		g.cells = append(g.cells, m)
	}
	return g, nil
}

// Run implements Show.
func (g *Grid) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, m := range g.cells {
		group.Go(func() error { return m.Run(ctx) })
	}
	return group.Wait()
}

// Close implements Show. The matches share a folder of replays: no match closes it before
// all are saved.
func (g *Grid) Close() error {
	errs := []error{g.saving.Wait()}
	for _, m := range g.cells {
		errs = append(errs, m.saving.Wait())
	}
	for _, m := range g.cells {
		errs = append(errs, m.Close())
	}
	return errors.Join(errs...)
}

// Persons implements scene.Scene.
func (g *Grid) Persons() [2]bool { return [2]bool{} }

// Tick implements scene.Scene: every match plays, also while one is shown at full size.
func (g *Grid) Tick(t scene.Tick) error {
	g.notices.tick()
	for i, m := range g.cells {
		if err := m.Tick(t); err != nil {
			return fmt.Errorf("match %d: %w", i+1, err)
		}
	}
	g.reel.tick(whole{g})
	return nil
}

// Pick implements scene.Picker.
func (g *Grid) Pick(n int) {
	if n < 1 || n > len(g.cells) {
		return
	}
	g.zoomed = !g.zoomed || g.chosen != n-1
	g.chosen = n - 1
}

// PickAt implements scene.Picker.
func (g *Grid) PickAt(at image.Point) {
	if g.zoomed {
		g.zoomed = false
		return
	}
	for i := range g.cells {
		if at.In(g.cell(i)) {
			g.Pick(i + 1)
		}
	}
}

// cell returns the place of a match in the picture.
func (g *Grid) cell(i int) image.Rectangle {
	x, y := i%g.columns*raster.Width, i/g.columns*raster.Height
	return image.Rect(x, y, x+raster.Width, y+raster.Height)
}

// Do implements scene.Scene: a command is for the match at full size, or for all of them.
func (g *Grid) Do(ctx context.Context, c scene.Command) error {
	switch {
	case c == scene.TakeLeft || c == scene.TakeRight:
		g.notices.add("a person plays one match: leave out --grid", true)
		return nil
	case g.zoomed || c == scene.Saliency:
		return g.cells[g.chosen].Do(ctx, c)
	case c == scene.Clip || c == scene.PlainClip:
		g.reel.save(ctx, &g.saving, g.stem(), c == scene.PlainClip)
		return nil
	case c == scene.Overlay:
		g.hide = !g.hide
	}
	for _, m := range g.cells {
		if err := m.Do(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// Sounds implements scene.Sounder: those of the chosen match.
func (g *Grid) Sounds(dst []scene.Sound) []scene.Sound {
	for i, m := range g.cells {
		if n := len(dst); i == g.chosen {
			dst = m.Sounds(dst)
		} else {
			dst = m.Sounds(dst)[:n]
		}
	}
	return dst
}

// total is the score of all matches together.
func (g *Grid) total() (s score) {
	for _, m := range g.cells {
		for side, n := range m.score.wins {
			s.wins[side] += n
		}
		s.draws += m.score.draws
	}
	return s
}

// Summary implements Show; the result is a *MatchSummary of all matches.
func (g *Grid) Summary(r scene.Report) Summary {
	s := g.cells[0].summary(r)
	total := g.total()
	s.Wins, s.Draws, s.Score = total.wins, total.draws, total.text(g.cells[0].names(), g.seeds(), [2]sim.Side{sim.Left, sim.Right})
	s.Ended, s.Slow, s.Players, s.Drift = 0, 0, []PlayerStats{}, nil
	for i, m := range g.cells {
		of := m.summary(r)
		s.Ended, s.Slow, s.Seed = s.Ended+of.Ended, s.Slow+of.Slow, max(s.Seed, of.Seed)
		for _, p := range of.Players {
			p.Cell = i + 1
			s.Players = append(s.Players, p)
		}
		for _, d := range of.Drift {
			d.Cell = i + 1
			s.Drift = append(s.Drift, d)
		}
	}
	return s
}

// seeds describes the seeds for the score.
func (g *Grid) seeds() string { return fmt.Sprintf("%d matches at once", len(g.cells)) }
