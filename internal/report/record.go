package report

import (
	"io"
	"time"

	"github.com/kumite/kumite/agent/expert"
	"github.com/kumite/kumite/vision/logs"
)

// Recorded writes the summary of a recording run in one line.
func Recorded(out io.Writer, s expert.Summary) error {
	if s.New == 0 {
		_, err := printf(out, "%s: %s, none new, seed %d\n", s.Dir, plural(s.Recordings, "recording"), s.Seed)
		return err
	}
	_, err := printf(out, "%s: %s, %d new with %s (%s of play), %s, %.2f %% no_action, seed %d\n",
		s.Dir, plural(s.Recordings, "recording"), s.New, plural(s.Frames, "frame"), s.Played().Round(time.Second), plural(s.Presses, "press"), 100*s.NoActionShare(), s.Seed)
	return err
}

// Tensors writes the summary of the tensors in dir in one line, and a warning if
// the logs' labels look like keys that were held.
func Tensors(out io.Writer, dir string, t logs.Tensors) error {
	_, err := printf(out, "%s: %s of %s (%d train, %d validation, %d test), %.2f %% %s in training\n",
		dir, plural(t.Rows, "row"), plural(len(t.Recordings), "recording"), len(t.Split.Train), len(t.Split.Val), len(t.Split.Test), 100*t.NullPrior(), t.Null())
	if err == nil && t.NullPrior() == 1 {
		_, err = printf(out, "warning: the training rows have no press: a model learns never to act; check how actions are written\n")
	}
	if err != nil || !t.Held.Suspicious() || t.Held.Rows == t.Rows {
		return err
	}
	if t.Onsets {
		_, err = printf(out, "%s filled %s; only the first row of each is labelled with it\n", plural(t.Held.Presses, "press"), plural(t.Held.Rows, "row"))
		return err
	}
	_, err = printf(out, "warning: %s fill %s: a model learns to repeat them; say --onsets to label only the first row of each\n",
		plural(t.Held.Presses, "press"), plural(t.Held.Rows, "row"))
	return err
}
