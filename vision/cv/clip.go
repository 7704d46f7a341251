package cv

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
)

// Clip is a ring buffer of the last frames, so that they can be saved after an event. Calls
// must not overlap.
type Clip struct {
	ring  []clipFrame
	next  int
	count int
}

type clipFrame struct {
	frame *image.Paletted
	taken bool // part of a Snapshot and must not be overwritten
}

// NewClip returns a Clip of up to n frames.
func NewClip(n int) *Clip { return &Clip{ring: make([]clipFrame, max(n, 1))} }

// Add adds a copy of a palette frame, whose palette must not be changed in place. It
// allocates only until the clip is full and to replace frames of a Snapshot.
func (c *Clip) Add(frame *image.Paletted) {
	slot := &c.ring[c.next]
	if slot.frame == nil || slot.taken || slot.frame.Rect.Size() != frame.Rect.Size() {
		*slot = clipFrame{frame: image.NewPaletted(image.Rectangle{Max: frame.Rect.Size()}, frame.Palette)}
	}
	slot.frame.Palette = frame.Palette
	for y := range frame.Rect.Dy() {
		copy(slot.frame.Pix[y*slot.frame.Stride:][:frame.Rect.Dx()], frame.Pix[y*frame.Stride:])
	}
	c.next = (c.next + 1) % len(c.ring)
	c.count = min(c.count+1, len(c.ring))
}

// Take returns the current frames without copying them.
func (c *Clip) Take() Snapshot {
	var r Snapshot
	for i := range c.count {
		slot := &c.ring[(c.next-c.count+i+len(c.ring))%len(c.ring)]
		slot.taken = true
		r.frames = append(r.frames, slot.frame)
	}
	return r
}

// Snapshot is an immutable sequence of frames, oldest first. It may be used concurrently
// with the Clip.
type Snapshot struct {
	frames []*image.Paletted
}

// Len returns the number of frames.
func (r Snapshot) Len() int { return len(r.frames) }

var playable = encoding{".mp4", "avc1", "OpenCV has no H.264 encoder; name a file that ends in .mkv"}

// Save writes the frames as a video, enlarged by scale: H.264 if the name ends in .mp4, or
// lossless if it ends in .mkv. All frames must have the same size. If ctx is cancelled or
// writing fails, Save removes the file.
func (r Snapshot) Save(ctx context.Context, path string, fps float64, scale int) error {
	if len(r.frames) > 0 && scale < 1 {
		return fmt.Errorf("save clip %s: scale is %d; want at least 1", path, scale)
	}
	large := image.NewPaletted(image.Rectangle{Max: r.Size().Mul(scale)}, nil)
	return r.save(ctx, path, fps, large.Rect.Size(), func(w *VideoWriter, _ int, f *image.Paletted) error {
		if f.Rect.Size().Mul(scale) != large.Rect.Size() {
			return w.takes(f.Rect.Size().Mul(scale))
		}
		enlarge(large, f, scale)
		return w.Write(large)
	})
}

// SaveWith is Save of frames of a size that compose draws into dst, from the nth frame of
// the clip, which it must not change.
func (r Snapshot) SaveWith(ctx context.Context, path string, fps float64, size image.Point, compose func(dst Frame, n int, frame *image.Paletted)) error {
	dst := NewFrame(size.X, size.Y)
	return r.save(ctx, path, fps, size, func(w *VideoWriter, n int, f *image.Paletted) error {
		compose(dst, n, f)
		return w.WriteCaptured(dst)
	})
}

// Size returns the size of the frames, zero without any.
func (r Snapshot) Size() image.Point {
	if len(r.frames) == 0 {
		return image.Point{}
	}
	return r.frames[0].Rect.Size()
}

// save creates a video and lets write append each frame.
func (r Snapshot) save(ctx context.Context, path string, fps float64, size image.Point, write func(w *VideoWriter, n int, f *image.Paletted) error) error {
	if len(r.frames) == 0 {
		return fmt.Errorf("save clip %s: no frames yet", path)
	}
	var e encoding
	switch filepath.Ext(path) {
	case playable.extension:
		e = playable
	case lossless.extension:
		e = lossless
	default:
		return fmt.Errorf("save clip %s: want a name that ends in .mp4 or .mkv", path)
	}
	w, err := e.create(path, size, fps)
	if err != nil {
		return err
	}
	for n, f := range r.frames {
		if err = cmp.Or(ctx.Err(), err); err != nil {
			break
		}
		err = write(w, n, f)
	}
	closing := w.Close()
	if err = cmp.Or(err, closing); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// enlarge scales src by nearest neighbour.
func enlarge(dst, src *image.Paletted, scale int) {
	dst.Palette = src.Palette
	for y := range src.Rect.Dy() {
		row := dst.Pix[y*scale*dst.Stride:][:dst.Stride]
		for x, index := range src.Pix[y*src.Stride:][:src.Rect.Dx()] {
			for i := range scale {
				row[x*scale+i] = index
			}
		}
		for i := 1; i < scale; i++ {
			copy(dst.Pix[(y*scale+i)*dst.Stride:][:dst.Stride], row)
		}
	}
}
