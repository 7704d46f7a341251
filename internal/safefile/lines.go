package safefile

import (
	"bufio"
	"errors"
	"fmt"
)

// LineError returns the error of a bufio.Scanner whose lines have at most a number of bytes,
// with the line that is too long. read is the number of lines before it.
func LineError(err error, read, most int) error {
	if errors.Is(err, bufio.ErrTooLong) {
		return fmt.Errorf("line %d has more than %d bytes; break it, or check what the file is", read+1, most)
	}
	return err
}
