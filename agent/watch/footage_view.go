package watch

import (
	"fmt"
	"image"
	"time"

	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/sim"

	"github.com/kumite/kumite/sim/window/panel"
)

// Frame implements scene.Scene.
func (f *Footage) Frame() image.Image {
	if f.any {
		for i := range f.frame.Width * f.frame.Height { // blue, green, red
			p := f.frame.Pix[3*i:]
			q := f.picture.Pix[4*i:]
			q[0], q[1], q[2], q[3] = p[2], p[1], p[0], 255
		}
	}
	return f.picture
}

// View implements scene.Scene.
func (f *Footage) View(v *panel.View) {
	x := &v.Sides[0]
	*x = panel.Side{Name: f.name, Bars: bars(x.Bars, &f.history.newest, nil), Strip: f.history.strip(x.Strip, nil), Seen: x.Seen}
	x.Kind, x.Detail = fmt.Sprintf("model %.8s", f.model.Files.Own(f.model.SHA256)), f.model.Query
	x.Caption = moment(&f.history.newest)
	now := int32(f.now().Sub(f.began) * sim.TickRate / time.Second)
	if f.decidedPress.frozen(now) {
		x.Frozen, x.Caption = true, fmt.Sprintf("this press, %.1f s ago", seconds(now-f.decidedPress.tick))
		x.Bars = bars(x.Bars, &f.decidedPress.snapshot, nil)
	}
	x.Card = f.decidedPress.card(&account{}, now)
	fillSeen(&x.Seen, f.history.newest.Picture)
	if x.Frozen {
		fillSeen(&x.Seen, f.decidedPress.snapshot.Picture)
	}
	x.Rate = fmt.Sprintf("%s in %s", number.Of(f.sent, "press"), number.Of(f.decided, "decision"))
	size, kind := f.capture.Size(), "file"
	if f.capture.Live() {
		kind = "live"
	}
	v.Sides[1] = panel.Side{Name: "source", Kind: kind, Detail: f.source, Warning: f.likeness.unlike(), Lines: []string{
		fmt.Sprintf("%d×%d, %s, %.4g frames a second", size.X, size.Y, kind, f.capture.FPS()),
		fmt.Sprintf("frame %d at %.1f s", f.seen.Number, f.seen.Media.Seconds()),
		fmt.Sprintf("age when decided on: p50 %.1f, p99 %.1f ms", milliseconds(&f.ages, 0.5), milliseconds(&f.ages, 0.99)),
		fmt.Sprintf("due without a new frame: %s", number.Of(f.skipped, "decision")),
	}}
	v.Score = fmt.Sprintf("%s on %s", f.name, f.source)
	v.Title = "kumite: " + v.Score
	for _, w := range f.model.Warnings {
		v.Notices = append(v.Notices, panel.Notice{Text: w, Bad: true})
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.failed != nil:
		v.Notices = append(v.Notices, panel.Notice{Text: f.failed.Error(), Bad: true})
	case f.ended:
		v.Status = "the source has ended"
	case !f.any:
		v.Status = "waiting for the first frame"
	}
}
