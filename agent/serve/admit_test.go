package serve

import (
	"context"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// A stall of the machine makes the average longer than every deadline.
func TestAfterAStallAFreeWorkerIsTriedAgain(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	v := &version{cfg: &Config{Workers: 2, Queue: 4}}
	v.took(24*time.Hour, 1)
	for range v.cfg.Workers {
		if err := v.reserve(ctx, 1); err != nil {
			t.Errorf("a worker is free: %v, want the request to be admitted", err)
		}
	}
	if err := v.reserve(ctx, 1); status.Code(err) != codes.ResourceExhausted {
		t.Errorf("no worker is free and the answer would take a day: %v, want RESOURCE_EXHAUSTED", err)
	}
}
