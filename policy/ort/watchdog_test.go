package ort

import (
	"errors"
	"testing"
	"time"

	"github.com/kumite/kumite/policy"
)

// move makes the newest frame differ from the previous one, so that hung.onnx hangs.
func move(s *Session, by float32) { s.Input().Floats[len(s.Input().Floats)-1] = by }

// checkNextRun checks that the next run succeeds with the right scores.
func checkNextRun(t *testing.T, s *Session) {
	t.Helper()
	move(s, 0)
	if err := s.RunWithin(time.Minute); err != nil {
		t.Fatalf("the next run returns %v", err)
	}
	if got := s.Scores()[1]; got != 0 {
		t.Fatalf("the next run scores %v, want 0", got)
	}
}

func TestARunThatHangsIsCutOffAndTheNextSucceeds(t *testing.T) {
	s := load(t, "hung.onnx")
	for range 3 {
		move(s, 1)
		if err := s.RunWithin(20 * time.Millisecond); !errors.Is(err, policy.ErrHung) {
			t.Fatalf("a run that hangs returns %v, want %v", err, policy.ErrHung)
		}
		checkNextRun(t, s)
	}
}

func TestARunIsCancelledFromAnotherGoroutine(t *testing.T) {
	s := load(t, "hung.onnx")
	s.Cancel() // no run; the next must not be affected
	checkNextRun(t, s)
	move(s, 1)
	done := make(chan struct{})
	ended := make(chan struct{})
	go func() { // before the run starts, Cancel does nothing
		defer close(ended)
		for {
			select {
			case <-done:
				return
			default:
				s.Cancel()
			}
		}
	}()
	err := s.Run()
	close(done)
	<-ended
	if !errors.Is(err, policy.ErrHung) {
		t.Fatalf("a cancelled run returns %v, want %v", err, policy.ErrHung)
	}
	checkNextRun(t, s)
}

func TestALimitOfZeroRunsNothing(t *testing.T) {
	s := load(t, "good.onnx")
	for _, limit := range []time.Duration{0, -time.Second} {
		if err := s.RunWithin(limit); !errors.Is(err, policy.ErrHung) {
			t.Errorf("a limit of %v returns %v, want %v", limit, err, policy.ErrHung)
		}
	}
}

func TestALateTimerDoesNotTerminateTheNextRun(t *testing.T) {
	w, err := newWatchdog()
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	w.begin(time.Hour)
	w.expire() // the timer of the previous run
	if cut, err := w.end(); cut || err != nil {
		t.Errorf("cut %v, error %v; want the run to continue", cut, err)
	}
}

func TestRunWithinAllocatesNothing(t *testing.T) {
	s := load(t, "good.onnx")
	if n := testing.AllocsPerRun(100, func() {
		if err := s.RunWithin(time.Minute); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("RunWithin allocates %v times, want 0", n)
	}
}

// BenchmarkWatch times a run of a tiny model with and without the watchdog.
func BenchmarkWatch(b *testing.B) {
	s := load(b, "good.onnx")
	for _, x := range []struct {
		name string
		run  func() error
	}{
		{"bare", s.session.Run},
		{"unlimited", s.Run},
		{"limited", func() error { return s.RunWithin(time.Second) }},
	} {
		b.Run(x.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := x.run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
