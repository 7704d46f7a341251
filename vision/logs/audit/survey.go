package audit

import (
	"context"
	"errors"
	"hash/maphash"
	"io"
	"strings"

	"github.com/kumite/kumite/internal/pool"
	"github.com/kumite/kumite/vision/logs"
)

// survey is what a look at every frame and row of a folder found.
type survey struct {
	logs.Header
	recordings []recording // in the order of logs.json
}

// recording is what was found in one recording.
type recording struct {
	name    string
	side    string // "left", "right" or "" where logs.json does not say
	problem string // why it could not be read to its end; "" where it could
	short   string // how many of the frames that the video states could be read; "" where all
	rows    []logs.Row

	fps      float64   // that the video states, 0 where it does not
	times    []float64 // of the frames by the video, ms; nil where it has none
	uniform  int       // frames of a single colour
	repeated int       // frames that are equal to the one before
	hashes   []uint64  // of the frames; equal within one survey where frames are
	pictures []uint8   // [frames, pictureHeight, pictureWidth] grey; nil where not kept
}

// look streams every recording, several at once, each frame once. Of as many
// recordings as hold about cfg.ProbeFrames frames, evenly spread, it keeps the
// small pictures. An error means that ctx ended.
func look(ctx context.Context, folder *logs.Folder, cfg Config) (*survey, error) {
	s := &survey{Header: folder.Header, recordings: make([]recording, len(folder.Recordings))}
	total := 0
	for i := range folder.Recordings {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if rows, err := folder.Rows(i); err == nil { // else the problem of that recording below
			total += len(rows)
		}
	}
	every := max(1, (total+cfg.ProbeFrames-1)/cfg.ProbeFrames)
	seed := maphash.MakeSeed()
	finished := pool.Counter(len(s.recordings), cfg.Progress)
	err := pool.Each(ctx, len(s.recordings), cfg.Workers, func(ctx context.Context, _, i int) error {
		r := &s.recordings[i]
		r.name, r.side = folder.Recordings[i].Name, folder.Recordings[i].Side
		if err := r.read(ctx, folder, i, seed, i%every == 0); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			r.problem = strings.ReplaceAll(err.Error(), "\n", "; ")
		}
		finished()
		return nil
	})
	return s, err
}

// read streams recording i of a folder.
func (r *recording) read(ctx context.Context, folder *logs.Folder, i int, seed maphash.Seed, keep bool) (err error) {
	stream, err := folder.Open(i)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stream.Close()) }()
	r.fps = stream.FPS()
	if r.times, err = stream.Times(); err != nil {
		return err
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		frame, row, err := stream.Next()
		if err == io.EOF {
			if short := stream.Short(); short != nil {
				r.short = short.Error()
			}
			return nil
		}
		if err != nil {
			return err
		}
		r.rows = append(r.rows, row)
		hash := maphash.Bytes(seed, frame.Pix)
		if n := len(r.hashes); n > 0 && r.hashes[n-1] == hash {
			r.repeated++
		}
		r.hashes = append(r.hashes, hash)
		if uniform(frame) {
			r.uniform++
		}
		if keep {
			r.pictures = appendPicture(r.pictures, frame)
		}
	}
}

// frames is how many frames could be read.
func (s *survey) frames() int {
	n := 0
	for _, r := range s.recordings {
		n += len(r.rows)
	}
	return n
}

// probed are the recordings whose pictures were kept, and that could be read to
// their end.
func (s *survey) probed() []int {
	var which []int
	for i, r := range s.recordings {
		if r.pictures != nil && r.problem == "" {
			which = append(which, i)
		}
	}
	return which
}
