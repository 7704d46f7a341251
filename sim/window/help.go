package window

import (
	"fmt"
	"image"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/scene"
)

var helpLines = []string{
	"",
	"Space    pause                  .  ,     one tick forward, or back in a replay",
	"+  -     speed, ¼× to 16×       Bksp     normal speed",
	"N        skip to the next match Enter    next match or rematch, when this is over",
	"R        same seed again        Tab      next candidate",
	"T        play the left side     Shift T  the right side; again: hand it back",
	"← →      a second, in a replay  Home End start and end",
	"J K      in a replay, pause at the next or previous disagreement of two models",
	"N        in a replay, pause at the next press, hit or missed opening; Shift N: previous",
	"B Y I U  bodies and reach, frame data, inputs, stun and cooldowns",
	"C        clip of ten seconds    F12 P    screenshot        X   both with panels or without",
	"F2 – F7  tag the moment: should have acted, wasted, too late, wrong skill, unfair, a note",
	"         to type; of the model, or of the other side with Shift (kumite feedback list)",
	"1 – 9    in a grid, show one match at full size, and all again; or click it",
	"H        panels on and off      O        names and damage on and off",
	"L        latency on and off     F11 F    full screen",
	"V        what mattered for a press      M        sound on and off",
	"F1 /     this help              Esc Q    leave",
	"",
	"Bars: thin what the network says, thick what the decoder makes of it, white what it",
	"must reach, on a square-root scale. They and the picture stay for a second at a press.",
	"Timeline: the odds by the state of the match, and below them hits (tall), presses (short),",
	"missed openings (dark) and disagreements (violet); in a replay, click to go there.",
	"Strip: ten seconds; bright pressed, dark held back, yellow too late, red a fault,",
	"violet the shadow. Seconds beside a skill: its cooldown; in yellow: until its stamina is back.",
}

// keyLines lists the keys of both persons with what each skill is for.
func keyLines(m Keymap) []string {
	a, b := m.Names(0), m.Names(1)
	lines := []string{
		fmt.Sprintf("Left player: %s walk, %s hop, %s guard   Right player: %s walk, %s hop, %s guard",
			a[scene.Walk], a[scene.Hop], a[scene.Guard], b[scene.Walk], b[scene.Hop], b[scene.Guard]),
	}
	cell := func(k sim.Skill) string {
		return fmt.Sprintf("%-3s %-5s %-11s %s", a[k.String()], b[k.String()], k, scene.Purpose(k))
	}
	for k := sim.Poke; k <= sim.AntiAir-1; k++ {
		lines = append(lines, fmt.Sprintf("%-46s %s", cell(k), cell(k+4)))
	}
	return append(lines, "Who stands ready takes little damage: strike when the other is busy, landing or off guard.")
}

func (g *game) drawHelp(screen *ebiten.Image) {
	lines := append(keyLines(g.keymap), helpLines...)
	w := min(g.size.X-8, int(980*max(g.density, 1)*max(g.cfg.TextSize, 1)))
	size := image.Pt(w, min(g.size.Y-8, w*len(lines)/60+24))
	if g.page.size() != size {
		g.painter.Page(g.page.canvas(size), lines)
		g.page.upload()
	}
	g.page.place(screen, image.Pt((g.size.X-size.X)/2, (g.size.Y-size.Y)/2), 1, false)
}
