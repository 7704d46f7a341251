package arena

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// eachLine calls visit for each complete line of matches.jsonl and returns their
// total size in bytes. A truncated last line, as a killed process leaves it, is
// skipped. Errors name the line by its number, from 1.
func eachLine(in io.Reader, visit func(line []byte) error) (size int64, err error) {
	lines := bufio.NewReader(in)
	for number := 1; ; number++ {
		line, err := readLine(lines)
		if errors.Is(err, io.EOF) {
			return size, nil
		}
		if err == nil {
			err = visit(line)
		}
		if err != nil {
			return size, fmt.Errorf("line %d: %w", number, err)
		}
		size += int64(len(line))
	}
}

// maxLine is the size of the longest line, about 500 times that of a usual one.
const maxLine = 1 << 20

// readLine reads a line with its line feed.
func readLine(in *bufio.Reader) (line []byte, err error) {
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > maxLine:
			return nil, fmt.Errorf("the line has more than %d bytes; delete it to play its match again", maxLine)
		case !errors.Is(err, bufio.ErrBufferFull):
			return line, err
		}
	}
}
