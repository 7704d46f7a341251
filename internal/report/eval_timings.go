package report

import (
	"fmt"
	"io"
	"time"

	"github.com/kumite/kumite/agent/openloop"
)

// Timings writes how an evaluation spent its time. The whole is the workers' time
// from start to end, including the wait for the slowest.
func Timings(out io.Writer, t openloop.Timings, wall time.Duration, workers int) {
	busy := wall * time.Duration(workers)
	least := t.Read + t.Run
	per := func(d time.Duration) float64 { return float64(d.Microseconds()) / float64(max(t.Frames, 1)) }
	fmt.Fprintf(out, "timings: %d frames, %d workers, %.1f s; a frame: decode %.1f µs, see %.1f, run %.1f, score %.1f, whole %.1f = %.3f × (decode + run)\n",
		t.Frames, workers, wall.Seconds(), per(t.Read), per(t.See), per(t.Run), per(t.Evaluate), per(busy), float64(busy)/float64(max(least, 1)))
}
