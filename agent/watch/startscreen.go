package watch

import (
	"context"
	"fmt"
	"image"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/script"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// StartScreen is a Show in which a person picks both sides and the length of a set, and
// then of the matches between them.
type StartScreen struct {
	cfg    MatchConfig
	specs  []string // what can be picked
	picked [2]int   // index into specs
	bestOf int
	row    int // 0 and 1 are the sides, 2 is the length of a set
	frame  *image.Paletted
	failed string // why the matches could not begin

	match   *Match // nil before they begin
	started chan *Match
}

// startRows is the number of rows of the start screen.
const startRows = 3

// mostBestOf is the longest set.
const mostBestOf = 9

// NewStartScreen returns a start screen that offers a person, the scripts, and the models
// of a pattern of files. Of cfg, Contestants is ignored.
func NewStartScreen(cfg MatchConfig, models string) (*StartScreen, error) {
	files, err := bot.Glob(models)
	if err != nil {
		return nil, fmt.Errorf("models %q: %w", models, err)
	}
	s := &StartScreen{cfg: cfg, bestOf: defaultBestOf, frame: raster.NewFrame(), started: make(chan *Match, 1)}
	s.specs = append(append(s.specs, bot.Human), files...)
	for _, name := range script.Names() {
		s.specs = append(s.specs, "script:"+name)
	}
	s.picked[1] = 1 // a person against the first model, or script
	s.cfg.Candidates, s.cfg.Shadow = "", ""
	return s, nil
}

// Run implements Show: it waits for the matches and runs them.
func (s *StartScreen) Run(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return nil
	case m := <-s.started:
		return m.Run(ctx)
	}
}

// Close implements Show.
func (s *StartScreen) Close() error {
	if s.match == nil {
		return nil
	}
	return s.match.Close()
}

// Summary implements Show; the result is a *MatchSummary, of no matches if none began.
func (s *StartScreen) Summary(r scene.Report) Summary {
	if s.match == nil {
		return &MatchSummary{Schema: "kumite.watch/1", Window: windowStats(r), Score: "no match", Seed: s.cfg.Seed, Players: []PlayerStats{}}
	}
	return s.match.Summary(r)
}

// Persons implements scene.Scene.
func (s *StartScreen) Persons() [2]bool {
	if s.match == nil {
		return [2]bool{}
	}
	return s.match.Persons()
}

// Tick implements scene.Scene.
func (s *StartScreen) Tick(t scene.Tick) error {
	if s.match == nil {
		return nil
	}
	return s.match.Tick(t)
}

// Do implements scene.Scene: Tab moves to the next row, the arrows change it, and Enter
// begins.
func (s *StartScreen) Do(ctx context.Context, c scene.Command) error {
	if s.match != nil {
		return s.match.Do(ctx, c)
	}
	switch c {
	case scene.NextCandidate:
		s.row = (s.row + 1) % startRows
	case scene.PreviousCandidate:
		s.row = (s.row + startRows - 1) % startRows
	case scene.Back:
		s.change(-1)
	case scene.Forward:
		s.change(1)
	case scene.Continue:
		s.begin()
	}
	return nil
}

// change changes the current row.
func (s *StartScreen) change(by int) {
	if s.row == 2 {
		s.bestOf = min(max(s.bestOf+2*by, 1), mostBestOf)
		return
	}
	n := len(s.specs)
	s.picked[s.row] = (s.picked[s.row] + by + n) % n
}

// begin loads the models and begins the matches, or says why it cannot.
func (s *StartScreen) begin() {
	cfg := s.cfg
	cfg.BestOf = s.bestOf
	for i, p := range s.picked {
		cfg.Contestants[i] = s.specs[p]
	}
	if cfg.Contestants[0] != bot.Human && cfg.Contestants[1] != bot.Human {
		cfg.Countdown = 0
	}
	m, err := NewMatch(cfg)
	if err != nil {
		s.failed = err.Error()
		return
	}
	s.match = m
	s.started <- m
}

// Frame implements scene.Scene.
func (s *StartScreen) Frame() image.Image {
	if s.match != nil {
		return s.match.Frame()
	}
	w := sim.New(s.cfg.Rules, s.cfg.Seed)
	raster.Draw(s.frame, &w, sim.Left)
	return s.frame
}

// View implements scene.Scene.
func (s *StartScreen) View(v *panel.View) {
	if s.match != nil {
		s.match.View(v)
		return
	}
	v.Title, v.Score = "kumite", "Tab: next row   ← →: change   Enter: begin"
	if s.failed != "" {
		v.Notices = append(v.Notices, panel.Notice{Text: s.failed, Bad: true})
	}
	for i, p := range s.picked {
		x := &v.Sides[i]
		*x = panel.Side{Name: s.name(p), Kind: [2]string{"left", "right"}[i]}
		key := func(string) string { return "" }
		switch c, err := bot.Parse(s.specs[p]); {
		case err != nil: // a person
			keys := s.cfg.Keys[i]
			x.Lines = append(x.Lines, fmt.Sprintf("%s walk, %s hop, %s guard", keys[scene.Walk], keys[scene.Hop], keys[scene.Guard]))
			key = func(skill string) string { return fmt.Sprintf("%-5s ", keys[skill]) }
		case c.Path == "":
			x.Lines = append(x.Lines, "a script: it sees the game's state and keeps fixed rules")
		default:
			x.Lines = append(x.Lines, "a model: it sees the picture alone and picks skills")
		}
		for k := sim.None + 1; k < sim.NumSkills; k++ {
			x.Lines = append(x.Lines, fmt.Sprintf("%s%-11s %s", key(k.String()), k, scene.Purpose(k)))
		}
	}
	v.Status = "who stands ready takes little damage: strike when the other is busy, landing or off guard"
}

// name returns the name of what can be picked.
func (s *StartScreen) name(i int) string {
	c, err := bot.Parse(s.specs[i])
	if err != nil {
		return s.specs[i] // a person
	}
	return c.Name
}

// Overlay implements scene.Overlayer.
func (s *StartScreen) Overlay(o *panel.Overlay) {
	if s.match != nil {
		s.match.Overlay(o)
		return
	}
	o.Dim = true
	o.Labels = append(o.Labels, panel.Label{Text: "kumite", X: raster.Width / 2, Y: 18, Letters: 28, Align: panel.Centred})
	rows := [startRows]string{"left: " + s.name(s.picked[0]), "right: " + s.name(s.picked[1]), fmt.Sprintf("best of %d", s.bestOf)}
	for i, text := range rows {
		ink := panel.InkSoft
		if i == s.row {
			text, ink = "‹ "+text+" ›", panel.InkWarn
		}
		o.Labels = append(o.Labels, panel.Label{Text: text, X: raster.Width / 2, Y: 70 + 20*i, Letters: 12, Align: panel.Centred, Ink: ink})
	}
	o.Labels = append(o.Labels, panel.Label{Text: "Tab: next row   ← →: change   Enter: begin", X: raster.Width / 2, Y: 140, Letters: 7, Align: panel.Centred, Ink: panel.InkText})
}
