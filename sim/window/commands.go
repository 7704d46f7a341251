package window

import (
	"fmt"
	"time"

	"github.com/hajimehoshi/ebiten/v2"
)

// bound is a command's key. Held down, a repeated one is asked for again and
// again; shift is the command together with the shift key.
var bound = []struct {
	key      ebiten.Key
	plain    Command
	shift    Command
	repeated bool
}{
	{ebiten.KeyN, Next, Next, false},
	{ebiten.KeyEnter, Next, Next, false},
	{ebiten.KeyR, Restart, Restart, false},
	{ebiten.KeyT, TakeLeft, TakeRight, false},
	{ebiten.KeyTab, NextCandidate, PreviousCandidate, false},
	{ebiten.KeyC, Clip, Clip, false},
	{ebiten.KeyL, Latency, Latency, false},
	{ebiten.KeyArrowLeft, Back, StepBack, true},
	{ebiten.KeyArrowRight, Forward, Forward, true},
	{ebiten.KeyComma, StepBack, StepBack, true},
	{ebiten.KeyHome, First, First, false},
	{ebiten.KeyEnd, Last, Last, false},
	{ebiten.KeyJ, NextDifference, NextDifference, false},
	{ebiten.KeyK, PreviousDifference, PreviousDifference, false},
}

// keys does what the keys ask for. A key with which a person plays is that
// person's alone.
func (g *game) keys() error {
	persons := g.scene.Persons()
	pressed := func(keys ...ebiten.Key) bool {
		for _, k := range keys {
			if g.keyboard.just(k) && !g.keymap.binds(k, persons) {
				return true
			}
		}
		return false
	}
	switch {
	case pressed(ebiten.KeyEscape, ebiten.KeyQ):
		if g.help && g.keyboard.just(ebiten.KeyEscape) {
			g.help = false
		} else {
			g.leave()
		}
	case pressed(ebiten.KeySpace):
		g.paused = !g.paused
	case pressed(ebiten.KeyPeriod):
		g.paused, g.stepOnce = true, true
	case pressed(ebiten.KeyH):
		g.panels = !g.panels
	case pressed(ebiten.KeyF1, ebiten.KeySlash):
		g.help = !g.help
	case pressed(ebiten.KeyF11, ebiten.KeyF):
		ebiten.SetFullscreen(!ebiten.IsFullscreen())
	case pressed(ebiten.KeyF12, ebiten.KeyP):
		g.shoot = "kumite-" + time.Now().Format("20060102-150405.000") + ".png"
	case pressed(ebiten.KeyEqual, ebiten.KeyNumpadAdd):
		g.speed = min(g.speed+1, len(speeds)-1)
	case pressed(ebiten.KeyMinus, ebiten.KeyNumpadSubtract):
		g.speed = max(g.speed-1, 0)
	case pressed(ebiten.KeyBackspace):
		g.speed = normalSpeed
	}
	for _, b := range bound {
		if !(g.keyboard.just(b.key) || b.repeated && g.keyboard.repeated(b.key)) || g.keymap.binds(b.key, persons) {
			continue
		}
		c := b.plain
		if g.keyboard.shift() {
			c = b.shift
		}
		if err := g.scene.Do(c); err != nil {
			return err
		}
		g.stale = true
	}
	return g.mouse()
}

// mouse goes to where the timeline is pressed.
func (g *game) mouse() error {
	seeker, ok := g.scene.(Seeker)
	if !ok || g.view.Timeline == nil || !g.panels || !ebiten.IsMouseButtonPressed(ebiten.MouseButtonLeft) {
		return nil
	}
	r := g.timeline()
	x, y := ebiten.CursorPosition()
	if y < r.Min.Y-4 || y > r.Max.Y+4 {
		return nil
	}
	g.stale = true
	return seeker.Seek(min(max(float64(x-r.Min.X)/float64(max(r.Dx(), 1)), 0), 1))
}

// status is how time passes, in a few words.
func (g *game) status() string {
	switch {
	case g.paused:
		return "paused"
	case g.speed != normalSpeed:
		return fmt.Sprintf("%g× speed", speeds[g.speed])
	}
	return ""
}

var helpLines = []string{
	"Space    pause                  .  ,     one tick on, or back in a replay",
	"+  -     speed, ¼× to 16×       Bksp     normal speed",
	"N Enter  next match, rematch    R        same seed again",
	"T        take the left side     Shift T  the right side; again: hand it back",
	"Tab      next candidate         L        latency, on and off",
	"← →      a second, in a replay  Home End start and end",
	"J K      next and previous disagreement of two models",
	"C        clip of ten seconds    F12 P    screenshot",
	"H        panels on and off      F11 F    full screen",
	"F1 /     this help              Esc Q    leave",
	"",
	"bars, on a square-root scale: upper half what the model says, lower half what",
	"the decoder made of it; white: what it must reach. Strip: the last ten seconds;",
	"bright sent, dark held back, yellow too late, red no numbers, violet the shadow.",
}
