package serve

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/kumite/kumite/agent/bot"
)

// model is a served model: its current version and its players.
type model struct {
	who     bot.Contestant
	cfg     *Config
	players sequences
	report  func(Event)
	files   *fsnotify.Watcher

	mu      sync.Mutex
	current *version // nil before the first load and after the end
	open    sync.WaitGroup
	closing []error
}

func newModel(cfg *Config, who bot.Contestant, report func(Event)) (*model, error) {
	m := &model{who: who, cfg: cfg, report: report}
	m.players = sequences{idle: cfg.Idle, now: time.Now, byID: map[string]*sequence{}}
	var err error
	if m.files, err = fsnotify.NewWatcher(); err != nil {
		return nil, fmt.Errorf("watch model %s: %w", who.Path, err)
	}
	if err := m.files.Add(filepath.Dir(who.Path)); err != nil {
		return nil, errors.Join(fmt.Errorf("watch model %s: %w", who.Path, err), m.files.Close())
	}
	v, err := m.load()
	if err != nil {
		return nil, errors.Join(err, m.files.Close())
	}
	m.current = v
	m.players.bound(v.mostSequences())
	report(Event{Model: who.Name, Version: v.id})
	return m, nil
}

// load loads the model's files as a version that close awaits.
func (m *model) load() (*version, error) {
	v, err := load(m.cfg, m.who, func(err error) {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.closing = append(m.closing, err)
	})
	if err == nil {
		m.open.Go(v.done.Wait)
	}
	return v, err
}

// take returns the current version, held. A non-empty id must be its own.
func (m *model) take(id string) (*version, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.current == nil {
		return nil, errStopping
	}
	if id != "" && id != m.current.id {
		return nil, status.Errorf(codes.NotFound, "model %s has version %s, not %.40q", m.who.Name, m.current.id, id)
	}
	m.current.hold() // the current version is never closed
	return m.current, nil
}

// replace makes a version the current one and releases the old one.
func (m *model) replace(v *version) {
	m.mu.Lock()
	old := m.current
	m.current = v
	m.mu.Unlock()
	if old != nil {
		old.release()
	}
}

// close ends the sequences and the versions and waits for them. No request may run.
func (m *model) close() error {
	m.replace(nil)
	m.players.closeAll()
	m.open.Wait()
	return errors.Join(append(m.closing, m.files.Close())...)
}

// settle is how long a model's files must not change before they are loaded.
const settle = 200 * time.Millisecond

// watch loads the model again whenever its files change, and ends sequences that nobody
// uses any more, until the context ends.
func (m *model) watch(ctx context.Context) error {
	settled := time.NewTimer(settle)
	settled.Stop()
	sweep := time.NewTicker(max(m.cfg.Idle/4, time.Millisecond))
	defer sweep.Stop()
	failed := ""
	for {
		select {
		case <-ctx.Done():
			return nil
		case e := <-m.files.Events:
			if e.Op != fsnotify.Chmod && strings.HasPrefix(filepath.Base(e.Name), filepath.Base(m.who.Path)) {
				settled.Reset(settle)
			}
		case <-sweep.C:
			m.players.sweep()
		case err := <-m.files.Errors:
			m.report(Event{Model: m.who.Name, Err: err})
		case <-settled.C:
			v, err := m.load()
			switch {
			case err != nil && err.Error() != failed:
				failed = err.Error()
				m.report(Event{Model: m.who.Name, Err: err})
			case err != nil:
			case v.id == m.current.id && failed == "":
				v.release()
			default:
				failed = ""
				m.replace(v)
				m.players.bound(v.mostSequences())
				m.report(Event{Model: m.who.Name, Version: v.id})
			}
		}
	}
}
