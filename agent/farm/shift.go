package farm

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/sync/singleflight"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/jsonfile"
	"github.com/kumite/kumite/internal/safefile"
)

// shift is a worker that is connected.
type shift struct {
	Worker
	*link
	name string

	room  chan struct{} // holds one element for each block that was taken and not yet acknowledged
	todo  chan *task    // waiting for a core; has room for all
	alone sync.RWMutex  // held by cores that play; for writing by one that plays alone

	mu      sync.Mutex
	jobs    map[string]*loaded // by SHA-256
	loading singleflight.Group // of jobs, outside the lock: a model may take minutes to arrive
}

func newShift(w Worker, l *link, name string) *shift {
	most := w.Cores * (1 + ahead)
	return &shift{Worker: w, link: l, name: name, room: make(chan struct{}, most), todo: make(chan *task, most), jobs: map[string]*loaded{}}
}

// loaded is a job with its models in the cache.
type loaded struct {
	cfg   arena.Config
	run   arena.Manifest
	load  bot.Loader
	paths *strings.Replacer
}

// mostJobs is the number of jobs that a worker remembers.
const mostJobs = 16

// loaded returns the job of a session by its SHA-256. Its models are in the cache.
func (s *shift) loaded(ctx context.Context, session, id string) (*loaded, error) {
	s.mu.Lock()
	j := s.jobs[id]
	s.mu.Unlock()
	if j != nil {
		return j, nil
	}
	x, err, _ := s.loading.Do(session+" "+id, func() (any, error) { return s.loadJob(ctx, session, id) })
	if err != nil {
		return nil, err
	}
	return x.(*loaded), nil
}

// loadJob gets a job and its models from the server.
func (s *shift) loadJob(ctx context.Context, session, id string) (*loaded, error) {
	var data bytes.Buffer
	if err := s.get(ctx, session, id, safefile.Manifest, &data); err != nil {
		return nil, err
	}
	var doc job
	if err := decode(data.Bytes(), &doc, &doc.Version); err != nil {
		return nil, fmt.Errorf("read job: %w", err)
	}
	j := &loaded{}
	err := jsonfile.Decode(doc.Manifest, &j.run)
	if err == nil {
		j.cfg, err = j.run.Config()
	}
	if err != nil {
		return nil, fmt.Errorf("read job: %w", err)
	}
	if len(doc.Files) != len(j.cfg.Contestants) {
		return nil, fmt.Errorf("read job: files of %d contestants; want %d", len(doc.Files), len(j.cfg.Contestants))
	}
	local := map[string]string{} // paths in the cache, by the coordinator's
	for i, c := range j.cfg.Contestants {
		if c.Path == "" {
			continue
		}
		if err := c.Alone(); err != nil {
			return nil, fmt.Errorf("read job: %w", err)
		}
		if len(doc.Files[i]) == 0 {
			return nil, fmt.Errorf("read job: contestant %s has no file", c.Name)
		}
		if local[c.Path], err = s.fetch(ctx, s.Cache, doc.Files[i]); err != nil {
			return nil, fmt.Errorf("get contestant %s: %w", c.Name, err)
		}
	}
	setup := s.Setup
	setup.Aliases, setup.AllowRandom = doc.Aliases, doc.AllowRandom
	load := setup.Loader()
	j.load = func(c bot.Contestant, delayTicks int32) (*bot.Model, error) {
		c.Path = local[c.Path]
		return load(c, delayTicks)
	}
	j.paths = newPaths(local)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.jobs) >= mostJobs {
		clear(s.jobs)
	}
	s.jobs[id] = j
	s.Log.Info().Msgf("playing run %.12s, seed %d", j.run.SHA256, j.run.Seed)
	return j, nil
}
