package arena

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/sim/duel"
)

// Audit compares the legs that a run folder lists in matches.jsonl with their
// recordings. It returns the number of legs, without voids, and a sentence for
// each leg that differs from its recording. It does not replay the recordings;
// Recording.Verify does. If ctx
// ends, it returns ctx's error.
func Audit(ctx context.Context, dir string) (legs int, differ []string, err error) {
	path := filepath.Join(dir, "matches.jsonl")
	file, err := safefile.OpenIn(dir, "matches.jsonl", safefile.Legs)
	if err != nil {
		return 0, nil, fmt.Errorf("audit run: %w", err)
	}
	defer file.Close() // read only
	number := 0
	_, err = eachLine(file, func(line []byte) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		number++
		var l Leg
		if err := json.Unmarshal(line, &l); err != nil || l.Outcome == Void {
			return err
		}
		legs++
		replay := filepath.Join(dir, "replays", l.ReplayName())
		r, err := duel.ReadFileIn(dir, filepath.Join("replays", l.ReplayName()))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			differ = append(differ, fmt.Sprintf("%s: line %d: recording %s is missing", path, number, replay))
		case err != nil:
			return err
		default:
			if what := l.differ(r.Header); what != "" {
				differ = append(differ, fmt.Sprintf("%s: line %d: %s (%s)", path, number, what, replay))
			}
		}
		return nil
	})
	if err != nil {
		return legs, differ, fmt.Errorf("read %s: %w", path, err)
	}
	return legs, differ, nil
}

// differ describes the first field that differs from the recording, "" for none.
func (l *Leg) differ(r duel.Header) string {
	if l.Leg != 0 && l.Leg != 1 {
		return fmt.Sprintf("leg is %d; want 0 or 1", l.Leg)
	}
	a := aSide(l.Leg)
	result := Draw
	switch r.Outcome {
	case a.String():
		result = Win
	case a.Other().String():
		result = Loss
	}
	for _, c := range []struct{ what, listed, recorded string }{
		{"A", l.A, r.Contestants[a].Name},
		{"B", l.B, r.Contestants[a.Other()].Name},
		{"seed", fmt.Sprint(l.Seed), fmt.Sprint(r.Seed)},
		{"outcome", l.Outcome, result},
		{"ticks", fmt.Sprint(l.Ticks), fmt.Sprint(r.Ticks)},
		{"hash", l.Hash, r.FinalHash},
	} {
		if c.listed != c.recorded {
			return fmt.Sprintf("%s is %q; recorded: %q", c.what, c.listed, c.recorded)
		}
	}
	return ""
}
