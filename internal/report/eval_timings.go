package report

import (
	"io"
	"time"

	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/agent/tune"
)

// EvaluationTimings writes how an evaluation spent its time. The whole is the
// workers' time from start to end, including the wait for the slowest.
func EvaluationTimings(out io.Writer, t openloop.Timings) error {
	busy := t.Wall * time.Duration(t.Workers)
	least := t.Read + t.Run
	per := func(d time.Duration) float64 { return float64(d.Microseconds()) / float64(max(t.Frames, 1)) }
	_, err := printf(out, "timings: %d frames, %d workers, %.1f s; a frame: decode %.1f µs, see %.1f, run %.1f, score %.1f, whole %.1f = %.3f × (decode + run)\n",
		t.Frames, t.Workers, t.Wall.Seconds(), per(t.Read), per(t.See), per(t.Run), per(t.Evaluate), per(busy), float64(busy)/float64(max(least, 1)))
	return err
}

// TuningTimings writes how a tuning spent its time.
func TuningTimings(out io.Writer, d *tune.Document) error {
	t := d.Timings
	_, err := printf(out, "timings: %d frames: scored in %.1f s, decoded with %d settings in %.1f s, all in %.1f s\n",
		d.Logs.Frames, t.Scoring.Seconds(), d.Settings, t.Searching.Seconds(), (t.Scoring + t.Searching).Seconds())
	return err
}
