package watch

import (
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/sim/duel"
)

// archive stores a replay of each finished match in a folder, as NNNNNN.replay. A
// nil archive stores nothing.
type archive struct {
	root    *safefile.Root
	writing sync.Mutex
	stored  int
}

// newArchive creates the folder. Numbers continue after the replays that are in it.
func newArchive(dir string) (*archive, error) {
	root, err := safefile.MakeRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("store replays: %w", err)
	}
	a := &archive{root: root}
	for {
		_, err := root.Lstat(replayName(a.stored + 1))
		if errors.Is(err, fs.ErrNotExist) {
			return a, nil
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("store replays: %w", err), root.Close())
		}
		a.stored++
	}
}

func replayName(n int) string { return fmt.Sprintf("%06d.replay", n) }

// close closes the folder. A second close does nothing.
func (a *archive) close() error {
	if a == nil {
		return nil
	}
	return a.root.Close()
}

// write stores a recording. It may be called concurrently.
func (a *archive) write(r *duel.Recording) error {
	a.writing.Lock()
	defer a.writing.Unlock()
	if err := durable.WriteFileIn(a.root, replayName(a.stored+1), r.Encode); err != nil {
		return fmt.Errorf("store replay: %w", err)
	}
	a.stored++
	return nil
}
