package container

import (
	"bufio"
	"fmt"
	"io"
	"slices"

	"github.com/kumite/kumite/internal/safefile"
)

// Times returns when the frames of the first video track are shown, in
// milliseconds after the first, in the order in which they are shown: nil where
// the file does not say.
func Times(path string) ([]float64, error) {
	file, err := safefile.Open(path, safefile.Video)
	if err != nil {
		return nil, fmt.Errorf("read frame times: %w", err)
	}
	defer file.Close() // read only
	start := make([]byte, 12)
	if _, err := io.ReadFull(file, start); err != nil {
		return nil, nil // too short for any container
	}
	var ms []float64
	switch {
	case string(start[:4]) == "\x1a\x45\xdf\xa3":
		ms = matroska(&cursor{in: file, buffer: bufio.NewReader(file), end: file.Size()})
	case string(start[4:8]) == "ftyp":
		ms = mp4(file, file.Size())
	}
	slices.Sort(ms)
	for i := len(ms) - 1; i >= 0; i-- {
		ms[i] -= ms[0]
		if i+1 < len(ms) && !(ms[i+1] > ms[i]) {
			return nil, nil
		}
	}
	return ms, nil
}
