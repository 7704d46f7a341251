package child

import (
	"errors"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/policy"
)

func TestTheChildIsGivenTheKindOfLimit(t *testing.T) {
	s := mustOpen(t, "good", Config{})
	answers(t, s)
	if err := s.RunWithinCPU(time.Minute); err != nil {
		t.Fatal(err)
	}
	if got, want := s.Scores(), []float32{-14, -28, -42}; !reflect.DeepEqual(got, want) {
		t.Errorf("with a limit of CPU time the scores are %v, want %v", got, want)
	}
	answers(t, s)
}

func TestAChildThatDoesNotAnswerIsLostByItsOwnCPUTime(t *testing.T) {
	for kind, want := range map[string]string{
		"spinning": "no answer within 60ms of CPU time",
		"stuck":    "no answer and no computation for 1s",
	} {
		s := mustOpen(t, kind, Config{Grace: 30 * time.Millisecond})
		s.Input().Floats[0] = 1
		for range 2 {
			err := s.RunWithinCPU(30 * time.Millisecond)
			var lost *Lost
			if !errors.As(err, &lost) || lost.Kind != Hang || !strings.HasPrefix(lost.Reason, want) {
				t.Errorf("%s: got %v, want %s %q", kind, err, Hang, want)
			}
		}
	}
}

func TestACancelledRunWithALimitOfCPUTimeIsAwaitedByTheNext(t *testing.T) {
	s := mustOpen(t, "slow", Config{})
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				s.Cancel()
			}
		}
	}()
	s.Input().Floats[0] = 1
	err := s.RunWithinCPU(2 * time.Second)
	close(stop)
	<-stopped
	if !errors.Is(err, policy.ErrHung) {
		t.Fatalf("got %v, want %v", err, policy.ErrHung)
	}
	answers(t, s)
}

// overload keeps every core busy with several processes until the test ends.
func overload(t *testing.T) {
	t.Helper()
	for range 8 * runtime.NumCPU() {
		hog := exec.Command(os.Args[0])
		hog.Env = append(os.Environ(), mode+"=hog")
		hog.SysProcAttr = processAttributes()
		if err := hog.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			hog.Process.Kill()
			hog.Wait() // killed
		})
	}
}

func TestLoadDoesNotEndARun(t *testing.T) {
	s := mustOpen(t, "working", Config{Grace: 30 * time.Millisecond})
	overload(t)
	s.Input().Floats[0] = 1
	for n := range 5 {
		if err := s.RunWithinCPU(30 * time.Millisecond); err != nil {
			t.Fatalf("run %d of a third of its limit, on a busy machine, returns %v", n, err)
		}
	}
}

// Loading ends with the runs on which the network is tried, and one limit holds for both.
func TestTryingANetworkCountsAsLoadingIt(t *testing.T) {
	for kind, want := range map[string]string{
		"spinning": "on a frame: not loaded within 1.5s of CPU time",
		"hung":     "on a frame: not loaded within 1.5s of CPU time",
	} {
		s := mustOpen(t, kind, Config{LoadLimit: 1500 * time.Millisecond, Grace: 30 * time.Millisecond})
		s.Input().Floats[0] = 1
		err := s.Try("a frame")
		var lost *Lost
		if !errors.As(err, &lost) || lost.Kind != Hang || err.Error() != want {
			t.Errorf("%s: got %v, want %s %q", kind, err, Hang, want)
		}
		if err := s.RunWithinCPU(time.Minute); !errors.Is(err, policy.ErrLost) {
			t.Errorf("%s: a later run: got %v, want a lost process", kind, err)
		}
	}
	s := mustOpen(t, "spinning", Config{LoadLimit: time.Hour, Grace: 30 * time.Millisecond})
	if err := s.Try("a frame"); err != nil { // on which it answers
		t.Error(err)
	}
}

func TestARunThatIsCutOffNamesItsLimit(t *testing.T) {
	s := mustOpen(t, "hung", Config{})
	s.Input().Floats[0] = 1
	for want, err := range map[string]error{
		"no scores within 1s of CPU time; look for an endless loop, or export a smaller model": s.RunWithinCPU(time.Second),
		"no scores within 2s; look for an endless loop, or export a smaller model":             s.RunWithin(2 * time.Second),
	} {
		if err == nil || err.Error() != want || !errors.Is(err, policy.ErrHung) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}
