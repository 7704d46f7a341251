package indexed

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"

	"github.com/klauspost/compress/zlib"
)

const signature = "\x89PNG\r\n\x1a\n"

// Encoder encodes frames. The zero value is ready. Calls must not overlap.
type Encoder struct {
	out  buffer
	rows []byte
	zip  *zlib.Writer
}

type buffer []byte

// Write implements io.Writer.
func (b *buffer) Write(p []byte) (int, error) {
	*b = append(*b, p...)
	return len(p), nil
}

// Encode returns the frame as a PNG file. The result is the Encoder's memory and valid until
// the next call. The palette must have 1 to 256 opaque colours.
func (e *Encoder) Encode(frame *image.Paletted) ([]byte, error) {
	size := frame.Rect.Size()
	if n := len(frame.Palette); n < 1 || n > 256 {
		return nil, errors.New("the palette must have 1 to 256 colours")
	}
	header := binary.BigEndian.AppendUint32(nil, uint32(size.X))
	header = binary.BigEndian.AppendUint32(header, uint32(size.Y))
	header = append(header, 8, 3, 0, 0, 0) // 8 bits, palette indices
	palette := make([]byte, 0, 3*len(frame.Palette))
	for _, c := range frame.Palette {
		n := color.NRGBAModel.Convert(c).(color.NRGBA)
		palette = append(palette, n.R, n.G, n.B)
	}
	e.rows = e.rows[:0]
	for y := range size.Y {
		e.rows = append(append(e.rows, 0), frame.Pix[y*frame.Stride:][:size.X]...)
	}
	e.out = append(e.out[:0], signature...)
	e.chunk("IHDR", func() error { return e.bytes(header) })
	e.chunk("PLTE", func() error { return e.bytes(palette) })
	if err := e.chunk("IDAT", e.compress); err != nil {
		return nil, err
	}
	e.chunk("IEND", func() error { return nil })
	return e.out, nil
}

func (e *Encoder) bytes(b []byte) error {
	e.out = append(e.out, b...)
	return nil
}

func (e *Encoder) compress() error {
	if e.zip == nil {
		var err error
		if e.zip, err = zlib.NewWriterLevel(&e.out, zlib.BestSpeed); err != nil {
			return err
		}
	}
	e.zip.Reset(&e.out)
	if _, err := e.zip.Write(e.rows); err != nil {
		return err
	}
	return e.zip.Close()
}

// chunk appends a chunk whose content write appends.
func (e *Encoder) chunk(name string, write func() error) error {
	at := len(e.out)
	e.out = append(append(e.out, 0, 0, 0, 0), name...)
	if err := write(); err != nil {
		return err
	}
	binary.BigEndian.PutUint32(e.out[at:], uint32(len(e.out)-at-8))
	e.out = binary.BigEndian.AppendUint32(e.out, crc32.ChecksumIEEE(e.out[at+4:]))
	return nil
}
