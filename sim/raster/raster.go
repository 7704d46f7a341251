// Package raster draws a world. It is the only source of the game's pixels for the
// agent, the window, videos and tests.
//
// A frame is Width×Height 8-bit palette indices. Each side sees itself in green,
// starting on the left, and its opponent in red, so that one model plays both sides.
// Everything is drawn with integer blits of precomputed sprites, so that every platform
// produces identical pixels. Drawing allocates nothing.
//
// A frame shows what a policy needs to know: poses, distance, height, fireballs, bars
// and cooldown icons. It does not show how long a pose has lasted.
package raster

import (
	"image"

	"github.com/kumite/kumite/sim"
)

// The size of a frame in pixels.
const (
	Width  = 320
	Height = 180
)

// FloorY is the row of the floor in a frame.
const FloorY = 152

// NewFrame returns a buffer for Draw with the game's palette.
func NewFrame() *image.Paletted {
	return image.NewPaletted(image.Rect(0, 0, Width, Height), Palette)
}

// Draw draws the world as seen by one side. dst must come from NewFrame and is
// overwritten completely. The world is not modified.
func Draw(dst *image.Paletted, w *sim.World, side sim.Side) {
	art := art()
	copy(dst.Pix, art.scene)
	draw((*pixels)(dst), art, w, side)
}

// surface is what a world is drawn on: a background, over which later drawings cover
// earlier ones. Drawings are clipped to the frame.
type surface interface {
	sprite(s *sprite, x, y int) // with its anchor at x, y
	rect(x, y, w, h int, colour uint8)
}

// draw draws everything but the background.
func draw(on surface, art *pictures, w *sim.World, side sim.Side) {
	mirror := int32(1)
	if side == sim.Right {
		mirror = -1
	}
	sides := [2]sim.Side{side.Other(), side} // the viewer is drawn last
	for _, s := range sides {
		shadow(on, screenX(w.Fighters[s].X*mirror))
	}
	for _, s := range sides {
		drawFighter(on, art, &w.Fighters[s], teamOf(s, side), mirror, w.Tick)
	}
	for _, s := range sides {
		if shot := &w.Shots[s]; shot.Live {
			on.sprite(&art.shots[teamOf(s, side)][facing(shot.Dir*mirror)][w.Tick/6%2], screenX(shot.X*mirror), FloorY-26)
		}
	}
	drawHUD(on, art, w, side)
}

// pixels is a frame to draw on.
type pixels image.Paletted

func (p *pixels) sprite(s *sprite, x, y int) { s.draw((*image.Paletted)(p), x, y) }

func (p *pixels) rect(x, y, w, h int, colour uint8) {
	left, right := max(x, 0), min(x+w, Width)
	for row := max(y, 0); row < min(y+h, Height) && left < right; row++ {
		line := p.Pix[row*p.Stride+left : row*p.Stride+right]
		for i := range line {
			line[i] = colour
		}
	}
}

// Camera provides a world's pixels to an agent.
type Camera struct {
	World *sim.World
	Side  sim.Side
}

// Grab draws the world into dst, which must come from NewFrame.
func (c *Camera) Grab(dst *image.Paletted) error {
	Draw(dst, c.World, c.Side)
	return nil
}

// team is green for the viewer and red for its opponent.
type team int

const (
	green team = iota
	red
)

func teamOf(s, viewer sim.Side) team {
	if s == viewer {
		return green
	}
	return red
}

// facing is an index: 0 looks to the right, 1 to the left.
func facing(dir int32) int {
	if dir < 0 {
		return 1
	}
	return 0
}

// screenX returns the column of a position in the arena. It rounds towards the middle on
// both sides.
func screenX(x int32) int { return Width/2 + int(x/sim.Px) }

func drawFighter(on surface, art *pictures, f *sim.Fighter, t team, mirror, tick int32) {
	p, outline := poseOf(f, tick), plain
	switch {
	case f.Grace > 0:
		outline = pale
	case f.Fed && f.Skill == sim.Dash:
		outline = fed
	}
	on.sprite(&art.fighters[p][t][facing(f.Facing*mirror)][outline], screenX(f.X*mirror), FloorY-int(f.Y/sim.Px))
}

// poseOf returns the fighter's pose. Only idling and walking are animated, by the world's
// clock, so that no pose shows how long it has lasted.
func poseOf(f *sim.Fighter, tick int32) pose {
	switch f.Phase {
	case sim.Hopping:
		return poseHop
	case sim.Landing:
		return poseLand
	case sim.Hurt:
		return poseHurt
	case sim.Down:
		return poseDown
	case sim.Startup:
		return poseStartup + pose(f.Skill)
	case sim.Active:
		return poseActive + pose(f.Skill)
	case sim.Recovery:
		return poseRecovery + pose(f.Skill)
	}
	beat := pose(tick / 12 % 2)
	switch f.Stance {
	case sim.StepForward:
		return poseForward + beat
	case sim.StepBack:
		return poseBack + beat
	case sim.Guard:
		return poseGuard
	case sim.Dropped:
		return poseRecovery + pose(sim.Lunge) // networks know it as an opening
	}
	return poseIdle + pose(tick/24%2)
}

// shadow draws the shadow on the floor below a fighter.
func shadow(on surface, x int) {
	for row, half := range [...]int{10, 14, 10} {
		on.rect(x-half, FloorY+row-1, 2*half, 1, colShadow)
	}
}
