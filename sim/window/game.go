package window

import (
	"context"
	"fmt"
	"image"
	"math"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// game implements ebiten.Game.
type game struct {
	ctx      context.Context // Ebiten passes none to Update; the window closes when it is cancelled
	cfg      Config
	scene    scene.Scene
	keyboard keyboard
	keymap   Keymap
	painter  *panel.Painter
	view     panel.View

	picture surface // the scene's
	strip   surface // the panels
	page    surface // help
	panels  bool
	plain   bool // clips and screenshots are without panels
	stale   bool // the panels must be redrawn
	help    bool
	note    *note // that a person types, or nil
	overlay overlay
	speaker speaker
	density float64 // pixels of the screen in a point
	size    image.Point
	at      image.Rectangle // the place of the picture
	scale   float64         // of the picture
	below   image.Rectangle // the place of the panels, which the picture leaves free

	speed     int // index into speeds
	owed      float64
	paused    bool
	stepOnce  bool
	ticked    bool // play ran in the last Update, at the speed lastSpeed
	lastSpeed int
	pressed   [2]sim.Skill // not yet passed to the scene

	screenshot string // file for the next frame, or ""
	leaving    bool
	drawErr    error        // panic while drawing
	saveErr    error        // of the final screenshot
	notice     panel.Notice // result of the last screenshot
	noticeFor  int          // ticks for which to show it
	title      string

	began, last time.Time
	ticks       int
	drawn       int
	longest     time.Duration
	lastDrawn   time.Time
}

// speeds are the selectable numbers of ticks per sixtieth of a second.
var speeds = []float64{0.25, 0.5, 1, 2, 4, 8, 16}

const normalSpeed = 2

// panelEvery is the number of drawn frames between updates of the panels: ten updates
// per second, as many as decisions.
const panelEvery = 6

func newGame(ctx context.Context, cfg Config, s scene.Scene) (*game, error) {
	p, err := panel.NewPainter()
	if p != nil {
		p.Palette = cfg.Palette
	}
	if err != nil {
		return nil, fmt.Errorf("load font: %w", err)
	}
	keys := cfg.Keys
	if !keys.set {
		keys = defaultKeymap
	}
	return &game{
		ctx: ctx, cfg: cfg, scene: s, painter: p, speed: normalSpeed, panels: true, stale: true, paused: cfg.Paused,
		keyboard: keyboard{script: cfg.Script, now: -1}, keymap: keys, speaker: speaker{muted: cfg.Muted},
	}, nil
}

// Layout implements ebiten.Game; Ebiten calls LayoutF in its place.
func (g *game) Layout(width, height int) (int, int) { return width, height }

// LayoutF implements ebiten.LayoutFer: the screen has the pixels of the window, also on a
// high-density display.
func (g *game) LayoutF(width, height float64) (float64, float64) {
	density := ebiten.Monitor().DeviceScaleFactor()
	width, height = math.Ceil(width*density), math.Ceil(height*density)
	if size := image.Pt(int(width), int(height)); size != g.size || density != g.density {
		g.size, g.density, g.stale = size, density, true
		g.painter.Scale = density * max(g.cfg.TextSize, 1)
		g.page.forget()
	}
	return width, height
}

// Update implements ebiten.Game, 60 times per second.
func (g *game) Update() (err error) {
	defer func() {
		if r := recover(); r != nil { // Ebiten calls Update on its own goroutine
			err = fmt.Errorf("%v", r)
		}
	}()
	if g.drawErr != nil {
		return g.drawErr
	}
	if g.ctx.Err() != nil {
		g.keepNote()
		return errDone
	}
	if g.leaving && g.screenshot == "" {
		return errDone
	}
	if ebiten.IsWindowBeingClosed() {
		g.leave()
	}
	g.clock()
	if err := g.keys(); err != nil {
		return err
	}
	wall := !g.cfg.Lockstep && !g.paused && g.speed == normalSpeed
	ticked := !g.paused && !g.leaving
	resumed := !g.ticked || g.speed != g.lastSpeed
	switch {
	case g.stepOnce:
		g.stepOnce, g.owed, g.stale = false, 1, true
	case g.paused || g.leaving:
		g.owed = 0
	default:
		g.owed += speeds[g.speed]
	}
	pads := g.pads()
	for i := range pads { // a press is kept until the next tick
		if pads[i].Skill != 0 {
			g.pressed[i] = pads[i].Skill
		}
	}
	g.ticked, g.lastSpeed = ticked, g.speed
	for ; g.owed >= 1; g.owed-- {
		pads[0].Skill, pads[1].Skill = g.pressed[0], g.pressed[1]
		g.pressed = [2]sim.Skill{}
		if err := g.scene.Tick(scene.Tick{Pads: pads, Wall: wall, Resumed: resumed}); err != nil {
			return err
		}
		resumed = false
	}
	g.speaker.play(g.scene, g.speed)
	return nil
}

// clock counts ticks of the clock and closes the window after cfg.ExitAfter.
func (g *game) clock() {
	now := time.Now()
	if g.ticks++; g.ticks == 1 {
		g.began = now
	} else if g.ticks > sim.TickRate {
		g.longest = max(g.longest, now.Sub(g.last))
	}
	g.last = now
	g.keyboard.now++
	g.noticeFor = max(g.noticeFor-1, 0)
	if g.cfg.ExitAfter > 0 && g.ticks > g.cfg.ExitAfter {
		g.leave()
	}
}

// leave closes the window after the final screenshot, if any, has been taken.
func (g *game) leave() {
	if !g.leaving {
		g.keepNote()
		g.leaving, g.screenshot, g.stale = true, g.cfg.Screenshot, true
	}
}

func (g *game) report() scene.Report {
	return scene.Report{Seconds: g.last.Sub(g.began).Seconds(), Ticks: max(g.ticks-1, 0), Drawn: g.drawn, LongestTick: g.longest}
}

func (g *game) pads() (pads [2]scene.Pad) {
	if g.note != nil {
		return pads
	}
	persons := g.scene.Persons()
	for i, plays := range persons {
		if plays {
			pads[i] = g.keymap.pad(&g.keyboard, i, !persons[1-i])
		}
	}
	return pads
}
