package container

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"image"
	"io"
	"math"

	"github.com/kumite/kumite/internal/safefile"
)

// longestImage bounds the memory of one frame, in bytes.
const longestImage = 128 << 20

// Images reads the frames of a Writer's file. Calls must not overlap.
type Images struct {
	file   *safefile.File
	c      *cursor
	buffer []byte

	Size   image.Point
	FPS    float64
	Frames int // that the file states
}

// OpenImages opens a file of a Writer; it returns nil and no error for any other. The caller
// must close the Images.
func OpenImages(path string) (*Images, error) {
	file, err := safefile.Open(path, safefile.Video)
	if err != nil {
		return nil, fmt.Errorf("read frames: %w", err)
	}
	r := &Images{file: file, c: &cursor{in: file, buffer: bufio.NewReaderSize(file, 64<<10), end: file.Size()}}
	if !r.header() {
		return nil, file.Close()
	}
	return r, nil
}

// header reads up to the first cluster, and reports whether this is a Writer's file.
func (r *Images) header() bool {
	c := r.c
	ours, step, duration := false, 0.0, 0.0
	for !c.failed && c.at < c.end {
		id, size := c.vint(false), c.vint(true)
		switch id {
		case idSegment, idInfo, idTracks, idTrackEntry, idVideo: // into it
		case idMuxingApp:
			ours = size == int64(len(app)) && string(c.bytes(size)) == app
			if !ours {
				return false
			}
		case idDuration:
			if size != 8 {
				return false
			}
			if b := c.bytes(size); b != nil {
				duration = math.Float64frombits(binary.BigEndian.Uint64(b))
			}
		case idDefaultDuration:
			step = float64(c.number(size)) / 1e6
		case idPixelWidth:
			r.Size.X = int(c.number(size))
		case idPixelHeight:
			r.Size.Y = int(c.number(size))
		case idCluster:
			// It is read like those that follow.
			if !ours || !(step > 0) || !(duration/step < mostFrames) {
				return false
			}
			r.FPS, r.Frames = 1000/step, int(math.Round(duration/step))
			return true
		default:
			if size < 0 {
				return false
			}
			c.skip(size)
		}
	}
	return false
}

// Next returns the next frame, a PNG file. Its memory is that of the Images and overwritten by
// the next call. After the last frame it returns io.EOF, and io.ErrUnexpectedEOF where the
// file is truncated or damaged.
func (r *Images) Next() ([]byte, error) {
	c := r.c
	for c.at < c.end {
		id, size := c.vint(false), c.vint(true)
		switch {
		case c.failed || size < 0:
			return nil, io.ErrUnexpectedEOF
		case id == idCluster: // into it
		case id == idSimpleBlock && size > 4 && size <= longestImage && size <= c.end-c.at:
			if int64(cap(r.buffer)) < size {
				r.buffer = make([]byte, size)
			}
			block := r.buffer[:size]
			if _, err := io.ReadFull(c.buffer, block); err != nil {
				return nil, io.ErrUnexpectedEOF
			}
			c.at += size
			return block[4:], nil
		case id == idTimestamp:
			c.skip(size)
		default:
			return nil, io.ErrUnexpectedEOF
		}
	}
	return nil, io.EOF
}

// Close closes the file.
func (r *Images) Close() error { return r.file.Close() }
