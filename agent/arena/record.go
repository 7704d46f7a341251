package arena

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/sim"
)

// Specs returns the contestant strings, in the run's order.
func (r *Record) Specs() (all []string) {
	for _, c := range r.Manifest.Contestants {
		all = append(all, c.Spec)
	}
	return all
}

// On returns the name of the contestant on a side.
func (l *Leg) On(side sim.Side) string {
	if side == aSide(l.Leg) {
		return l.A
	}
	return l.B
}

// ReplayName returns the file name of a leg's recording in the folder replays. It has the
// number of the pairing, which differs from its place in a run that has grown.
func (r *Record) ReplayName(l *Leg) string {
	stored := *l
	stored.Pairing = r.numbers[l.Pairing]
	return stored.replayName()
}

// Replay returns the bytes of a leg's recording, nil if there is none: a void leg has
// none, and recordings may have been removed.
func (r *Record) Replay(l *Leg) ([]byte, error) {
	if l.Outcome == Void {
		return nil, nil
	}
	data, err := safefile.ReadIn(r.Dir, filepath.Join("replays", r.ReplayName(l)), safefile.Replay)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read run: %w", err)
	}
	return data, nil
}
