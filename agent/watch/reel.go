package watch

import (
	"context"
	"fmt"
	"image"
	"image/draw"
	"path/filepath"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
	"github.com/kumite/kumite/vision/cv"
)

// Clips have clipFPS frames per second and contain the last ten seconds.
const (
	clipFPS    = 30
	clipEvery  = sim.TickRate / clipFPS // ticks
	clipFrames = 10 * clipFPS
)

// clipExtension says that clips are H.264.
const clipExtension = ".mp4"

// viewEvery is the number of frames of a clip between two states of its panels.
const viewEvery = 3

// clipWidth is the least width of a clip: a match is shown at twice its size.
const clipWidth = 640

// longestSide is the largest side of a frame that H.264 encoders take, in pixels. A wider
// grid is filmed at its own size.
const longestSide = 4096

// filmed is what a reel films.
type filmed interface {
	scene.Scene
	scene.Overlayer
}

// reel keeps the last ten seconds of a scene, as pictures and with what was shown over them
// and below them.
type reel struct {
	pictures *cv.Clip
	shown    []shown // of the newest pictures, oldest first, clipFrames at most
	ticks    int
	now      func() time.Time // names the files
	palette  *panel.Palette
	log      zerolog.Logger
	notices  *notices
}

// shown is what was shown with a picture. It is not changed any more.
type shown struct {
	view    *panel.View
	overlay *panel.Overlay
}

func newReel(now func() time.Time, palette *panel.Palette, log zerolog.Logger, n *notices) *reel {
	return &reel{pictures: cv.NewClip(clipFrames), now: now, palette: palette, log: log, notices: n}
}

// tick films a scene after a tick of play. The scene's frame must be a palette frame.
func (r *reel) tick(s filmed) {
	if r.ticks++; r.ticks%clipEvery != 0 {
		return
	}
	frame, ok := s.Frame().(*image.Paletted)
	if !ok {
		return
	}
	r.pictures.Add(frame)
	now := shown{overlay: new(panel.Overlay)}
	s.Overlay(now.overlay)
	if n := len(r.shown); n > 0 && r.ticks/clipEvery%viewEvery != 0 {
		now.view = r.shown[n-1].view
	} else {
		now.view = new(panel.View)
		s.View(now.view)
	}
	if len(r.shown) == clipFrames {
		copy(r.shown, r.shown[1:])
		r.shown = r.shown[:clipFrames-1]
	}
	r.shown = append(r.shown, now)
}

// save writes the last ten seconds to a file in the working folder, in the background: all
// that was shown, or the pictures alone. It returns the file's path.
func (r *reel) save(ctx context.Context, background *errgroup.Group, stem string, alone bool) (path string) {
	clip, rest := r.pictures.Take(), append([]shown(nil), r.shown...)
	path = inWorkingFolder(stem + "-" + r.now().Format(fileTime) + clipExtension)
	done := r.notices.addPending("saving " + path)
	background.Go(func() error {
		if err := r.write(ctx, path, clip, rest, alone); err != nil {
			r.log.Warn().Msg(err.Error())
			done(err.Error(), true)
			return nil // reported
		}
		text := fmt.Sprintf("saved %s, %.1f s", path, float64(clip.Len())/clipFPS)
		r.log.Info().Msg(text)
		done(text, false)
		return nil
	})
	return path
}

func (r *reel) write(ctx context.Context, path string, clip cv.Snapshot, rest []shown, alone bool) error {
	if alone || clip.Len() == 0 {
		scale := 2
		if large := clip.Size().Mul(scale); max(large.X, large.Y) > longestSide {
			scale = 1
		}
		return clip.Save(ctx, path, clipFPS, scale)
	}
	p, err := panel.NewPainter()
	if err != nil {
		return fmt.Errorf("save clip %s: load font: %w", path, err)
	}
	p.Palette = r.palette
	f := &film{painter: p}
	size := f.layOut(clip.Size())
	return clip.SaveWith(ctx, path, clipFPS, size, func(dst cv.Frame, n int, frame *image.Paletted) {
		f.compose(frame, rest[n])
		f.copyTo(dst)
	})
}

// fileTime is the time in the name of a file, so that none is overwritten.
const fileTime = "20060102-150405.000"

// inWorkingFolder returns the full path of a file in the working folder.
func inWorkingFolder(name string) string {
	if path, err := filepath.Abs(name); err == nil {
		return path
	}
	return name
}

// film draws the frames of a clip with all that was shown.
type film struct {
	painter *panel.Painter
	canvas  *image.RGBA
	panels  *image.RGBA // a part of it, with its corner at 0, 0
	at      image.Rectangle
	scale   int
	drawn   *panel.View // in panels
}

// layOut decides where pictures of a size and their panels are, and returns the size of both.
func (f *film) layOut(picture image.Point) image.Point {
	f.scale = max(clipWidth/picture.X, 1)
	f.at = image.Rectangle{Max: picture.Mul(f.scale)}
	height := f.painter.LeastHeight(image.Pt(f.at.Dx(), f.at.Dx()*9/8), true)
	height += height % 2 // videos have even sides
	size := image.Pt(f.at.Dx(), f.at.Dy()+height)
	f.canvas = image.NewRGBA(image.Rectangle{Max: size})
	f.panels = image.NewRGBA(image.Rect(0, 0, size.X, height))
	return size
}

// compose draws a frame.
func (f *film) compose(picture *image.Paletted, with shown) {
	var colours [256][4]byte
	for i, c := range picture.Palette {
		r, g, b, _ := c.RGBA()
		colours[i] = [4]byte{byte(r >> 8), byte(g >> 8), byte(b >> 8), 255}
	}
	for y := range f.at.Dy() {
		row := picture.Pix[y/f.scale*picture.Stride:]
		for x := range f.at.Dx() {
			*(*[4]byte)(f.canvas.Pix[f.canvas.PixOffset(x, y):]) = colours[row[x/f.scale]]
		}
	}
	f.painter.Overlay(f.canvas, f.at, float64(f.scale), with.overlay)
	if f.drawn != with.view {
		f.drawn = with.view
		f.painter.Draw(f.panels, with.view)
		draw.Draw(f.canvas, f.panels.Rect.Add(image.Pt(0, f.at.Dy())), f.panels, image.Point{}, draw.Src)
	}
}

// copyTo copies the frame in the order blue, green, red.
func (f *film) copyTo(dst cv.Frame) {
	for i := range dst.Width * dst.Height {
		p, q := f.canvas.Pix[4*i:], dst.Pix[3*i:]
		q[0], q[1], q[2] = p[2], p[1], p[0]
	}
}
