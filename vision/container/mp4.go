package container

import (
	"bytes"
	"encoding/binary"
	"io"
)

// longestIndex bounds the memory that an index may take, in bytes.
const longestIndex = 256 << 20

// mostFrames is a day and a half of 120 frames a second.
const mostFrames = 1 << 24

// mp4 returns the times of the samples of the first video track, in ms (ISO/IEC
// 14496-12: stts has the steps of decoding times, ctts what is added to them).
func mp4(in io.ReadSeeker, end int64) []float64 {
	for at := int64(0); at+16 <= end; {
		head := make([]byte, 16)
		if _, err := in.Seek(at, io.SeekStart); err != nil {
			return nil
		}
		if _, err := io.ReadFull(in, head); err != nil {
			return nil
		}
		size, header := int64(binary.BigEndian.Uint32(head)), int64(8)
		switch size {
		case 0:
			size = end - at
		case 1:
			size, header = int64(binary.BigEndian.Uint64(head[8:])), 16
		}
		if size < header || size > end-at {
			return nil
		}
		if string(head[4:8]) == "moov" && size <= longestIndex {
			index := make([]byte, size-header)
			if _, err := in.Seek(at+header, io.SeekStart); err != nil {
				return nil
			}
			if _, err := io.ReadFull(in, index); err != nil {
				return nil
			}
			return track(index)
		}
		at += size
	}
	return nil
}

// track returns the times of the first video track of a moov box.
func track(moov []byte) []float64 {
	for _, trak := range boxes(moov, "trak") {
		handler := box(trak, "mdia", "hdlr")
		if len(handler) < 12 || string(handler[8:12]) != "vide" {
			continue
		}
		scale := 0.0
		switch head := box(trak, "mdia", "mdhd"); {
		case len(head) >= 16 && head[0] == 0:
			scale = float64(binary.BigEndian.Uint32(head[12:]))
		case len(head) >= 24 && head[0] == 1:
			scale = float64(binary.BigEndian.Uint32(head[20:]))
		}
		if !(scale > 0) {
			return nil
		}
		var ms []float64
		at := 0.0
		for _, run := range pairs(box(trak, "mdia", "minf", "stbl", "stts")) {
			if int(run[0]) > mostFrames-len(ms) {
				return nil
			}
			for range run[0] {
				ms = append(ms, at*1000/scale)
				at += float64(run[1])
			}
		}
		i := 0
		for _, run := range pairs(box(trak, "mdia", "minf", "stbl", "ctts")) {
			for n := run[0]; n > 0 && i < len(ms); n-- {
				ms[i] += float64(int32(run[1])) * 1000 / scale
				i++
			}
		}
		return ms
	}
	return nil
}

// pairs are the entries of a stts or ctts box.
func pairs(b []byte) [][2]uint32 {
	if len(b) < 8 {
		return nil
	}
	n := min(int(binary.BigEndian.Uint32(b[4:])), len(b[8:])/8)
	all := make([][2]uint32, n)
	for i := range all {
		all[i] = [2]uint32{binary.BigEndian.Uint32(b[8+8*i:]), binary.BigEndian.Uint32(b[12+8*i:])}
	}
	return all
}

// boxes are the contents of the boxes of that kind in another's.
func boxes(b []byte, kind string) (all [][]byte) {
	for len(b) >= 8 {
		size := int(binary.BigEndian.Uint32(b))
		if size < 8 || size > len(b) {
			return all
		}
		if bytes.Equal(b[4:8], []byte(kind)) {
			all = append(all, b[8:size])
		}
		b = b[size:]
	}
	return all
}

// box is the content of the first box of a path of kinds, nil where there is none.
func box(b []byte, path ...string) []byte {
	for _, kind := range path {
		all := boxes(b, kind)
		if len(all) == 0 {
			return nil
		}
		b = all[0]
	}
	return b
}
