package window

import (
	"image"

	"github.com/hajimehoshi/ebiten/v2"
)

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
	"bright sent, dark held back, yellow too late, red faulty, violet the shadow.",
}

func (g *game) drawHelp(screen *ebiten.Image) {
	w := min(g.size.X-8, 760)
	size := image.Pt(w, min(g.size.Y-8, w*len(helpLines)/34+24))
	if g.page.size() != size {
		g.painter.Page(g.page.canvas(size), helpLines)
		g.page.upload()
	}
	g.page.place(screen, image.Pt((g.size.X-size.X)/2, (g.size.Y-size.Y)/2), 1)
}
