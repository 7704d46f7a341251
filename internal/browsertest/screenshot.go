package browsertest

import (
	"os"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// Media sets the medium ("screen", "print") and the preferred colours ("light", "dark").
func (p *Page) Media(medium, colours string) {
	p.t.Helper()
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Media: medium, Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: colours}},
	})
}

// Screenshot writes a picture of the window, or of the whole page, to a PNG file.
func (p *Page) Screenshot(path string, whole bool) {
	p.t.Helper()
	action := chromedp.CaptureScreenshot()
	if whole {
		action = chromedp.FullScreenshot(100)
	}
	if err := os.WriteFile(path, get(p, action), 0o644); err != nil {
		p.t.Fatal(err)
	}
}
