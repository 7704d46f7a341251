package ort

import (
	"errors"
	"sync"
	"time"

	onnx "github.com/yalue/onnxruntime_go"
)

// watchdog cuts off a run that lasts too long, through the runtime's own
// termination. It keeps one timer and one set of run options for all runs, so
// that watching costs a fraction of a microsecond and allocates nothing.
//
// The timer of one run may still be about to bark when the next has begun: it
// looks at the deadline before it bites.
type watchdog struct {
	options *onnx.RunOptions
	timer   *time.Timer

	mu       sync.Mutex
	running  bool
	deadline time.Time // of the run, where it has one
	cut      bool      // the run was told to stop
	failed   error     // the runtime refused to stop it
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

// begin starts to watch a run; a limit of 0 sets none.
func (w *watchdog) begin(limit time.Duration) {
	w.mu.Lock()
	w.running, w.deadline = true, time.Time{}
	if limit > 0 {
		w.deadline = time.Now().Add(limit)
		w.timer.Reset(limit)
	}
	w.mu.Unlock()
}

// end ends the watch once the run has returned, and says whether it was cut
// off. The options are then ready for the next run.
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

// cancel cuts off the run that is under way, if there is one.
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

// close frees the options. No run may be under way.
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
