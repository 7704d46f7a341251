package live

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/kumite/kumite/agent/bot"
)

// shop loads fake models and counts those that are open.
type shop struct {
	t      *testing.T
	loads  int
	on     int // the version on disk
	open   atomic.Int32
	reject func(version int, c bot.Contestant) error
}

func (s *shop) model() *bot.Model {
	m := model(s.t, &network{takes: func(int) time.Duration { return time.Millisecond }}, 6, always)
	m.SHA256 = fmt.Sprintf("%08d", s.on)
	s.open.Add(1)
	closing := m.Close
	closed := false
	m.Close = func() error {
		if closed {
			s.t.Error("a model is closed twice")
		}
		closed = true
		s.open.Add(-1)
		return closing()
	}
	return m
}

func (s *shop) load(c bot.Contestant) (*bot.Model, error) {
	s.loads++
	if s.reject != nil {
		if err := s.reject(s.on, c); err != nil {
			return nil, err
		}
	}
	return s.model(), nil
}

func events(s *Swapper) (all []Event) {
	for e, ok := s.Poll(); ok; e, ok = s.Poll() {
		all = append(all, e)
	}
	return all
}

func TestAHundredSwapsLoseNoDecision(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop := &shop{t: t, reject: func(version int, _ bot.Contestant) error {
			if version%3 == 0 {
				return fmt.Errorf("load model a.onnx: broken in way %d", version)
			}
			return nil
		}}
		g := newGame(t, shop.model())
		s := NewSwapper(g.p, bot.Contestant{Name: "a", Path: "dir/a.onnx"}, shop.load)
		ctx, cancel := context.WithCancel(t.Context())
		changes, done := make(chan fsnotify.Event), make(chan error, 1)
		go func() { done <- s.serve(ctx, func(string) error { return nil }, changes, nil) }()
		for i := range 100 {
			shop.on = i + 1
			changes <- fsnotify.Event{Name: "dir/a.onnx", Op: fsnotify.Write}
			g.play(37)
			got := events(s)
			if len(got) != 1 || got[0].OK == ((i+1)%3 == 0) {
				t.Fatalf("change %d: events are %+v", i+1, got)
			}
			if !got[0].OK && got[0].Text != fmt.Sprintf("load model a.onnx: broken in way %d", i+1) {
				t.Errorf("change %d: the reason is %q", i+1, got[0].Text)
			}
			if n := shop.open.Load(); n != 1 {
				t.Fatalf("change %d: %d models are open, want the one that plays", i+1, n)
			}
		}
		g.stop()
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if a := g.p.Stats(); a.Missed != 0 || a.Decisions != a.Slots || a.Slots != (3700+5)/6 {
			t.Errorf("%d decisions and %d missed of %d slots, want all of %d", a.Decisions, a.Missed, a.Slots, (3700+5)/6)
		}
		if g.longest != 0 {
			t.Errorf("a tick was held up for %v", g.longest)
		}
	})
}

func TestAFileIsReadOnceItIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop := &shop{t: t}
		g := newGame(t, shop.model())
		s := NewSwapper(g.p, bot.Contestant{Name: "a", Path: "dir/a.onnx"}, shop.load)
		ctx, cancel := context.WithCancel(t.Context())
		changes, done := make(chan fsnotify.Event), make(chan error, 1)
		go func() { done <- s.serve(ctx, func(string) error { return nil }, changes, nil) }()
		for range 50 { // written in pieces, for longer than Settle
			changes <- fsnotify.Event{Name: "dir/a.onnx", Op: fsnotify.Write}
			g.play(3)
		}
		if shop.loads != 0 {
			t.Errorf("it was read %d times while it was written", shop.loads)
		}
		for _, other := range []string{"dir/b.onnx", "dir/b.onnx.json", "elsewhere/a.onnx"} {
			g.play(60)
			before := shop.loads
			changes <- fsnotify.Event{Name: other, Op: fsnotify.Write}
			g.play(60)
			if shop.loads != before {
				t.Errorf("a change of %s loads a.onnx again", other)
			}
		}
		for _, part := range []string{"dir/a.onnx.json", "dir/weights.bin", "dir/./a.onnx"} {
			before := shop.loads
			changes <- fsnotify.Event{Name: part, Op: fsnotify.Rename}
			g.play(60)
			if shop.loads != before+1 {
				t.Errorf("a change of %s does not load the model again", part)
			}
		}
		g.stop()
		cancel()
		<-done
	})
}

func TestASwitchThatFailsChangesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop := &shop{t: t, reject: func(_ int, c bot.Contestant) error {
			if c.Name == "bad" {
				return errors.New("bad.onnx is not a model")
			}
			return nil
		}}
		g := newGame(t, shop.model())
		s := NewSwapper(g.p, bot.Contestant{Name: "a", Path: "dir/a.onnx"}, shop.load)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- s.serve(ctx, func(string) error { return nil }, nil, nil) }()
		s.Switch(bot.Contestant{Name: "bad", Path: "bad.onnx"})
		g.play(60)
		if got := events(s); len(got) != 1 || got[0].OK || !strings.Contains(got[0].Text, "not a model") || s.Contestant().Name != "a" {
			t.Errorf("events are %+v and %s plays", got, s.Contestant().Name)
		}
		s.Switch(bot.Contestant{Name: "b", Path: "b.onnx"})
		g.play(60)
		if got := events(s); len(got) != 1 || !got[0].OK || s.Contestant().Name != "b" {
			t.Errorf("events are %+v and %s plays", got, s.Contestant().Name)
		}
		g.stop()
		cancel()
		<-done
		if n := shop.open.Load(); n != 1 {
			t.Errorf("%d models are open, want 1", n)
		}
	})
}

func TestAFileThatFailsForAMomentIsNotReported(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		half := true
		shop := &shop{t: t, reject: func(int, bot.Contestant) error {
			if half {
				half = false
				return errors.New("half written")
			}
			return nil
		}}
		g := newGame(t, shop.model())
		shop.on = 1
		s := NewSwapper(g.p, bot.Contestant{Name: "a", Path: "dir/a.onnx"}, shop.load)
		ctx, cancel := context.WithCancel(t.Context())
		changes, done := make(chan fsnotify.Event), make(chan error, 1)
		go func() { done <- s.serve(ctx, func(string) error { return nil }, changes, nil) }()
		changes <- fsnotify.Event{Name: "dir/a.onnx", Op: fsnotify.Create}
		g.play(60)
		if got := events(s); len(got) != 1 || !got[0].OK {
			t.Errorf("events are %+v, want that the new model plays and nothing else", got)
		}
		g.stop()
		cancel()
		<-done
	})
}

func TestAFileThatChangedBeforeItWasWatchedIsNoticed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop := &shop{t: t}
		g := newGame(t, shop.model())
		shop.on = 1
		s := NewSwapper(g.p, bot.Contestant{Name: "a", Path: "dir/a.onnx"}, shop.load)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- s.serve(ctx, func(string) error { return nil }, nil, nil) }()
		g.play(60)
		if got := events(s); len(got) != 1 || !got[0].OK {
			t.Errorf("events are %+v, want that the new model plays", got)
		}
		g.stop()
		cancel()
		<-done
	})
}

func TestAModelThatHasNotChangedStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		shop := &shop{t: t}
		first := shop.model()
		first.SHA256 = "same"
		g := newGame(t, first)
		s := NewSwapper(g.p, bot.Contestant{Name: "a", Path: "dir/a.onnx"}, func(c bot.Contestant) (*bot.Model, error) {
			m, err := shop.load(c)
			m.SHA256 = "same"
			return m, err
		})
		ctx, cancel := context.WithCancel(t.Context())
		changes, done := make(chan fsnotify.Event), make(chan error, 1)
		go func() { done <- s.serve(ctx, func(string) error { return nil }, changes, nil) }()
		changes <- fsnotify.Event{Name: "dir/notes.txt", Op: fsnotify.Write}
		g.play(60)
		if got := events(s); len(got) != 0 || g.p.Model() != first || shop.loads != 1 || shop.open.Load() != 1 {
			t.Errorf("events are %+v after %d loads with %d models open, want none and the old one", got, shop.loads, shop.open.Load())
		}
		g.stop()
		cancel()
		<-done
	})
}

// A file that is renamed into place, as editors and careful writers do, and a
// file that is written where it stands.
func TestChangesOnDiskAreNoticed(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.onnx")
	if err := os.WriteFile(path, []byte("first"), 0o644); err != nil {
		t.Fatal(err)
	}
	shop := &shop{t: t}
	read := make(chan string, 16)
	s := NewSwapper(New(shop.model()), bot.Contestant{Name: "a", Path: path}, func(c bot.Contestant) (*bot.Model, error) {
		data, err := os.ReadFile(c.Path)
		read <- string(data)
		if err != nil {
			return nil, err
		}
		return shop.load(c)
	})
	ctx, cancel := context.WithCancel(t.Context())
	done, following := make(chan error, 1), make(chan bool, 1)
	watch, err := fsnotify.NewWatcher()
	if err != nil {
		t.Fatal(err)
	}
	defer watch.Close()
	go func() {
		done <- s.serve(ctx, func(path string) error {
			err := watch.Add(filepath.Dir(path))
			following <- true
			return err
		}, watch.Events, watch.Errors)
	}()
	<-following
	if err := os.WriteFile(path, []byte("second"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := <-read; got != "second" {
		t.Errorf("it read %q, want what was written in place", got)
	}
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "tmp"), []byte("third"), 0o644), os.Rename(filepath.Join(dir, "tmp"), path)); err != nil {
		t.Fatal(err)
	}
	if got := <-read; got != "third" {
		t.Errorf("it read %q, want what was renamed into place", got)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if got := <-read; got != "" {
		t.Errorf("it read %q of a file that is gone", got)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
