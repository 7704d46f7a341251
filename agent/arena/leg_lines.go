package arena

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// eachLine hands visit the whole lines of matches.jsonl and returns how many
// bytes they have. A torn last line, which a killed process leaves, is left out.
// An error names the line by its number, from 1.
func eachLine(in io.Reader, visit func(line []byte) error) (size int64, err error) {
	lines := bufio.NewReader(in)
	for number := 1; ; number++ {
		line, err := lines.ReadBytes('\n')
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
