package live

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/kumite/kumite/agent/bot"
)

// Settle is the time for which a file must not change before it is read, because it
// may be written in pieces, or removed and replaced.
const Settle = 100 * time.Millisecond

// Event is the result of one attempt to replace a model.
type Event struct {
	Time time.Time
	Spec string // of the contestant
	OK   bool
	Text string // the new model, or why the old one stays; one line
}

// Load loads and checks a contestant's model. It is called concurrently with the game.
type Load func(bot.Contestant) (*bot.Model, error)

// Swapper replaces the model of a Pacer when its file changes, or when another
// contestant is requested. New models are loaded and checked concurrently with the
// game and swapped in between two decisions. If a model cannot be loaded, the old one
// stays in use, and the reason is reported as an Event. All files of a model are
// watched: the file, its sidecar and its external data.
//
// Run must be called from one goroutine; Switch and Poll may be called from any.
type Swapper struct {
	// Settle overrides the constant Settle. It must be set before Run.
	Settle time.Duration

	pacer  *Pacer
	load   Load
	wanted chan bot.Contestant // requested, newest only

	mu     sync.Mutex
	who    bot.Contestant // current contestant
	events []Event

	failed string // last reported failure; "" after a success
}

// NewSwapper returns the swapper of a pacer that plays the model of a contestant.
func NewSwapper(p *Pacer, who bot.Contestant, load Load) *Swapper {
	return &Swapper{Settle: Settle, pacer: p, who: who, load: load, wanted: make(chan bot.Contestant, 1)}
}

// Switch requests another contestant and does not block. Of several pending requests
// the newest is served. If it cannot be loaded, nothing changes.
func (s *Swapper) Switch(to bot.Contestant) {
	for {
		select {
		case s.wanted <- to:
			return
		default:
		}
		select {
		case <-s.wanted:
		default:
		}
	}
}

// Contestant returns the current contestant.
func (s *Swapper) Contestant() bot.Contestant {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.who
}

// Poll returns the oldest event that has not been polled. The newest 256 are kept.
func (s *Swapper) Poll() (Event, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.events) == 0 {
		return Event{}, false
	}
	e := s.events[0]
	s.events = s.events[1:]
	return e, true
}

func (s *Swapper) report(who bot.Contestant, ok bool, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.events) == 256 {
		s.events = s.events[1:]
	}
	s.events = append(s.events, Event{time.Now(), who.Spec, ok, text})
}

// Run watches and replaces models until ctx is cancelled, and then returns nil.
func (s *Swapper) Run(ctx context.Context) error {
	watch, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("watch models: %w", err)
	}
	defer watch.Close()
	follow := func(path string) error {
		if err := watch.Add(filepath.Dir(path)); err != nil {
			return fmt.Errorf("watch model %s: %w", path, err)
		}
		return nil
	}
	return s.serve(ctx, follow, watch.Events, watch.Errors)
}

// serve is Run with the events of the file system as parameters. follow starts
// watching the folder of a path.
func (s *Swapper) serve(ctx context.Context, follow func(path string) error, events <-chan fsnotify.Event, broken <-chan error) error {
	if err := follow(s.Contestant().Path); err != nil {
		s.report(s.Contestant(), false, err.Error())
	}
	settled := time.NewTimer(s.Settle) // the file may have changed before it was watched
	defer settled.Stop()
	pending := changes{any: true}
	for {
		select {
		case <-ctx.Done():
			return nil
		case e := <-events:
			if pending.add(s.Contestant().Path, e) {
				settled.Reset(s.Settle)
			}
		case err := <-broken:
			s.report(s.Contestant(), false, fmt.Sprintf("watch model: %v", err))
		case <-settled.C:
			if s.reload(&pending, events) {
				settled.Reset(s.Settle)
			}
		case to := <-s.wanted:
			s.exchange(to, follow)
		}
	}
}

// reload loads the file of the current model and reports whether to try again because
// it changed meanwhile. An unchanged model is kept. A failure is reported when a
// second attempt fails in the same way, because a file that is being written or
// replaced fails only briefly; the same failure is reported again only after the file
// itself has changed.
func (s *Swapper) reload(c *changes, events <-chan fsnotify.Event) (again bool) {
	who := s.Contestant()
	next, err := s.load(who)
	for more := true; more; {
		select {
		case e := <-events:
			own, _ := concerns(who.Path, e)
			c.own, again = c.own || own, again || own
		default:
			more = false
		}
	}
	if again || err != nil && err.Error() != c.failure {
		c.failure = ""
		if err == nil {
			s.discard(who, next)
		} else {
			c.failure = err.Error()
		}
		return true
	}
	own := c.own
	*c = changes{}
	switch {
	case err != nil && (own || err.Error() != s.failed):
		s.failed = err.Error()
		s.report(who, false, s.failed)
	case err != nil:
	case s.failed == "" && next.SHA256 == s.pacer.Model().SHA256:
		s.discard(who, next)
	default:
		s.install(who, next)
	}
	return false
}

// exchange loads another contestant.
func (s *Swapper) exchange(to bot.Contestant, follow func(path string) error) {
	next, err := s.load(to)
	if err != nil {
		s.report(to, false, err.Error())
		return
	}
	if err := follow(to.Path); err != nil {
		s.report(to, false, err.Error())
	}
	s.install(to, next)
}

func (s *Swapper) install(who bot.Contestant, next *bot.Model) {
	old := s.pacer.Replace(next)
	s.mu.Lock()
	s.who = who
	s.mu.Unlock()
	s.failed = ""
	s.report(who, true, fmt.Sprintf("%s (%s) plays", who.Name, next.Files.Describe(next.SHA256)))
	s.discard(who, old)
}

func (s *Swapper) discard(who bot.Contestant, m *bot.Model) {
	if err := m.Close(); err != nil {
		s.report(who, false, fmt.Sprintf("close a replaced model: %v", err))
	}
}
