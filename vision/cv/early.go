package cv

import (
	"fmt"
	"io"

	"github.com/kumite/kumite/vision/container"
)

// endsEarly returns an error that wraps io.ErrUnexpectedEOF if a video file whose header
// states a number of frames ended after fewer, and nil otherwise. Some containers state
// only a duration, of which the number is an estimate: if the frames' own time stamps
// fill that duration, nothing is missing.
func endsEarly(path string, read, stated int, fps float64) error {
	if read >= stated {
		return nil
	}
	times, err := container.Times(path)
	if err != nil {
		return err
	}
	want := stated
	if n := len(times); n > 1 && fps > 0 {
		step := times[n-1] / float64(n-1)
		if times[n-1]+2*step >= float64(stated)*1000/fps { // room for one frame
			want = n
		}
	} else if n == 0 {
		want-- // of a duration, rounded
	}
	if read >= want {
		return nil
	}
	return earlyEnd{read, want}
}

// earlyEnd is the error of a file that ends after fewer frames than it states.
type earlyEnd struct{ read, want int }

func (e earlyEnd) Error() string {
	return fmt.Sprintf("the file is truncated or damaged: %d of %d frames can be read", e.read, e.want)
}

func (earlyEnd) Unwrap() error { return io.ErrUnexpectedEOF }
