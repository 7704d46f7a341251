package farm

import (
	"context"
	"errors"
	"testing"
)

func TestACallWithoutAnAnswerIsRepeatedAndIsNoInterruption(t *testing.T) {
	for _, x := range []struct{ late, calls int }{{0, 1}, {1, 2}, {2, 3}, {3, 3}} {
		calls := 0
		err := answered(t.Context(), func() error {
			if calls++; calls <= x.late {
				return context.DeadlineExceeded
			}
			return nil
		})
		if calls != x.calls || (err != nil) != (x.late == attempts) || errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%d late answers: %d calls and %v; want %d calls, and after %d an error that is not of a context", x.late, calls, err, x.calls, attempts)
		}
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if err := answered(ended, func() error { return context.DeadlineExceeded }); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("an interrupted call: %v, want its own error", err)
	}
}
