package watch_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/watch"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// chosen shows a start screen with the models poker and broken, carries out commands and
// plays for some ticks.
func chosen(t *testing.T, ticks int, commands ...scene.Command) (*watch.MatchSummary, panel.Overlay, panel.View) {
	t.Helper()
	t.Chdir(t.TempDir())
	for _, name := range []string{"poker.onnx", "broken.onnx"} {
		if err := os.WriteFile(filepath.Base(name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s, err := watch.NewStartScreen(config(t, 1, "", ""), "*.onnx")
	if err != nil {
		t.Fatal(err)
	}
	var o panel.Overlay
	var v panel.View
	summary, err := watch.Run(t.Context(), s, func(_ context.Context, x scene.Scene) (scene.Report, error) {
		do(t, x, commands...)
		for range ticks {
			if err := x.Tick(scene.Tick{}); err != nil {
				return scene.Report{}, err
			}
		}
		s.Overlay(&o)
		x.View(&v)
		return scene.Report{}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return summary.(*watch.MatchSummary), o, v
}

func TestTheStartScreenOffersPersonsModelsAndScripts(t *testing.T) {
	_, o, view := chosen(t, 10)
	person, other := strings.Join(view.Sides[0].Lines, "\n"), strings.Join(view.Sides[1].Lines, "\n")
	if !strings.Contains(person, "walk, ") || strings.Contains(other, "walk") || !strings.Contains(other, "a model") || !strings.Contains(other, "poke") {
		t.Errorf("the sides say\n%s\nand\n%s\nwant keys for the person alone, and what a model is", person, other)
	}
	for _, want := range []string{"left: human", "right: broken", "best of 3"} { // sorted by name
		if label(&o, want) == nil {
			t.Errorf("the labels are %+v; want %q", o.Labels, want)
		}
	}
	// The left side backwards to the last script, the right side forwards to the poker,
	// a set of five, and begin.
	s, _, v := chosen(t, 60, scene.Back, scene.NextCandidate, scene.Forward, scene.NextCandidate, scene.Forward, scene.Continue)
	if s.Ended != 1 || len(s.Players) != 1 || s.Players[0].Name != "poker" || !strings.HasPrefix(v.Score, "oracle ") {
		t.Errorf("%+v, score %q; want a match of oracle against poker", *s, v.Score)
	}
}

func TestTheStartScreenSaysWhyAMatchCannotBegin(t *testing.T) {
	s, o, v := chosen(t, 10, scene.Continue)
	if s.Ended != 0 || label(&o, "left: human") == nil || !notices(&v, "zero bytes") {
		t.Errorf("%d matches, notices %+v; want the start screen with the reason", s.Ended, v.Notices)
	}
}

func TestASetHasTheLengthThatWasPicked(t *testing.T) {
	cfg := config(t, 2, "human", "human")
	cfg.BestOf = 1
	s := shown(t, cfg, display{pads: press(map[int]sim.Skill{14: sim.Fireball})}, 400)
	if s.Wins != [2]int{1, 0} || s.Seed != 1 || !strings.HasPrefix(s.Score, "set 1–0") {
		t.Errorf("%+v; want the set to be over after one match", *s)
	}
	cfg.BestOf = 2
	if err := cfg.Validate(); err == nil || !strings.Contains(err.Error(), "want an odd number") {
		t.Errorf("best of 2: got %v", err)
	}
}
