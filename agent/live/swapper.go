package live

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/kumite/kumite/agent/bot"
)

// Settle is how long a file must rest before it is read: whoever writes it
// writes in pieces, or removes it and puts another in its place.
const Settle = 100 * time.Millisecond

// Event is what became of one attempt to exchange a model.
type Event struct {
	Time time.Time
	Spec string // of the contestant
	OK   bool
	Text string // what plays now, or why the old model plays on; one line
}

// Load loads and checks a contestant's model. It runs beside the game.
type Load func(bot.Contestant) (*bot.Model, error)

// Swapper exchanges the model of a Pacer when its file changes, or when another
// contestant is asked for. New models are loaded and checked beside the game
// and swapped in between two decisions; while one is broken the old one plays
// on, and the reason is an Event. It watches all that a model may consist of:
// the file, its sidecar and its external data.
//
// Run is one goroutine's; Switch and Poll may be called from any.
type Swapper struct {
	// Settle is how long a file must rest before it is read; set before Run.
	Settle time.Duration

	pacer  *Pacer
	load   Load
	wanted chan bot.Contestant // to switch to, newest only

	mu     sync.Mutex
	who    bot.Contestant // who plays
	events []Event

	failed string // the reason that was told last; "" after a success
}

// NewSwapper makes the swapper of a pacer that now plays a contestant's model.
func NewSwapper(p *Pacer, who bot.Contestant, load Load) *Swapper {
	return &Swapper{Settle: Settle, pacer: p, who: who, load: load, wanted: make(chan bot.Contestant, 1)}
}

// Switch asks for another contestant. It does not wait; of several that wait,
// the newest wins. One that fails to load changes nothing.
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

// Contestant is who plays now.
func (s *Swapper) Contestant() bot.Contestant {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.who
}

// Poll takes the oldest event that was not polled yet. The newest 256 are kept.
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

// Run watches and exchanges until the context ends, which is no error.
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

// serve is Run with the files' changes handed in. follow starts to watch the
// folder of a path.
func (s *Swapper) serve(ctx context.Context, follow func(path string) error, changes <-chan fsnotify.Event, broken <-chan error) error {
	if err := follow(s.Contestant().Path); err != nil {
		s.report(s.Contestant(), false, err.Error())
	}
	settled := time.NewTimer(s.Settle) // the file may have changed before it was watched
	defer settled.Stop()
	now := unrest{any: true}
	for {
		select {
		case <-ctx.Done():
			return nil
		case e := <-changes:
			if now.add(s.Contestant().Path, e) {
				settled.Reset(s.Settle)
			}
		case err := <-broken:
			s.report(s.Contestant(), false, fmt.Sprintf("watch model: %v", err))
		case <-settled.C:
			if s.renew(&now, changes) {
				settled.Reset(s.Settle)
			}
		case to := <-s.wanted:
			s.exchange(to, follow)
		}
	}
}

// unrest is what has changed since a model was last loaded in full.
type unrest struct {
	any   bool   // of what it may consist of
	own   bool   // the file itself or its sidecar
	fault string // what the load before said, which is not told yet
}

// add notes a change and says whether to wait, from now, until all rests. Files
// beside the model, which somebody may write to all the time, start a wait and
// do not prolong it.
func (u *unrest) add(path string, e fsnotify.Event) bool {
	own, ours := concerns(path, e)
	waits := own || ours && !u.any
	u.any, u.own = u.any || ours, u.own || own
	return waits
}

// concerns says whether a change may have changed a model: its file and sidecar
// are its own, and any other file beside it may be its external data, except
// what belongs to other models.
func concerns(path string, e fsnotify.Event) (own, ours bool) {
	if e.Op == fsnotify.Chmod || filepath.Clean(filepath.Dir(e.Name)) != filepath.Clean(filepath.Dir(path)) {
		return false, false
	}
	base, name := filepath.Base(path), filepath.Base(e.Name)
	if name == base || name == base+".json" {
		return true, true
	}
	return false, !strings.HasSuffix(name, ".onnx") && !strings.HasSuffix(name, ".onnx.json")
}

// renew loads the model that plays again, and asks for another try when the
// file has changed meanwhile. What has not changed is let be. A failure is told
// once a second try has failed alike, for a file that is half written or being
// replaced fails in passing; and once only, until the file itself changes.
func (s *Swapper) renew(u *unrest, changes <-chan fsnotify.Event) (again bool) {
	who := s.Contestant()
	next, err := s.load(who)
	for more := true; more; {
		select {
		case e := <-changes:
			own, _ := concerns(who.Path, e)
			u.own, again = u.own || own, again || own
		default:
			more = false
		}
	}
	if again || err != nil && err.Error() != u.fault {
		u.fault = ""
		if err == nil {
			s.dismiss(who, next)
		} else {
			u.fault = err.Error()
		}
		return true
	}
	own := u.own
	*u = unrest{}
	switch {
	case err != nil && (own || err.Error() != s.failed):
		s.failed = err.Error()
		s.report(who, false, s.failed)
	case err != nil:
	case s.failed == "" && next.SHA256 == s.pacer.Model().SHA256:
		s.dismiss(who, next)
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
	s.report(who, true, fmt.Sprintf("%s %.8s plays", who.Name, next.SHA256))
	s.dismiss(who, old)
}

func (s *Swapper) dismiss(who bot.Contestant, m *bot.Model) {
	if err := m.Close(); err != nil {
		s.report(who, false, fmt.Sprintf("close a model that plays no more: %v", err))
	}
}
