package ort

import (
	"errors"
	"sync"
	"time"

	onnx "github.com/yalue/onnxruntime_go"
)

// watchdog terminates a run that exceeds its time limit, with the runtime's run
// options. It uses one timer and one set of options for all runs, so that its
// overhead is a fraction of a microsecond and it allocates nothing.
//
// The timer of one run may fire after the next has begun, so expire checks the
// deadline.
type watchdog struct {
	options *onnx.RunOptions
	timer   *time.Timer

	mu       sync.Mutex
	running  bool
	deadline time.Time // of the current run; zero for none
	cut      bool      // the current run was terminated
	failed   error     // error of terminating it
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

// begin starts watching a run. A limit of 0 is none.
func (w *watchdog) begin(limit time.Duration) {
	w.mu.Lock()
	w.running, w.deadline = true, time.Time{}
	if limit > 0 {
		w.deadline = time.Now().Add(limit)
		w.timer.Reset(limit)
	}
	w.mu.Unlock()
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
	if !w.deadline.IsZero() && !time.Now().Before(w.deadline) {
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
