package cv

import (
	"errors"
	"fmt"
	"image"
	"image/color"
	"io"

	"gocv.io/x/gocv"

	"github.com/kumite/kumite/vision/container"
	"github.com/kumite/kumite/vision/indexed"
)

// decoder reads frames one after another. next returns io.EOF where no further frame can be
// read, for whatever reason.
type decoder interface {
	next(into Frame) error
	close() error
}

// palettes reads the palette frames of a VideoWriter.
type palettes struct {
	images  *container.Images
	first   []byte // the first image, before it is decoded
	decoder indexed.Decoder

	learned *color.Color // of the palette in colors, which identifies it
	colors  colors
}

// openPalettes returns nil for any other file.
func openPalettes(path string) *palettes {
	images, err := container.OpenImages(path)
	if err != nil || images == nil {
		return nil // openFFmpeg says why
	}
	first, err := images.Next()
	if err != nil || !indexed.Is(first) {
		images.Close() // read only
		return nil
	}
	return &palettes{images: images, first: first}
}

// frame returns the next frame, in the decoder's memory.
func (p *palettes) frame() (*image.Paletted, error) {
	data := p.first
	if p.first = nil; data == nil {
		var err error
		if data, err = p.images.Next(); err != nil {
			return nil, io.EOF
		}
	}
	frame, err := p.decoder.Decode(data, p.images.Size)
	if err != nil {
		return nil, io.EOF // like FFmpeg, which does not say why
	}
	return frame, nil
}

func (p *palettes) next(into Frame) error {
	frame, err := p.frame()
	if err != nil {
		return err
	}
	if p.learned != &frame.Palette[0] {
		p.colors.learn(frame)
		p.learned = &frame.Palette[0]
	}
	p.colors.expand(into.Pix, frame)
	return nil
}

func (p *palettes) close() error { return p.images.Close() }

// ffmpeg reads frames with OpenCV's FFmpeg.
type ffmpeg struct {
	capture *gocv.VideoCapture
	mat     gocv.Mat
}

func openFFmpeg(path string) (_ *ffmpeg, err error) {
	if err := prepareVideo(); err != nil {
		return nil, err
	}
	file, same, err := openContainer(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	capture, err := gocv.VideoCaptureFileWithAPI(same, gocv.VideoCaptureFFmpeg)
	if err != nil || !capture.IsOpened() {
		if capture != nil {
			capture.Close() // gocv returns a capture with its error
		}
		return nil, errors.New("not a video that FFmpeg can read; record it again or convert it")
	}
	return &ffmpeg{capture: capture, mat: gocv.NewMat()}, nil
}

func (d *ffmpeg) next(into Frame) error {
	if !d.capture.Read(&d.mat) || d.mat.Empty() {
		return io.EOF
	}
	if d.mat.Cols() != into.Width || d.mat.Rows() != into.Height || d.mat.Type() != gocv.MatTypeCV8UC3 {
		return fmt.Errorf("it is %d×%d with %d channels; want %d×%d with 3 of 8 bits", d.mat.Cols(), d.mat.Rows(), d.mat.Channels(), into.Width, into.Height)
	}
	pix, err := d.mat.DataPtrUint8()
	if err != nil {
		return err
	}
	copy(into.Pix, pix)
	return nil
}

func (d *ffmpeg) close() error { return errors.Join(d.mat.Close(), d.capture.Close()) }
