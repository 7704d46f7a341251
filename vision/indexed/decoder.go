package indexed

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"io"

	"github.com/klauspost/compress/zlib"
)

// Decoder decodes files of an Encoder. The zero value is ready. Calls must not overlap.
type Decoder struct {
	frame   *image.Paletted
	palette []byte // of frame, three bytes a colour
	rows    []byte
	source  bytes.Reader
	zip     io.ReadCloser
}

// Is reports whether data begins like the file of an Encoder.
func Is(data []byte) bool {
	return len(data) >= 33 && string(data[:8]) == signature && string(data[12:16]) == "IHDR" && string(data[24:29]) == "\x08\x03\x00\x00\x00"
}

var errDamaged = errors.New("the image is damaged")

// Decode returns the frame of an Encoder's file, which must have the given size. Its memory
// is the Decoder's and overwritten by the next call, except for the palette, which is the
// same slice while the colours are the same.
func (d *Decoder) Decode(data []byte, size image.Point) (*image.Paletted, error) {
	if !Is(data) || int(binary.BigEndian.Uint32(data[16:])) != size.X || int(binary.BigEndian.Uint32(data[20:])) != size.Y {
		return nil, errDamaged
	}
	if d.frame == nil || d.frame.Rect.Size() != size {
		d.frame = image.NewPaletted(image.Rectangle{Max: size}, nil)
		d.rows = make([]byte, size.Y*(1+size.X))
		d.palette = nil
	}
	palette, rest, ok := chunk(data[33:], "PLTE")
	if !ok || len(palette) == 0 || len(palette) > 3*256 || len(palette)%3 != 0 {
		return nil, errDamaged
	}
	packed, rest, ok := chunk(rest, "IDAT")
	if _, _, ended := chunk(rest, "IEND"); !ok || !ended {
		return nil, errDamaged
	}
	if err := d.inflate(packed); err != nil {
		return nil, errDamaged
	}
	if !bytes.Equal(palette, d.palette) {
		d.palette = bytes.Clone(palette)
		d.frame.Palette = make(color.Palette, len(palette)/3)
		for i := range d.frame.Palette {
			d.frame.Palette[i] = color.RGBA{palette[3*i], palette[3*i+1], palette[3*i+2], 255}
		}
	}
	for y := range size.Y {
		row := d.rows[y*(1+size.X):][:1+size.X]
		if row[0] != 0 {
			return nil, errDamaged
		}
		copy(d.frame.Pix[y*size.X:], row[1:])
	}
	return d.frame, nil
}

// inflate fills d.rows, which must be the whole content.
func (d *Decoder) inflate(packed []byte) error {
	d.source.Reset(packed)
	if d.zip == nil {
		var err error
		if d.zip, err = zlib.NewReader(&d.source); err != nil {
			return err
		}
	} else if err := d.zip.(zlib.Resetter).Reset(&d.source, nil); err != nil {
		return err
	}
	if _, err := io.ReadFull(d.zip, d.rows); err != nil {
		return err
	}
	var more [1]byte
	if n, err := d.zip.Read(more[:]); n != 0 || err != io.EOF { // reads the checksum too
		return errDamaged
	}
	return nil
}

// chunk returns the content of the chunk that data begins with, if it has that name and its
// checksum is right.
func chunk(data []byte, name string) (content, rest []byte, ok bool) {
	if len(data) < 12 || string(data[4:8]) != name {
		return nil, nil, false
	}
	n := binary.BigEndian.Uint32(data)
	if uint64(n) > uint64(len(data)-12) {
		return nil, nil, false
	}
	sum := binary.BigEndian.Uint32(data[8+n:])
	return data[8 : 8+n], data[12+n:], crc32.ChecksumIEEE(data[4:8+n]) == sum
}
