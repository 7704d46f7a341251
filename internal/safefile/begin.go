package safefile

import (
	"bytes"
	"errors"
	"io"
)

// Begin is the text with which all files of a kind begin.
type Begin string

// The kinds of output files.
const (
	Markup          Begin = "<" // HTML, SVG and XML
	PNG             Begin = "\x89PNG"
	Gzip            Begin = "\x1f\x8b"
	JSON            Begin = "{"
	Spans           Begin = `{"resourceSpans":`
	PredictionTable Begin = "recording,frame,"
)

// Begins reports whether a file begins like those of the kind, is empty or cannot be read.
func (b Begin) Begins(path string) bool {
	file, err := Open(path, Limit{})
	if err != nil {
		return true // what writes it reports the reason
	}
	defer file.Close() // read only
	head := make([]byte, 512)
	n, err := io.ReadFull(file, head)
	if n == 0 || err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return true
	}
	text := bytes.TrimPrefix(head[:n], []byte("\ufeff"))
	return bytes.HasPrefix(bytes.TrimSpace(text), []byte(b))
}
