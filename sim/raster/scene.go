package raster

// makeScene returns the background, a dojo at night, with empty bars.
func makeScene() []uint8 {
	pix := make([]uint8, Width*Height)
	fill := func(x, y, w, h int, colour uint8) {
		for j := max(y, 0); j < min(y+h, Height); j++ {
			for i := max(x, 0); i < min(x+w, Width); i++ {
				pix[j*Width+i] = colour
			}
		}
	}
	fill(0, 0, Width, Height, colWall)
	// A faint sun on the back wall.
	for y := -34; y <= 34; y++ {
		for x := -34; x <= 34; x++ {
			if x*x+y*y <= 34*34 {
				fill(Width/2+x, 84+y, 1, 1, colSun)
			}
		}
	}
	// Paper screens between posts, except in the middle.
	for _, x := range []int{8, 60, 220, 272} {
		fill(x, 48, 40, 84, colPaper)
		for i := 0; i <= 40; i += 10 {
			fill(x+i, 48, 1, 84, colWallDark)
		}
		for j := 0; j <= 84; j += 14 {
			fill(x, 48+j, 40, 1, colWallDark)
		}
		fill(x, 118, 40, 14, colPaperDark)
	}
	for _, x := range []int{0, 50, 104, 208, 262, 314} {
		fill(x, 36, 6, 100, colBeam)
		fill(x, 36, 1, 100, colBeamLight)
	}
	fill(0, 36, Width, 5, colBeam)
	fill(0, 36, Width, 1, colBeamLight)
	// The floor: boards that widen towards the viewer.
	fill(0, 136, Width, 24, colFloor)
	for y, step := 136, 3; y < 160; y, step = y+step, step+2 {
		fill(0, y, Width, 1, colFloorDark)
	}
	for x := 12; x < Width; x += 37 {
		fill(x, 137, 1, 23, colFloorDark)
	}
	fill(0, 136, Width, 1, colFloorLine)
	// Panels behind the bars and the icons.
	fill(0, 0, Width, 32, colPanel)
	fill(0, 31, Width, 1, colPanelLine)
	fill(0, 160, Width, 20, colPanel)
	fill(0, 160, Width, 1, colPanelLine)
	for _, x := range []int{barX, Width - barX - barLength} {
		fill(x, healthY, barLength, 8, colIconOff)
		fill(x, staminaY, barLength, 4, colIconOff)
		fill(x, gaugeY, barLength, 4, colIconOff)
	}
	return pix
}
