package raster

import "image/color"

// Palette is the game's colours. They differ in brightness too, because a model may see
// them in grey.
var Palette = color.Palette{
	colBlack:      rgb(0x0b0b12),
	colShadow:     rgb(0x14121a),
	colWall:       rgb(0x231f2e),
	colWallDark:   rgb(0x1b1824),
	colBeam:       rgb(0x2e2230),
	colBeamLight:  rgb(0x3a2b38),
	colPaper:      rgb(0x37343f),
	colPaperDark:  rgb(0x2f2c38),
	colFloor:      rgb(0x3d2c26),
	colFloorDark:  rgb(0x32241f),
	colFloorLine:  rgb(0x4a372e),
	colPanel:      rgb(0x101018),
	colPanelLine:  rgb(0x4c4a5a),
	colSun:        rgb(0x4a2733),
	colWhite:      rgb(0xffffff),
	colYellow:     rgb(0xffe45c),
	colOrange:     rgb(0xff9a2e),
	colCyan:       rgb(0x6fe8ff),
	colMagenta:    rgb(0xff6ad5),
	colDark:       rgb(0x05050a),
	colSkin:       rgb(0xf2c79a),
	colSkinDark:   rgb(0xb98457),
	colHair:       rgb(0x241a16),
	colBelt:       rgb(0x16141c),
	colGreen:      rgb(0x62d26a),
	colGreenLight: rgb(0xb4f59a),
	colGreenDark:  rgb(0x2f8f4e),
	colRed:        rgb(0xb8383f),
	colRedLight:   rgb(0xe0645a),
	colRedDark:    rgb(0x75212f),
	colHealth:     rgb(0xf6f3d0),
	colHealthLow:  rgb(0xff7a3c),
	colStamina:    rgb(0x4fb4e8),
	colGauge:      rgb(0x9a6fd0),
	colGaugeFull:  rgb(0xffe45c),
	colIconOff:    rgb(0x22212c),
	colIconOffInk: rgb(0x3c3a4a),
	colText:       rgb(0xe8e6f0),
}

const (
	colBlack uint8 = iota
	colShadow
	colWall
	colWallDark
	colBeam
	colBeamLight
	colPaper
	colPaperDark
	colFloor
	colFloorDark
	colFloorLine
	colPanel
	colPanelLine
	colSun
	colWhite
	colYellow
	colOrange
	colCyan
	colMagenta
	colDark
	colSkin
	colSkinDark
	colHair
	colBelt
	colGreen
	colGreenLight
	colGreenDark
	colRed
	colRedLight
	colRedDark
	colHealth
	colHealthLow
	colStamina
	colGauge
	colGaugeFull
	colIconOff
	colIconOffInk
	colText
)

func rgb(v uint32) color.RGBA {
	return color.RGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 0xff}
}
