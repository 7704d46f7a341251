package ort

import (
	"errors"
	"sync"
	"time"

	onnx "github.com/yalue/onnxruntime_go"
)

// watchdog terminates a run that lasts too long, through the runtime's own
// run options. It keeps one timer and one set of options for all runs, so that
// watching costs a fraction of a microsecond and allocates nothing.
//
// The timer of one run may fire when the next has begun, so bark checks the
// deadline before it terminates anything.
type watchdog struct {
	options *onnx.RunOptions
	timer   *time.Timer

	mu       sync.Mutex
	running  bool
	deadline time.Time // of the run; zero for none
	cut      bool      // the run was asked to stop
	failed   error     // from asking it to stop
}

func newWatchdog() (*watchdog, error) {
	options, err := onnx.NewRunOptions()
	if err != nil {
		return nil, runtimeError(err)
	}
	w := &watchdog{options: options}
	w.timer = time.AfterFunc(time.Hour, w.bark)
	w.timer.Stop()
	return w, nil
}

// begin starts to watch a run; a limit of 0 is none.
func (w *watchdog) begin(limit time.Duration) {
	w.mu.Lock()
	w.running, w.deadline = true, time.Time{}
	if limit > 0 {
		w.deadline = time.Now().Add(limit)
		w.timer.Reset(limit)
	}
	w.mu.Unlock()
}

// end stops watching once the run has returned, and reports whether it was
// terminated. The options are then ready for the next run.
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

func (w *watchdog) bark() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.deadline.IsZero() && !time.Now().Before(w.deadline) {
		w.bite()
	}
}

// cancel terminates the current run, if there is one.
func (w *watchdog) cancel() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.bite()
}

func (w *watchdog) bite() {
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
