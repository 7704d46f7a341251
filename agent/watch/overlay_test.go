package watch_test

import (
	"context"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/watch"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// overlaid shows matches and returns what is drawn over the picture before each tick.
func overlaid(t *testing.T, cfg watch.MatchConfig, d display, ticks int) (all []panel.Overlay) {
	t.Helper()
	m, err := watch.NewMatch(cfg)
	if err != nil {
		t.Fatal(err)
	}
	d.look = func(int, *panel.View) {
		var o panel.Overlay
		m.Overlay(&o)
		all = append(all, o)
	}
	if _, err := watch.Run(t.Context(), m, func(ctx context.Context, s scene.Scene) (scene.Report, error) {
		return d.show(ticks)(ctx, s)
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

// label returns the first label that contains a text, or nil.
func label(o *panel.Overlay, text string) *panel.Label {
	for i := range o.Labels {
		if strings.Contains(o.Labels[i].Text, text) {
			return &o.Labels[i]
		}
	}
	return nil
}

// press returns pads that press skills on the left at ticks.
func press(at map[int]sim.Skill) func(int) [2]scene.Pad {
	return func(tick int) (p [2]scene.Pad) {
		p[0].Skill = at[tick]
		return p
	}
}

func TestTheOverlayNamesSidesAndBarsAndCanBeHidden(t *testing.T) {
	d := display{at: map[int]scene.Command{5: scene.Overlay, 8: scene.Overlay}}
	for tick, o := range overlaid(t, config(t, 2, "script:pro", "script:rookie"), d, 10) {
		shown := tick < 5 || tick >= 8
		for _, text := range []string{"pro", "rookie", "health", "stamina", "gauge"} {
			if (label(&o, text) != nil) != shown {
				t.Errorf("tick %d: %q is shown: %v, want %v", tick, text, !shown, shown)
			}
		}
	}
}

func TestAMatchIsCountedDownAndEndsWithABanner(t *testing.T) {
	cfg := config(t, 1, "script:dummy", "script:rookie")
	cfg.Countdown = 120
	all := overlaid(t, cfg, display{}, 120+62)
	for tick, want := range map[int]string{0: "2", 59: "2", 60: "1", 125: "FIGHT", 181: "DRAW"} {
		if l := label(&all[tick], want); l == nil || l.Letters < 20 {
			t.Errorf("tick %d: the labels are %+v; want %q in large letters", tick, all[tick].Labels, want)
		}
	}
	skipped := overlaid(t, cfg, display{at: map[int]scene.Command{10: scene.Continue}}, 80)
	if label(&skipped[15], "FIGHT") == nil {
		t.Error("Enter does not skip the countdown")
	}
}

func TestAKnockOutIsAnnouncedWithTheWinner(t *testing.T) {
	cfg := config(t, 60, "script:oracle", "script:dummy")
	cfg.Rules.Health = 100
	knockedOut := false
	for _, o := range overlaid(t, cfg, display{}, 1500) {
		if l := label(&o, "K.O."); l != nil && l.Ink == panel.InkLeft && label(&o, "oracle wins") != nil {
			knockedOut = true
		}
	}
	if !knockedOut {
		t.Error("no K.O. of the oracle's is announced")
	}
}

func TestDamageAndImpossiblePressesAreShown(t *testing.T) {
	ultimate := press(map[int]sim.Skill{5: sim.Ultimate})
	all := overlaid(t, config(t, 2, "human", "script:dummy"), display{pads: ultimate}, 40)
	if label(&all[20], "ultimate: the gauge is not full") == nil {
		t.Errorf("the labels are %+v; want why the press is not possible", all[20].Labels)
	}
	all = overlaid(t, config(t, 4, "human", "human"), display{pads: press(map[int]sim.Skill{5: sim.Fireball})}, 200)
	damage := 0
	for _, o := range all {
		if label(&o, "−45") != nil {
			damage++
		}
	}
	if damage < 30 || damage > 70 {
		t.Errorf("the damage of a fireball is shown for %d ticks, want about 50", damage)
	}
}

func TestTrainingAidsAreSwitchedByTheirKeys(t *testing.T) {
	commands := map[int]scene.Command{10: scene.Boxes, 11: scene.FrameData, 12: scene.Inputs, 13: scene.Timers}
	all := overlaid(t, config(t, 4, "human", "script:dummy"), display{pads: press(map[int]sim.Skill{2: sim.Poke}), at: commands}, 16)
	if n := len(all[8].Boxes); n != 0 {
		t.Errorf("%d boxes before any aid is on", n)
	}
	o := all[15]
	if len(o.Boxes) < 2 {
		t.Errorf("%d boxes, want those of both bodies", len(o.Boxes))
	}
	for _, want := range []string{"poke 10+4+42: ", "advantage −", "poke 1", "poke 13"} {
		if label(&o, strings.ReplaceAll(want, "−", "-")) == nil {
			t.Errorf("the labels are %+v; want %q", o.Labels, want)
		}
	}
}

func TestEnterDoesNotSkipAMatch(t *testing.T) {
	s := shown(t, config(t, 5, "script:dummy", "script:dummy"), display{at: map[int]scene.Command{30: scene.Continue}}, 60)
	if s.Seed != 1 {
		t.Errorf("the seed is %d, want 1: the match is not over", s.Seed)
	}
	s = shown(t, config(t, 1, "script:dummy", "script:dummy"), display{at: map[int]scene.Command{70: scene.Continue}}, 80)
	if s.Seed != 2 {
		t.Errorf("the seed is %d, want 2: the match was over", s.Seed)
	}
}

func TestTheScoreReadsAsThePictureDoes(t *testing.T) {
	d := display{at: map[int]scene.Command{10: scene.TakeRight}, look: func(tick int, v *panel.View) {
		first := "pro 0/0"
		if tick >= 10 {
			first = "rookie 0/0"
		}
		if !strings.HasPrefix(strings.TrimPrefix(v.Score, "set 0–0   "), first) {
			t.Errorf("tick %d: the score is %q, want it to begin with %q", tick, v.Score, first)
		}
	}}
	shown(t, config(t, 5, "script:pro", "script:rookie"), d, 20)
}

func TestAPressIsExplainedAndItsBarsStayForASecond(t *testing.T) {
	var fresh, later panel.Side
	d := display{look: func(tick int, v *panel.View) {
		switch tick {
		case 50:
			fresh = panel.Side{Caption: v.Sides[1].Caption, Frozen: v.Sides[1].Frozen, Card: v.Sides[1].Card}
		case 130:
			later = panel.Side{Caption: v.Sides[1].Caption, Frozen: v.Sides[1].Frozen, Card: v.Sides[1].Card}
		}
	}}
	shown(t, config(t, 5, "poker.onnx", "human"), d, 140)
	if !fresh.Frozen || fresh.Caption != "this press, 0.8 s ago" || fresh.Card.Title != "pressed poke" || !fresh.Card.Fresh {
		t.Errorf("after 50 ticks: %+v; want the bars of the press", fresh)
	}
	if !strings.HasPrefix(fresh.Card.Why, "opponent standing ready, out of reach") || !strings.Contains(fresh.Card.Why, "\u00a0%, needed ") {
		t.Errorf("the press is explained by %q", fresh.Card.Why)
	}
	if later.Frozen || later.Caption != "now: masked: poke" || later.Card.Result != "missed: 0 of 100 damage" || later.Card.Tone != panel.Poor {
		t.Errorf("after 130 ticks: %+v; want the bars of now and what came of the press", later)
	}
}

func TestASideWithoutAModelShowsWhatItCanPress(t *testing.T) {
	cfg := config(t, 5, "human", "script:dummy")
	cfg.Keys[0] = map[string]string{"poke": "1"}
	d := display{pads: press(map[int]sim.Skill{5: sim.Poke}), look: func(tick int, v *panel.View) {
		if tick != 30 {
			return
		}
		bars := v.Sides[0].Bars
		if len(bars) != 8 || bars[0].Key != "1" || bars[0].Value != "2.1 s" || bars[1].Value != "ready" || bars[7].Value != "gauge" || bars[0].Icon == (panel.Icon{}) {
			t.Errorf("the bars are %+v; want the cooldown of the poke, and the gauge that is not full", bars)
		}
		if c := v.Sides[0].Card; c.Title != "pressed poke" || c.Why == "" {
			t.Errorf("the card is %+v; want the poke", c)
		}
	}}
	shown(t, cfg, d, 40)
}
