package window

import (
	"fmt"
	"image"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"github.com/kumite/kumite/sim/window/scene"
)

// commandKeys are the keys of the commands. Held down, a repeated one is asked for
// again and again; shift is the command together with the shift key. One that moves in a
// replay pauses it.
var commandKeys = []struct {
	key      ebiten.Key
	plain    scene.Command
	shift    scene.Command
	repeated bool
	pauses   bool
}{
	{ebiten.KeyN, scene.Next, scene.Previous, false, true},
	{ebiten.KeyEnter, scene.Continue, scene.Continue, false, false},
	{ebiten.KeyR, scene.Restart, scene.Restart, false, false},
	{ebiten.KeyT, scene.TakeLeft, scene.TakeRight, false, false},
	{ebiten.KeyTab, scene.NextCandidate, scene.PreviousCandidate, false, false},
	{ebiten.KeyC, scene.Clip, scene.Clip, false, false},
	{ebiten.KeyL, scene.Latency, scene.Latency, false, false},
	{ebiten.KeyO, scene.Overlay, scene.Overlay, false, false},
	{ebiten.KeyB, scene.Boxes, scene.Boxes, false, false},
	{ebiten.KeyY, scene.FrameData, scene.FrameData, false, false},
	{ebiten.KeyI, scene.Inputs, scene.Inputs, false, false},
	{ebiten.KeyV, scene.Saliency, scene.Saliency, false, false},
	{ebiten.KeyU, scene.Timers, scene.Timers, false, false},
	{ebiten.KeyArrowLeft, scene.Back, scene.StepBack, true, false},
	{ebiten.KeyArrowRight, scene.Forward, scene.Forward, true, false},
	{ebiten.KeyComma, scene.StepBack, scene.StepBack, true, true},
	{ebiten.KeyHome, scene.First, scene.First, false, false},
	{ebiten.KeyEnd, scene.Last, scene.Last, false, false},
	{ebiten.KeyJ, scene.NextDifference, scene.NextDifference, false, true},
	{ebiten.KeyK, scene.PreviousDifference, scene.PreviousDifference, false, true},
}

// keys carries out the commands of pressed keys. A key that a person plays with has no
// other meaning.
func (g *game) keys() error {
	if g.note != nil {
		g.write()
		return nil
	}
	persons := g.scene.Persons()
	pressed := func(keys ...ebiten.Key) bool {
		for _, k := range keys {
			if g.keyboard.just(k) && !g.keymap.binds(k, persons) {
				return true
			}
		}
		return false
	}
	// Several keys can go down between two ticks, the more so on a slow machine.
	if pressed(ebiten.KeyEscape, ebiten.KeyQ) {
		if g.help && g.keyboard.just(ebiten.KeyEscape) {
			g.help = false
		} else {
			g.leave()
		}
	}
	if pressed(ebiten.KeySpace) {
		g.paused = !g.paused
	}
	if pressed(ebiten.KeyPeriod) {
		g.paused, g.stepOnce = true, true
	}
	if pressed(ebiten.KeyH) {
		g.panels = !g.panels
	}
	if pressed(ebiten.KeyM) {
		g.say(g.speaker.toggle())
	}
	if pressed(ebiten.KeyX) {
		g.plain = !g.plain
		g.say(map[bool]string{false: "clips and pictures with panels", true: "clips and pictures without panels: the game alone"}[g.plain])
	}
	if pressed(ebiten.KeyF1, ebiten.KeySlash) {
		g.help = !g.help
	}
	if pressed(ebiten.KeyF11, ebiten.KeyF) {
		ebiten.SetFullscreen(!ebiten.IsFullscreen())
	}
	if pressed(ebiten.KeyF12, ebiten.KeyP) && !g.leaving {
		g.screenshot = g.screenshotName()
	}
	if pressed(ebiten.KeyEqual, ebiten.KeyNumpadAdd) {
		g.speed = min(g.speed+1, len(speeds)-1)
	}
	if pressed(ebiten.KeyMinus, ebiten.KeyNumpadSubtract) {
		g.speed = max(g.speed-1, 0)
	}
	if pressed(ebiten.KeyBackspace) {
		g.speed = normalSpeed
	}
	for _, b := range commandKeys {
		if !(g.keyboard.just(b.key) || b.repeated && g.keyboard.repeated(b.key)) || g.keymap.binds(b.key, persons) {
			continue
		}
		c := b.plain
		if g.keyboard.shift() {
			c = b.shift
		}
		if c == scene.Clip && g.plain {
			c = scene.PlainClip
		}
		if err := g.scene.Do(g.ctx, c); err != nil {
			return err
		}
		if _, ok := g.scene.(scene.Seeker); ok {
			g.paused = g.paused || b.pauses
		}
		g.stale = true
	}
	g.tags(pressed)
	g.pick(pressed)
	return g.mouse()
}

// pick shows one picture of several at full size, by its digit or by a click.
func (g *game) pick(pressed func(...ebiten.Key) bool) {
	s, ok := g.scene.(scene.Picker)
	if !ok {
		return
	}
	for n := range 9 {
		if pressed(ebiten.KeyDigit1+ebiten.Key(n), ebiten.KeyNumpad1+ebiten.Key(n)) {
			s.Pick(n + 1)
			g.stale = true
		}
	}
	at := image.Pt(ebiten.CursorPosition())
	if inpututil.IsMouseButtonJustPressed(ebiten.MouseButtonLeft) && at.In(g.at) {
		s.PickAt(image.Pt(int(float64(at.X-g.at.Min.X)/g.scale), int(float64(at.Y-g.at.Min.Y)/g.scale)))
		g.stale = true
	}
}

// mouse seeks to the point of the timeline that is clicked.
func (g *game) mouse() error {
	seeker, ok := g.scene.(scene.Seeker)
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

// status describes the speed, unless it is normal.
func (g *game) status() string {
	switch {
	case g.paused:
		return "paused"
	case g.speed != normalSpeed:
		return fmt.Sprintf("%g× speed", speeds[g.speed])
	}
	return ""
}
