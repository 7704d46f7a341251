package cv

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/png"
	"os"

	"gocv.io/x/gocv"

	"github.com/kumite/kumite/vision/container"
	"github.com/kumite/kumite/vision/indexed"
)

// encoder appends frames to a file. close completes it.
type encoder interface {
	palette(frame *image.Paletted) error
	captured(frame Frame) error
	close() error
}

// pngEncoder writes PNG images in Matroska: palette frames as palette images, others in true
// colour. A file holds one kind.
type pngEncoder struct {
	file   *os.File
	out    *container.Writer
	small  indexed.Encoder
	color  *image.RGBA // nil before the first captured frame
	buffer bytes.Buffer
	kind   *bool // whether frames are captured; nil before the first
}

func newPNGEncoder(file *os.File, size image.Point, fps float64) (*pngEncoder, error) {
	out, err := container.NewWriter(file, size, fps)
	if err != nil {
		return nil, err
	}
	return &pngEncoder{file: file, out: out}, nil
}

// is returns an error if earlier frames are of the other kind.
func (e *pngEncoder) is(captured bool) error {
	if e.kind == nil {
		e.kind = &captured
	}
	if *e.kind != captured {
		return errors.New("the file has both palette frames and captured frames; write one kind")
	}
	return nil
}

func (e *pngEncoder) palette(frame *image.Paletted) error {
	if err := e.is(false); err != nil {
		return err
	}
	data, err := e.small.Encode(frame)
	if err != nil {
		return err
	}
	return e.out.WriteFrame(data)
}

func (e *pngEncoder) captured(frame Frame) error {
	if err := e.is(true); err != nil {
		return err
	}
	if e.color == nil {
		e.color = image.NewRGBA(image.Rect(0, 0, frame.Width, frame.Height))
	}
	if err := frame.DrawTo(e.color); err != nil {
		return err
	}
	e.buffer.Reset()
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&e.buffer, e.color); err != nil {
		return err
	}
	return e.out.WriteFrame(e.buffer.Bytes())
}

func (e *pngEncoder) close() error { return errors.Join(e.out.Close(), e.file.Close()) }

// cvEncoder encodes with OpenCV.
type cvEncoder struct {
	writer *gocv.VideoWriter
	mat    gocv.Mat
	pix    []uint8 // mat's memory, valid until close

	first   *color.Color // of the last palette, which identifies it
	entries int
	colors  colors
}

// newCVEncoder replaces a file. missing is the error of an OpenCV without the codec.
func newCVEncoder(path, codec, missing string, size image.Point, fps float64) (*cvEncoder, error) {
	if err := prepareVideo(); err != nil {
		return nil, err
	}
	writer, err := gocv.VideoWriterFileWithAPI(path, gocv.VideoCaptureFFmpeg, codec, fps, size.X, size.Y, true)
	if err == nil && !writer.IsOpened() {
		err = errors.New(missing)
	}
	if err != nil {
		writer.Close()
		return nil, err
	}
	e := &cvEncoder{writer: writer, mat: gocv.NewMatWithSize(size.Y, size.X, gocv.MatTypeCV8UC3)}
	if e.pix, err = e.mat.DataPtrUint8(); err != nil {
		return nil, errors.Join(err, e.close())
	}
	return e, nil
}

func (e *cvEncoder) palette(frame *image.Paletted) error {
	if &frame.Palette[0] != e.first || len(frame.Palette) != e.entries {
		e.colors.learn(frame)
		e.first, e.entries = &frame.Palette[0], len(frame.Palette)
	}
	e.colors.expand(e.pix, frame)
	return e.writer.Write(e.mat)
}

func (e *cvEncoder) captured(frame Frame) error {
	copy(e.pix, frame.Pix)
	return e.writer.Write(e.mat)
}

func (e *cvEncoder) close() error {
	e.pix = nil
	return errors.Join(e.writer.Close(), e.mat.Close())
}
