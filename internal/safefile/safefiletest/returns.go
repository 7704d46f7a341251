// Package safefiletest helps tests of files that could make their reader wait forever.
package safefiletest

import (
	"context"
	"testing"
	"time"
)

// Returns calls do and returns its error. It fails the test if do does not return within
// a minute, as when it waits for a named pipe.
func Returns(t *testing.T, do func() error) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- do() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		t.Fatal("the call hangs")
		return nil
	}
}
