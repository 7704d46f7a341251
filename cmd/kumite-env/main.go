// Command kumite-env is package agent/vector as a C library, for trainers in other
// languages:
//
//	go build -buildmode=c-shared -o libkumite.so ./cmd/kumite-env
//
// writes the library and libkumite.h. A call returns 0, or −1 after an error, which
// kumite_error copies. Arrays belong to the caller and are C-contiguous; their shapes
// are those of package agent/vector. Calls for one batch must not overlap.
package main

// #include <stdint.h>
import "C"

import (
	"encoding/json"
	"fmt"
	"sync"
	"unsafe"

	"github.com/kumite/kumite/agent/vector"
)

var (
	mu      sync.Mutex
	batches = map[int64]*vector.Batch{}
	next    int64
	last    error // of the newest call that failed
)

func main() {}

func fail(err error) C.int32_t {
	mu.Lock()
	defer mu.Unlock()
	last = err
	return -1
}

// with calls do with a batch.
func with(handle C.int64_t, do func(b *vector.Batch) error) C.int32_t {
	mu.Lock()
	b := batches[int64(handle)]
	mu.Unlock()
	if b == nil {
		return fail(fmt.Errorf("batch %d is not open", handle))
	}
	if err := do(b); err != nil {
		return fail(err)
	}
	return 0
}

func slice[T any](p unsafe.Pointer, n int) []T { return unsafe.Slice((*T)(p), n) }

// kumite_error copies the newest error, truncated and with a NUL at its end.
//
//export kumite_error
func kumite_error(text *C.char, size C.int32_t) {
	mu.Lock()
	defer mu.Unlock()
	if size < 1 {
		return
	}
	out := slice[byte](unsafe.Pointer(text), int(size))
	n := 0
	if last != nil {
		n = copy(out[:len(out)-1], last.Error())
	}
	out[n] = 0
}

// kumite_open returns the handle of a new batch, or −1. config is the JSON of
// vector.Config; what it does not state has the default.
//
//export kumite_open
func kumite_open(config *C.char) C.int64_t {
	cfg := vector.Default()
	if err := json.Unmarshal([]byte(C.GoString(config)), &cfg); err != nil {
		return C.int64_t(fail(fmt.Errorf("read configuration: %w", err)))
	}
	b, err := vector.New(cfg)
	if err != nil {
		return C.int64_t(fail(err))
	}
	mu.Lock()
	defer mu.Unlock()
	next++
	batches[next] = b
	return C.int64_t(next)
}

// kumite_close forgets a batch. A second call does nothing.
//
//export kumite_close
func kumite_close(handle C.int64_t) {
	mu.Lock()
	defer mu.Unlock()
	delete(batches, int64(handle))
}

// kumite_reset starts all environments again with a seed.
//
//export kumite_reset
func kumite_reset(handle C.int64_t, seed C.uint64_t) C.int32_t {
	return with(handle, func(b *vector.Batch) error { return b.Reset(uint64(seed)) })
}

// kumite_step plays one decision: actions int32 [envs] in, rewards float32 [envs] and
// ended uint8 [envs] out.
//
//export kumite_step
func kumite_step(handle C.int64_t, actions, rewards, ended unsafe.Pointer) C.int32_t {
	return with(handle, func(b *vector.Batch) error {
		return b.Step(slice[int32](actions, b.Len()), slice[float32](rewards, b.Len()), slice[bool](ended, b.Len()))
	})
}

// kumite_observe writes uint8 [envs, C, H, W].
//
//export kumite_observe
func kumite_observe(handle C.int64_t, out unsafe.Pointer) C.int32_t {
	return with(handle, func(b *vector.Batch) error {
		spec := b.Spec()
		return b.Observe(slice[uint8](out, b.Len()*spec.Len()))
	})
}

// kumite_available writes uint8 [envs, classes].
//
//export kumite_available
func kumite_available(handle C.int64_t, out unsafe.Pointer) C.int32_t {
	return with(handle, func(b *vector.Batch) error { return b.Available(slice[bool](out, b.Len()*vector.Classes)) })
}

// kumite_expert writes int32 [envs]: the skill that is right now.
//
//export kumite_expert
func kumite_expert(handle C.int64_t, out unsafe.Pointer) C.int32_t {
	return with(handle, func(b *vector.Batch) error { return b.Expert(slice[int32](out, b.Len())) })
}

// kumite_pressed writes int32 [envs]: what the script on the caller's side has pressed.
//
//export kumite_pressed
func kumite_pressed(handle C.int64_t, out unsafe.Pointer) C.int32_t {
	return with(handle, func(b *vector.Batch) error { return b.Pressed(slice[int32](out, b.Len())) })
}

// kumite_outcomes writes int32 [envs]: 1 for a win, −1 for a loss, else 0.
//
//export kumite_outcomes
func kumite_outcomes(handle C.int64_t, out unsafe.Pointer) C.int32_t {
	return with(handle, func(b *vector.Batch) error { return b.Outcomes(slice[int32](out, b.Len())) })
}

// kumite_state writes float32 [envs, kumite_state_len()].
//
//export kumite_state
func kumite_state(handle C.int64_t, out unsafe.Pointer) C.int32_t {
	return with(handle, func(b *vector.Batch) error { return b.State(slice[float32](out, b.Len()*vector.StateLen)) })
}

// kumite_state_len returns the number of values of a state.
//
//export kumite_state_len
func kumite_state_len() C.int32_t { return C.int32_t(vector.StateLen) }

// kumite_gains writes float32 [envs, classes] and possible int32 [envs]. futures is the
// JSON of vector.Futures.
//
//export kumite_gains
func kumite_gains(handle C.int64_t, futures *C.char, gains, possible unsafe.Pointer) C.int32_t {
	return with(handle, func(b *vector.Batch) error {
		var f vector.Futures
		if err := json.Unmarshal([]byte(C.GoString(futures)), &f); err != nil {
			return fmt.Errorf("read futures: %w", err)
		}
		return b.Gains(f, slice[float32](gains, b.Len()*vector.Classes), slice[int32](possible, b.Len()))
	})
}
