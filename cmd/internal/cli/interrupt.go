package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// signalled is why a context ended: a signal.
type signalled struct{ by syscall.Signal }

func (s signalled) Error() string { return fmt.Sprintf("signal: %v", s.by) }

// notifyContext returns a context that SIGINT, SIGTERM and SIGHUP cancel, unless they are ignored.
func notifyContext() (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(context.Background())
	signals := make(chan os.Signal, 1)
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) { // as nohup starts a program
			signal.Notify(signals, s)
		}
	}
	go func() {
		select {
		case s := <-signals:
			by, _ := s.(syscall.Signal)
			cancel(signalled{by})
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(signals)
		cancel(nil)
	}
}

// signalCode returns the exit code of a command that a signal has ended, 128 plus its
// number as a shell reports it, or 0 if none has.
func signalCode(ctx context.Context) int {
	var s signalled
	if errors.As(context.Cause(ctx), &s) {
		return 128 + int(s.by)
	}
	return 0
}
