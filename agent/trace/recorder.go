package trace

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync/atomic"

	"github.com/kumite/kumite/internal/safefile"
)

// Config configures a Recorder.
type Config struct {
	Path    string // of the file, to which is appended
	Version string // of the program
	Every   int    // of so many decisions and requests, one is recorded; 1 or more
	// Failed, if not nil, is called once, with the first error of writing. Later spans are
	// dropped.
	Failed func(error)
}

// Recorder writes spans to a file. Its methods may be called from several goroutines, but
// not after Close.
type Recorder struct {
	cfg     Config
	file    *os.File
	seen    atomic.Int64
	dropped atomic.Int64
	trees   chan tree
	done    chan error
}

// waiting is the number of decisions that the file may be behind.
const waiting = 1024

// most is the number of decisions on a line.
const most = 64

// Open opens the file and starts to write. The caller must close the recorder.
func Open(cfg Config) (*Recorder, error) {
	if cfg.Every < 1 {
		return nil, fmt.Errorf("trace: one in %d decisions; want one in 1 or more", cfg.Every)
	}
	file, err := safefile.Append(cfg.Path)
	if err != nil {
		return nil, fmt.Errorf("write traces: %w", err)
	}
	r := &Recorder{cfg: cfg, file: file, trees: make(chan tree, waiting), done: make(chan error, 1)}
	go func() { r.done <- r.run() }()
	return r, nil
}

// Close writes what is left. The error says how many decisions are missing, if any.
func (r *Recorder) Close() error {
	close(r.trees)
	err := errors.Join(<-r.done, r.file.Close())
	if n := r.dropped.Load(); n > 0 {
		err = errors.Join(fmt.Errorf("%s is incomplete (decisions that it lacks: %d): the disk was too slow, or failed", r.cfg.Path, n), err)
	}
	return err
}

// due reports whether the next decision without a parent is recorded.
func (r *Recorder) due() bool { return (r.seen.Add(1)-1)%int64(r.cfg.Every) == 0 }

// add hands a tree to the file.
func (r *Recorder) add(t tree) {
	select {
	case r.trees <- t:
	default:
		r.dropped.Add(1)
	}
}

// run writes trees until the channel is closed, together with those that wait already.
func (r *Recorder) run() (failed error) {
	doc := tracesData{[]resourceSpans{{
		Resource:   resource{[]attribute{text("service.name", "kumite"), text("service.version", r.cfg.Version)}},
		ScopeSpans: []scopeSpans{{Scope: scope{"github.com/kumite/kumite", r.cfg.Version}}},
	}}}
	spans := &doc.ResourceSpans[0].ScopeSpans[0].Spans
	for t := range r.trees {
		*spans = append((*spans)[:0], t...)
		n := 1
		for ; n < most && len(r.trees) > 0; n++ {
			*spans = append(*spans, <-r.trees...)
		}
		if failed == nil {
			if failed = r.write(doc); failed != nil && r.cfg.Failed != nil {
				r.cfg.Failed(failed)
			}
		}
		if failed != nil {
			r.dropped.Add(int64(n))
		}
	}
	return failed
}

func (r *Recorder) write(doc tracesData) error {
	line, err := json.Marshal(doc)
	if err == nil {
		_, err = r.file.Write(append(line, '\n'))
	}
	if err != nil {
		return fmt.Errorf("write traces: %w", err)
	}
	return nil
}
