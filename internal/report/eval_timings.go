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
	_, err := printf(out, "timings: %s, %s, %.1f s; a frame: decode %.1f µs, see %.1f, run %.1f, score %.1f, whole %.1f = %.3f × (decode + run)\n",
		plural(t.Frames, "frame"), plural(t.Workers, "worker"), t.Wall.Seconds(), per(t.Read), per(t.See), per(t.Run), per(t.Evaluate), per(busy), float64(busy)/float64(max(least, 1)))
	return err
}

// TuningTimings writes how a tuning spent its time.
func TuningTimings(out io.Writer, d *tune.Document) error {
	t := d.Timings
	_, err := printf(out, "timings: %s: scored in %.1f s, decoded with %s in %.1f s, all in %.1f s\n",
		plural(d.Logs.Frames, "frame"), t.Scoring.Seconds(), plural(d.Settings, "setting"), t.Searching.Seconds(), (t.Scoring + t.Searching).Seconds())
	return err
}
