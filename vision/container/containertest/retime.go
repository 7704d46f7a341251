package containertest

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Retime gives frame i of a Matroska or MP4 file the time ms[i], in milliseconds
// that rise from 0. There must be one for each frame.
func Retime(path string, ms []int) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if filepath.Ext(path) == ".mp4" {
		data, err = retimeMP4(data, ms)
	} else {
		err = retimeMatroska(data, ms)
	}
	if err != nil {
		return fmt.Errorf("retime %s: %w", path, err)
	}
	return os.WriteFile(path, data, 0o600)
}

// IDs of Matroska's elements (RFC 9559).
const (
	segment     = 0x18538067
	cluster     = 0x1F43B675
	timestamp   = 0xE7
	simpleBlock = 0xA3
)

// retimeMatroska changes the times of blocks in place.
func retimeMatroska(data []byte, ms []int) error {
	base, frame := 0, 0
	for at := 0; at < len(data); {
		id, n := vint(data[at:], false)
		size, m := vint(data[at+n:], true)
		if n == 0 || m == 0 {
			return errors.New("this is not Matroska")
		}
		at += n + m
		body := data[at:]
		switch id {
		case segment, cluster:
			continue // into it
		case timestamp:
			base = 0
			for _, b := range body[:size] {
				base = base<<8 | int(b)
			}
		case simpleBlock:
			if frame < len(ms) {
				binary.BigEndian.PutUint16(body[1:], uint16(int16(ms[frame]-base)))
			}
			frame++
		}
		at += size
	}
	if frame != len(ms) {
		return fmt.Errorf("it has %d frames; want %d", frame, len(ms))
	}
	return nil
}

// vint reads a number of variable length, without its marker where it is a size.
func vint(data []byte, isSize bool) (value, length int) {
	for length = 1; length <= 8 && length <= len(data); length++ {
		if data[0]&(0x80>>(length-1)) == 0 {
			continue
		}
		for _, b := range data[:length] {
			value = value<<8 | int(b)
		}
		if isSize {
			value &^= 0x80 << (7 * (length - 1))
		}
		return value, length
	}
	return 0, 0
}

// retimeMP4 writes other stts and ctts boxes, and their sizes into all boxes around
// them. The media before moov stays where it is.
func retimeMP4(data []byte, ms []int) ([]byte, error) {
	moov, media := bytes.Index(data, []byte("moov")), bytes.Index(data, []byte("mdat"))
	scaleAt := bytes.Index(data, []byte("mdhd"))
	if media < 0 || moov < media || scaleAt < moov || !bytes.Contains(data[moov:], []byte("stts")) {
		return nil, errors.New("this is not MP4 with its index at the end")
	}
	scale := int(binary.BigEndian.Uint32(data[scaleAt+16:])) // of version 0
	shown := ranks(data[moov:], len(ms))
	steps := binary.BigEndian.AppendUint32([]byte("stts\x00\x00\x00\x00"), uint32(len(ms)))
	delays := binary.BigEndian.AppendUint32([]byte("ctts\x01\x00\x00\x00"), uint32(len(ms)))
	for i := range ms {
		next := 2*ms[i] - ms[max(i-1, 0)] // the last frame lasts as long as the one before
		if i+1 < len(ms) {
			next = ms[i+1]
		}
		now := ms[i] * scale / 1000
		for _, n := range []int{1, next*scale/1000 - now} {
			steps = binary.BigEndian.AppendUint32(steps, uint32(n))
		}
		for _, n := range []int{1, ms[shown[i]]*scale/1000 - now} {
			delays = binary.BigEndian.AppendUint32(delays, uint32(int32(n)))
		}
	}
	return replaced(replaced(data, moov, steps), moov, delays), nil
}

// ranks are the places in which the samples of a file of constant rate are shown.
func ranks(index []byte, n int) []int {
	shown, at := make([]int, n), make([]int, n)
	stts := index[bytes.Index(index, []byte("stts")):]
	for i := range at {
		at[i] = i * int(binary.BigEndian.Uint32(stts[16:]))
	}
	if from := bytes.Index(index, []byte("ctts")); from >= 0 {
		ctts, i := index[from:], 0
		for run := range int(binary.BigEndian.Uint32(ctts[8:])) {
			for range binary.BigEndian.Uint32(ctts[12+8*run:]) {
				at[i] += int(int32(binary.BigEndian.Uint32(ctts[16+8*run:])))
				i++
			}
		}
	}
	for i := range at {
		for j := range at {
			if at[j] < at[i] {
				shown[i]++
			}
		}
	}
	return shown
}

// replaced puts a box, from its name on, in the place of the one of that name
// behind moov, if there is one.
func replaced(data []byte, moov int, box []byte) []byte {
	at := bytes.Index(data[moov:], box[:4]) + moov
	if at < moov {
		return data
	}
	before := int(binary.BigEndian.Uint32(data[at-4:]))
	out := append(bytes.Clone(data[:at]), box...)
	out = append(out, data[at-4+before:]...)
	for _, name := range []string{"moov", "trak", "mdia", "minf", "stbl", string(box[:4])} {
		size := out[moov+bytes.Index(out[moov:], []byte(name))-4:]
		binary.BigEndian.PutUint32(size, uint32(int(binary.BigEndian.Uint32(size))+len(box)+4-before))
	}
	return out
}
