package logs

import (
	"context"
	"errors"
	"hash/maphash"
	"io"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/vision/cv"
)

// The size of the small pictures that a survey keeps.
const (
	PictureWidth  = 32
	PictureHeight = 18
	PictureSize   = PictureWidth * PictureHeight
)

// Survey is what a look at every frame and row of a folder found, for Check.
type Survey struct {
	Header
	Recordings []Surveyed // in the order of logs.json
}

// Surveyed is one recording.
type Surveyed struct {
	Name    string
	Side    string // "left", "right" or "" where logs.json does not say
	Problem string // why it could not be read to its end; "" where it could
	Rows    []Row

	FPS      float64  // that the video states, 0 where it does not
	Uniform  int      // frames of a single colour
	Repeated int      // frames that are equal to the one before
	Hashes   []uint64 // of the frames; equal within one survey where frames are
	Pictures []uint8  // [frames, PictureHeight, PictureWidth] grey; nil where not kept
}

// Look streams every recording, workers of them at once, each frame once. Of as
// many recordings as hold about keep frames, evenly spread, it keeps the small
// pictures. A recording that cannot be read is part of what it found; an error
// means that ctx ended. progress, where it is not nil, is called after each
// recording, from any goroutine.
func Look(ctx context.Context, folder *Folder, workers, keep int, progress func()) (*Survey, error) {
	s := &Survey{Header: folder.Header, Recordings: make([]Surveyed, len(folder.Recordings))}
	seed := maphash.MakeSeed()
	var (
		mu   sync.Mutex
		next int
	)
	total := 0
	for i := range folder.Recordings {
		if rows, err := folder.Rows(i); err == nil {
			total += len(rows)
		}
	}
	every := max(1, (total+keep-1)/max(keep, 1))
	group, ctx := errgroup.WithContext(ctx)
	for range max(1, workers) {
		group.Go(func() error {
			for {
				mu.Lock()
				i := next
				next++
				mu.Unlock()
				if i >= len(s.Recordings) {
					return nil
				}
				x := &s.Recordings[i]
				x.Name, x.Side = folder.Recordings[i].Name, folder.Recordings[i].Side
				if err := x.look(ctx, folder, i, seed, i%every == 0); err != nil {
					if ctx.Err() != nil {
						return ctx.Err()
					}
					x.Problem = oneLine(err)
				}
				if progress != nil {
					progress()
				}
			}
		})
	}
	return s, group.Wait()
}

func (x *Surveyed) look(ctx context.Context, folder *Folder, i int, seed maphash.Seed, keep bool) (err error) {
	r, err := folder.Open(i)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	x.FPS = r.video.FPS()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		frame, row, err := r.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		x.Rows = append(x.Rows, row)
		hash := maphash.Bytes(seed, frame.Pix)
		if n := len(x.Hashes); n > 0 && x.Hashes[n-1] == hash {
			x.Repeated++
		}
		x.Hashes = append(x.Hashes, hash)
		if uniform(frame) {
			x.Uniform++
		}
		if keep {
			x.Pictures = appendPicture(x.Pictures, frame)
		}
	}
}

// uniform says whether a frame is of one colour.
func uniform(f cv.Frame) bool {
	for i := 3; i < len(f.Pix); i++ {
		if f.Pix[i] != f.Pix[i-3] {
			return false
		}
	}
	return true
}

// appendPicture appends a frame made small and grey: the mean of each cell.
func appendPicture(pictures []uint8, f cv.Frame) []uint8 {
	start := len(pictures)
	pictures = slices.Grow(pictures, PictureSize)[:start+PictureSize]
	for cy := range PictureHeight {
		y0, y1 := cell(cy, PictureHeight, f.Height)
		for cx := range PictureWidth {
			x0, x1 := cell(cx, PictureWidth, f.Width)
			total := 0
			for y := y0; y < y1; y++ {
				for _, v := range f.Pix[3*(y*f.Width+x0) : 3*(y*f.Width+x1)] {
					total += int(v)
				}
			}
			pictures[start+cy*PictureWidth+cx] = uint8(total / (3 * (y1 - y0) * (x1 - x0)))
		}
	}
	return pictures
}

// cell is the range of pixels that cell i of n covers, at least one.
func cell(i, n, pixels int) (from, to int) {
	from = min(i*pixels/n, pixels-1)
	return from, max((i+1)*pixels/n, from+1)
}
