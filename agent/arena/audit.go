package arena

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/sim/duel"
)

// Audit compares what a run folder's table counts, the lines of matches.jsonl,
// with the recordings of these matches. It returns how many legs there are, voids
// aside, and a sentence for each that is not as recorded. It does not play the
// recordings again; Recording.Verify does.
func Audit(dir string) (legs int, differ []string, err error) {
	path := filepath.Join(dir, "matches.jsonl")
	file, err := os.Open(path)
	if err != nil {
		return 0, nil, fmt.Errorf("audit run: %w", err)
	}
	defer file.Close() // read only
	number := 0
	_, err = eachLine(file, func(line []byte) error {
		number++
		var l Leg
		if err := json.Unmarshal(line, &l); err != nil || l.Outcome == Void {
			return err
		}
		legs++
		replay := filepath.Join(dir, "replays", l.ReplayName())
		r, err := duel.ReadFile(replay)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			differ = append(differ, fmt.Sprintf("%s: line %d: its recording %s is missing", path, number, replay))
		case err != nil:
			return err
		default:
			if what := l.differ(r.Header); what != "" {
				differ = append(differ, fmt.Sprintf("%s: line %d: %s; recorded in %s", path, number, what, replay))
			}
		}
		return nil
	})
	if err != nil {
		return legs, differ, fmt.Errorf("read %s: %w", path, err)
	}
	return legs, differ, nil
}

// differ names the first field that is not as recorded, "" for none.
func (l *Leg) differ(r duel.Header) string {
	if l.Leg != 0 && l.Leg != 1 {
		return fmt.Sprintf("leg is %d, not 0 or 1", l.Leg)
	}
	a := aSide(l.Leg)
	came := Draw
	switch r.Outcome {
	case a.String():
		came = Win
	case a.Other().String():
		came = Loss
	}
	for _, c := range []struct{ what, listed, recorded string }{
		{"A", l.A, r.Contestants[a].Name},
		{"B", l.B, r.Contestants[a.Other()].Name},
		{"seed", fmt.Sprint(l.Seed), fmt.Sprint(r.Seed)},
		{"outcome", l.Outcome, came},
		{"ticks", fmt.Sprint(l.Ticks), fmt.Sprint(r.Ticks)},
		{"hash", l.Hash, r.FinalHash},
	} {
		if c.listed != c.recorded {
			return fmt.Sprintf("%s is %q, not %q", c.what, c.listed, c.recorded)
		}
	}
	return ""
}
