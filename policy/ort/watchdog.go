package ort

import (
	"errors"
	"sync"
	"time"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/kumite/kumite/policy/cputime"
)

// watchdog terminates a run that exceeds its time limit, with the runtime's run
// options. It uses one timer and one set of options for all runs, so that its
// overhead is a fraction of a microsecond and it allocates nothing.
//
// The timer of one run may fire after the next has begun, so expire checks when it is
// due.
type watchdog struct {
	options *onnx.RunOptions
	timer   *time.Timer

	mu      sync.Mutex
	running bool
	due     time.Time // when expire is to look at the current run; zero for never
	metered bool      // the limit is CPU time
	clock   cputime.Clock
	meter   cputime.Meter
	cut     bool  // the current run was terminated
	failed  error // error of terminating it
}

func newWatchdog() (*watchdog, error) {
	options, err := onnx.NewRunOptions()
	if err != nil {
		return nil, runtimeError(err)
	}
	w := &watchdog{options: options}
	w.timer = time.AfterFunc(time.Hour, w.expire)
	w.timer.Stop()
	return w, nil
}

// begin starts watching a run with a limit of elapsed time. A limit of 0 is none.
func (w *watchdog) begin(limit time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.running, w.metered, w.due = true, false, time.Time{}
	if limit > 0 {
		w.wake(limit)
	}
}

// beginCPU starts watching a run with a limit of CPU time on a clock.
func (w *watchdog) beginCPU(limit time.Duration, clock cputime.Clock) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.running, w.metered, w.clock = true, true, clock
	w.meter.Start(limit)
	w.wake(w.meter.Beat())
}

// wake has expire called after d.
func (w *watchdog) wake(d time.Duration) {
	w.due = time.Now().Add(d)
	w.timer.Reset(d)
}

// end stops watching after the run has returned, reports whether it was terminated,
// and resets the options for the next run.
func (w *watchdog) end() (cut bool, err error) {
	w.timer.Stop()
	w.mu.Lock()
	defer w.mu.Unlock()
	cut, err = w.cut, w.failed
	w.running, w.cut, w.failed = false, false, nil
	if cut {
		err = errors.Join(err, w.options.UnsetTerminate())
	}
	return cut, err
}

func (w *watchdog) expire() {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case !w.running || w.due.IsZero() || time.Now().Before(w.due):
	case w.metered && w.meter.Check(w.clock.Now()) == cputime.Running:
		w.wake(w.meter.Beat())
	default:
		w.terminate()
	}
}

// cancel terminates the current run, if there is one.
func (w *watchdog) cancel() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.terminate()
}

func (w *watchdog) terminate() {
	if w.running && !w.cut {
		w.cut = true
		w.failed = w.options.Terminate()
	}
}

// close frees the options. It must not overlap a run.
func (w *watchdog) close() error {
	w.timer.Stop()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.options == nil {
		return nil
	}
	err := w.options.Destroy()
	w.options = nil
	return err
}
