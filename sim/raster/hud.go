package raster

import (
	"github.com/kumite/kumite/assets"
	"github.com/kumite/kumite/sim"
)

// The head-up display is aligned to a grid of 4 pixels, so that bars and icons stay
// distinct for a model that sees means of 4×4 pixels.
const (
	barX      = 12  // of the viewer's bars; the opponent's are mirrored
	barLength = 132 // full
	healthY   = 4
	staminaY  = 16
	gaugeY    = 24
	iconY     = 164
	iconStep  = 12
)

func drawHUD(on surface, art *pictures, w *sim.World, side sim.Side) {
	for _, s := range [2]sim.Side{side, side.Other()} {
		f, t := &w.Fighters[s], teamOf(s, side)
		health := colHealth
		if f.Health*4 < w.Rules.Health {
			health = colHealthLow
		}
		bar(on, t, healthY, 8, f.Health, w.Rules.Health, health)
		bar(on, t, staminaY, 4, f.Stamina, sim.StaminaFull, colStamina)
		gauge := colGauge
		if f.Gauge >= sim.GaugeFull {
			gauge = colGaugeFull
		}
		bar(on, t, gaugeY, 4, f.Gauge, sim.GaugeFull, gauge)
		for k := sim.Poke; k < sim.NumSkills; k++ {
			x := barX + int(k-1)*iconStep
			if t == red {
				x = Width - barX - 8 - int(k-1)*iconStep
			}
			charged := 0
			if f.Charged(k) {
				charged = 1
			}
			on.sprite(&art.icons[t][k][charged], x, iconY)
		}
	}
	seconds := int(max(w.Rules.MatchTicks-w.Tick, 0)+sim.TickRate-1) / sim.TickRate
	if seconds > 999 {
		seconds = 999
	}
	x := Width/2 + 4
	for n := 0; n < 2 || seconds > 0; n++ {
		on.sprite(&art.digits[seconds%10], x-n*8, 6)
		seconds /= 10
	}
}

// bar draws a bar from the outside in: the viewer's from the left, the opponent's from
// the right.
func bar(on surface, t team, y, height int, value, full int32, colour uint8) {
	n := int(int64(barLength) * int64(max(value, 0)) / int64(full))
	if value > 0 && n == 0 {
		n = 1
	}
	x := barX
	if t == red {
		x = Width - barX - n
	}
	on.rect(x, y, n, height, colour)
}

// cell returns a cooldown icon of 8×8 pixels: dark on light if charged, else dim.
func (i icon) cell(t team, charged bool) sprite {
	ground, ink := colIconOff, colIconOffInk
	if charged {
		ground, ink = colWhite, colGreenDark
		if t == red {
			ink = colRedDark
		}
	}
	var s sprite
	for y := range i {
		s.runs = append(s.runs, run{x: 0, y: y, at: len(s.pix), n: 8})
		for x := range i[y] {
			if i[y][x] {
				s.pix = append(s.pix, ink)
			} else {
				s.pix = append(s.pix, ground)
			}
		}
	}
	return s
}

// makeDigits makes the timer's digits from the font at twice its size.
func makeDigits() [10]sprite {
	var all [10]sprite
	font := readFont(assets.Font)
	for d := range all {
		s, g := &all[d], &font[d]
		for y := range 2 * glyphHeight {
			for x := range 2 * glyphWidth {
				if g.lit(x/2, y/2) {
					s.runs = append(s.runs, run{x: x, y: y, at: len(s.pix), n: 1})
					s.pix = append(s.pix, colText)
				}
			}
		}
	}
	return all
}
