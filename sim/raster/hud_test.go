package raster

import (
	"image"
	"testing"

	"github.com/kumite/kumite/sim"
)

// drawn draws the left side's view of a modified new match.
func drawn(change func(w *sim.World)) *image.Paletted {
	w := sim.New(sim.DefaultRules(), 1)
	change(&w)
	dst := NewFrame()
	Draw(dst, &w, sim.Left)
	return dst
}

func TestAnIconIsLitExactlyWhileItsSkillIsCharged(t *testing.T) {
	// The brightness of an icon after reduction to its four means of 4×4 pixels.
	cells := func(grey []int, s sim.Side, k sim.Skill) (brightness int) {
		column := 3 + 3*(int(k)-1)
		if s == sim.Right {
			column = Width/4 - 2 - column
		}
		for _, row := range []int{iconY / 4, iconY/4 + 1} {
			brightness += grey[row*Width/4+column] + grey[row*Width/4+column+1]
		}
		return brightness / 4
	}
	for _, s := range []sim.Side{sim.Left, sim.Right} {
		for k := sim.Poke; k < sim.NumSkills; k++ {
			grey := seen(drawn(func(w *sim.World) {
				for i := range w.Fighters {
					w.Fighters[i].Gauge = sim.GaugeFull
				}
				w.Fighters[s].Cooldowns[k] = 1
			}))
			for _, side := range []sim.Side{sim.Left, sim.Right} {
				for skill := sim.Poke; skill < sim.NumSkills; skill++ {
					got, charged := cells(grey, side, skill), side != s || skill != k
					if charged && got < 100 || !charged && got > 60 {
						t.Errorf("%v's %v has brightness %d while %v's %v cools down", side, skill, got, s, k)
					}
				}
			}
		}
	}
}

func TestBarsShowTheirShares(t *testing.T) {
	lit := func(f *image.Paletted, right bool, y int, colour uint8) (n int, outside bool) {
		for x := range Width / 2 {
			at := x
			if right {
				at = Width - 1 - x
			}
			if f.ColorIndexAt(at, y) == colour {
				n++
				outside = outside || x == barX
			}
		}
		return n, outside
	}
	for _, s := range []sim.Side{sim.Left, sim.Right} {
		for _, c := range []struct {
			name                   string
			health, stamina, gauge int32
			y                      int
			colour                 uint8
			want                   int
		}{
			{"full health", 1000, 0, 0, healthY, colHealth, barLength},
			{"half health", 500, 0, 0, healthY, colHealth, barLength / 2},
			{"low health", 249, 0, 0, healthY, colHealthLow, barLength * 249 / 1000},
			{"a last point of health", 1, 0, 0, healthY, colHealthLow, 1},
			{"no health", 0, 0, 0, healthY, colHealthLow, 0},
			{"a quarter of stamina", 1000, 250, 0, staminaY, colStamina, barLength / 4},
			{"half a gauge", 1000, 0, 500, gaugeY, colGauge, barLength / 2},
			{"a full gauge", 1000, 0, 1000, gaugeY, colGaugeFull, barLength},
		} {
			f := drawn(func(w *sim.World) {
				v := &w.Fighters[s]
				v.Health, v.Stamina, v.Gauge = c.health, c.stamina, c.gauge
				o := &w.Fighters[s.Other()]
				o.Health, o.Stamina, o.Gauge = 0, 0, 0
			})
			if n, outside := lit(f, s == sim.Right, c.y, c.colour); n != c.want || n > 0 && !outside {
				t.Errorf("%v, %s: %d pixels lit, want %d from the outside in", s, c.name, n, c.want)
			}
			if n, _ := lit(f, s == sim.Left, c.y, c.colour); n != 0 {
				t.Errorf("%v, %s: the other side's bar has %d pixels lit", s, c.name, n)
			}
		}
	}
}

func TestTheTimerCountsSecondsDown(t *testing.T) {
	timer := func(matchTicks, tick int32) string {
		f := drawn(func(w *sim.World) { w.Rules.MatchTicks, w.Tick = matchTicks, tick })
		var s []byte
		for y := 4; y < 20; y++ {
			s = append(s, f.Pix[y*f.Stride+Width/2-16:y*f.Stride+Width/2+16]...)
		}
		return string(s)
	}
	seconds := func(n int32) string { return timer(n*sim.TickRate, 0) }
	for _, c := range []struct {
		tick, want int32 // of a match of 60 seconds
	}{{0, 60}, {1, 60}, {59, 60}, {60, 59}, {3540, 1}, {3599, 1}, {3600, 0}, {4000, 0}} {
		if timer(3600, c.tick) != seconds(c.want) {
			t.Errorf("tick %d of 3600 does not show %d", c.tick, c.want)
		}
	}
	if seconds(120) == seconds(20) || seconds(3600) != seconds(999) {
		t.Error("long matches do not show hundreds of seconds, up to 999")
	}
}
