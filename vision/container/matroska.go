package container

import (
	"bufio"
	"encoding/binary"
	"io"
)

// IDs of Matroska's elements (RFC 9559).
const (
	idSegment        = 0x18538067
	idInfo           = 0x1549A966
	idTimestampScale = 0x2AD7B1
	idTracks         = 0x1654AE6B
	idTrackEntry     = 0xAE
	idTrackNumber    = 0xD7
	idTrackType      = 0x83
	idCluster        = 0x1F43B675
	idTimestamp      = 0xE7
	idSimpleBlock    = 0xA3
	idBlockGroup     = 0xA0
	idBlock          = 0xA1
)

// cursor reads a file forwards and skips what is not wanted.
type cursor struct {
	in     io.ReadSeeker
	buffer *bufio.Reader
	at     int64
	end    int64
	failed bool
}

func (c *cursor) bytes(n int64) []byte {
	if c.failed || n < 0 || n > c.end-c.at {
		c.failed = true
		return nil
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(c.buffer, b); err != nil {
		c.failed = true
		return nil
	}
	c.at += n
	return b
}

func (c *cursor) seek(to int64) {
	if to > c.end || to < 0 {
		to = c.end // a truncated file
	}
	if _, err := c.in.Seek(to, io.SeekStart); err != nil {
		c.failed = true
	}
	c.buffer.Reset(c.in)
	c.at = to
}

func (c *cursor) skip(n int64) {
	if n < 0 {
		c.failed = true
		return
	}
	if n <= int64(c.buffer.Buffered()) {
		c.buffer.Discard(int(n)) // which is buffered
		c.at += n
		return
	}
	c.seek(c.at + n)
}

// vint is a number of variable length: an ID with its marker, or a size without.
// A size of all ones, which is unknown, is -1.
func (c *cursor) vint(isSize bool) int64 {
	first := c.bytes(1)
	if first == nil || first[0] == 0 {
		c.failed = true
		return 0
	}
	length := int64(1)
	for first[0]&(0x80>>(length-1)) == 0 {
		length++
	}
	value, ones := int64(first[0]), int64(0xff>>length)
	if isSize {
		value &= ones
	}
	unknown := value == ones
	for _, b := range c.bytes(length - 1) {
		value = value<<8 | int64(b)
		unknown = unknown && b == 0xff
	}
	if isSize && unknown {
		return -1
	}
	return value
}

func (c *cursor) number(n int64) int64 {
	value := int64(0)
	if n > 8 {
		c.failed = true
		return 0
	}
	for _, b := range c.bytes(n) {
		value = value<<8 | int64(b)
	}
	return value
}

// matroska returns the times of the blocks of the first video track, in ms.
func matroska(c *cursor) []float64 {
	var (
		ms          []float64
		scale       = int64(1_000_000) // ns
		base, video int64
		track       int64 // the number of the entry being read
	)
	c.seek(0)
	for c.at < c.end && !c.failed && len(ms) <= mostFrames {
		id, size := c.vint(false), c.vint(true)
		if size < 0 && id != idSegment && id != idCluster {
			return nil
		}
		switch id {
		case idSegment, idInfo, idTracks, idTrackEntry, idCluster, idBlockGroup: // into it
		case idTimestampScale:
			scale = c.number(size)
		case idTrackNumber:
			track = c.number(size)
		case idTrackType:
			if c.number(size) == 1 && video == 0 {
				video = track
			}
		case idTimestamp:
			base = c.number(size)
		case idSimpleBlock, idBlock:
			from := c.at
			number := c.vint(true)
			if b := c.bytes(2); b != nil && number == video {
				ms = append(ms, float64(base+int64(int16(binary.BigEndian.Uint16(b))))*float64(scale)/1e6)
			}
			c.skip(from + size - c.at)
		default:
			c.skip(size)
		}
	}
	if len(ms) > mostFrames {
		return nil
	}
	return ms
}
