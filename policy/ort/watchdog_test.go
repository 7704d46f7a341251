package ort

import (
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/cputime"
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

func TestARunThatUsesUpItsCPUTimeIsCutOffAndTheNextSucceeds(t *testing.T) {
	s := load(t, "hung.onnx")
	for range 3 {
		move(s, 1)
		if err := s.RunWithinCPU(20 * time.Millisecond); !errors.Is(err, policy.ErrHung) {
			t.Fatalf("a run that hangs returns %v, want %v", err, policy.ErrHung)
		}
		checkNextRun(t, s)
	}
}

func TestALimitOfCPUTimeIgnoresElapsedTime(t *testing.T) {
	w, err := newWatchdog()
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	clock := make(chan cputime.Clock)
	idle := make(chan struct{})
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		clock <- cputime.Thread()
		<-idle // uses no CPU time
	}()
	defer close(idle)
	w.beginCPU(time.Hour, <-clock) // beats of a second, which the test does not await
	w.timer.Stop()
	for beat := range cputime.IdleBeats { // the first only begins to count
		w.due = time.Now() // as if the beat had passed
		w.expire()
		w.timer.Stop()
		if w.cut {
			t.Fatalf("the run is cut off at beat %d without using CPU time", beat)
		}
	}
	w.due = time.Now()
	if w.expire(); !w.cut {
		t.Errorf("the run is not cut off after %d idle beats", cputime.IdleBeats)
	}
	if cut, err := w.end(); !cut || err != nil {
		t.Errorf("cut %v, error %v; want the run cut off", cut, err)
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
		for _, run := range []func(time.Duration) error{s.RunWithin, s.RunWithinCPU} {
			if err := run(limit); !errors.Is(err, policy.ErrHung) {
				t.Errorf("a limit of %v returns %v, want %v", limit, err, policy.ErrHung)
			}
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
		if err := errors.Join(s.RunWithin(time.Minute), s.RunWithinCPU(time.Minute)); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("RunWithin and RunWithinCPU allocate %v times, want 0", n)
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
		{"limited CPU", func() error { return s.RunWithinCPU(time.Second) }},
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
