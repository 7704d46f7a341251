package raster

// The logical colours of a figure. A team's palette maps them to the game's colours.
const (
	inkOutline uint8 = 1 + iota
	inkGi
	inkGiLight
	inkGiDark
	inkSkin
	inkSkinDark
	inkHair
	inkBelt
	inkBand
	inkWhite
	inkYellow
	inkOrange
	inkCyan
	inkMagenta
	inkDark
)

// outlineKind is the kind of a figure's outline.
type outlineKind int

const (
	plain outlineKind = iota
	pale              // cannot be hit
	fed               // its dash has eaten a fireball
	numOutlines
)

// colours returns a team's palette with an outline.
func colours(t team, o outlineKind) *[256]uint8 {
	c := [256]uint8{
		inkOutline: colDark, inkSkin: colSkin, inkSkinDark: colSkinDark, inkHair: colHair,
		inkBelt: colBelt, inkWhite: colWhite, inkYellow: colYellow, inkOrange: colOrange,
		inkCyan: colCyan, inkMagenta: colMagenta, inkDark: colDark,
		inkGi: colGreen, inkGiLight: colGreenLight, inkGiDark: colGreenDark, inkBand: colWhite,
	}
	if t == red {
		c[inkGi], c[inkGiLight], c[inkGiDark], c[inkBand] = colRed, colRedLight, colRedDark, colYellow
	}
	switch o {
	case pale:
		c[inkOutline] = colWhite
	case fed:
		c[inkOutline] = colCyan
	}
	return &c
}

// skeleton is a pose's joints.
type skeleton struct {
	head, chest, hip      point
	frontElbow, frontHand point
	backElbow, backHand   point
	frontKnee, frontFoot  point
	backKnee, backFoot    point
}

// draw draws the figure from back to front, with its outline.
func (s *skeleton) draw(c *canvas) {
	c.arm(s.shoulder(-3), s.backElbow, s.backHand, inkGiDark, inkSkinDark)
	c.leg(point{s.hip.x - 2, s.hip.y}, s.backKnee, s.backFoot, inkGiDark, inkSkinDark)
	c.torso(s)
	c.leg(point{s.hip.x + 2, s.hip.y}, s.frontKnee, s.frontFoot, inkGi, inkSkin)
	c.limb(point{s.hip.x + 1, s.hip.y}, point{(s.hip.x + s.frontKnee.x) / 2, (s.hip.y+s.frontKnee.y)/2 + 1}, 1, inkGiLight)
	c.face(s)
	c.arm(s.shoulder(2), s.frontElbow, s.frontHand, inkGi, inkSkin)
	c.outline(inkOutline)
}

// shoulder returns the start of an arm, dx in front of the chest.
func (s *skeleton) shoulder(dx int) point { return point{s.chest.x + dx, s.chest.y + 2} }

func (c *canvas) arm(shoulder, elbow, hand point, cloth, skin uint8) {
	c.limb(shoulder, elbow, 3, cloth)
	c.limb(elbow, hand, 2, skin)
	c.limb(hand, hand, 3, skin)
}

func (c *canvas) leg(hip, knee, foot point, cloth, skin uint8) {
	c.limb(hip, knee, 4, cloth)
	c.limb(knee, foot, 3, cloth)
	c.limb(point{foot.x - 1, foot.y}, point{foot.x + 3, foot.y}, 1, skin)
}

// torso draws the jacket with lapel and belt, shaded at the back and lit in front.
func (c *canvas) torso(s *skeleton) {
	c.limb(s.hip, s.chest, 6, inkGi)
	c.limb(point{s.hip.x - 4, s.hip.y}, point{s.chest.x - 4, s.chest.y}, 2, inkGiDark)
	c.limb(point{s.hip.x + 3, s.hip.y + 2}, point{s.chest.x + 3, s.chest.y + 1}, 1, inkGiLight)
	c.limb(point{s.chest.x - 1, s.chest.y + 4}, point{s.hip.x + 3, s.hip.y + 5}, 0, inkGiDark)
	c.limb(point{s.hip.x - 5, s.hip.y + 1}, point{s.hip.x + 5, s.hip.y + 1}, 1, inkBelt)
	c.limb(point{s.hip.x + 4, s.hip.y}, point{s.hip.x + 6, s.hip.y - 5}, 0, inkBelt)
}

// face draws the head with hair, headband and an eye.
func (c *canvas) face(s *skeleton) {
	h := s.head
	c.limb(point{h.x - 5, h.y + 2}, point{h.x - 11, h.y - 1}, 1, inkBand)
	c.limb(h, h, 6, inkHair)
	c.limb(point{h.x + 2, h.y - 2}, point{h.x + 2, h.y - 2}, 4, inkSkin)
	c.limb(point{h.x + 1, h.y - 5}, point{h.x + 3, h.y - 5}, 1, inkSkinDark)
	c.limb(point{h.x - 5, h.y + 2}, point{h.x + 6, h.y + 2}, 1, inkBand)
	c.set(h.x+4, h.y-1, inkOutline)
	c.set(h.x+4, h.y-2, inkOutline)
}
