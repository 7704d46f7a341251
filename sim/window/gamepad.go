package window

import (
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/scene"
)

// buttons are a standard gamepad's, by skill.
var buttons = map[sim.Skill]ebiten.StandardGamepadButton{
	sim.Poke: ebiten.StandardGamepadButtonRightBottom, sim.Lunge: ebiten.StandardGamepadButtonRightRight,
	sim.Fireball: ebiten.StandardGamepadButtonRightLeft, sim.AntiAir: ebiten.StandardGamepadButtonRightTop,
	sim.Dash: ebiten.StandardGamepadButtonFrontTopLeft, sim.GuardBreak: ebiten.StandardGamepadButtonFrontTopRight,
	sim.Parry: ebiten.StandardGamepadButtonFrontBottomLeft, sim.Ultimate: ebiten.StandardGamepadButtonFrontBottomRight,
}

// addGamepad adds the input of the nth standard gamepad.
func addGamepad(p *scene.Pad, nth int) {
	for _, id := range ebiten.AppendGamepadIDs(nil) {
		if !ebiten.IsStandardGamepadLayoutAvailable(id) {
			continue
		}
		if nth--; nth >= 0 {
			continue
		}
		down := func(b ebiten.StandardGamepadButton) bool { return ebiten.IsStandardGamepadButtonPressed(id, b) }
		x := ebiten.StandardGamepadAxisValue(id, ebiten.StandardGamepadAxisLeftStickHorizontal)
		y := ebiten.StandardGamepadAxisValue(id, ebiten.StandardGamepadAxisLeftStickVertical)
		p.Left = p.Left || x < -0.4 || down(ebiten.StandardGamepadButtonLeftLeft)
		p.Right = p.Right || x > 0.4 || down(ebiten.StandardGamepadButtonLeftRight)
		p.Hop = p.Hop || y < -0.6 || down(ebiten.StandardGamepadButtonLeftTop)
		p.Guard = p.Guard || y > 0.6 || down(ebiten.StandardGamepadButtonLeftBottom)
		for k := sim.Poke; k < sim.NumSkills; k++ {
			if inpututil.IsStandardGamepadButtonJustPressed(id, buttons[k]) {
				p.Skill = k
			}
		}
		return
	}
}
