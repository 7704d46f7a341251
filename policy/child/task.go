package child

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/kumite/kumite/policy/cputime"
)

// Task is other work in a child process, which sends messages until it ends.
type Task struct {
	Program     string
	Args        []string
	Env         []string      // the whole environment of the child
	Folders     []string      // as in Config
	MemoryLimit int64         // in bytes, for error messages only; Args must pass it to the program. 0 is none
	Silence     time.Duration // CPU time without a message, until the child is killed; it also is if it does not compute, see cputime.Meter
}

// maxMessage is the maximum length of a message in bytes.
const maxMessage = 64 << 20

// Run starts the child and calls each with each message, which is valid during the
// call. It returns nil if the child ended by itself with exit status 0, the context's
// error if that ended first, the error of each, or else a *Lost.
func (t Task) Run(ctx context.Context, each func(message []byte) error) (err error) {
	p, err := startProcess(Config{Program: t.Program, Args: t.Args, Env: t.Env, Folders: t.Folders})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotStarted, err)
	}
	defer func() { err = errors.Join(err, p.pipes.Close()) }()
	// A read that waits is interrupted; the child is killed below.
	from := &listener{ctx: ctx, pipe: p.pipes.from, patience: patience{cpu: true, limit: t.Silence, clock: cputime.Process(p.cmd.Process.Pid)}}
	stop := context.AfterFunc(ctx, func() { from.pipe.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	for {
		from.start()
		message, err := receive(from)
		switch {
		case err == nil:
			err = each(message)
			if err != nil {
				p.kill()
				return err
			}
		case ctx.Err() != nil:
			p.kill()
			return ctx.Err()
		case errors.Is(err, os.ErrDeadlineExceeded):
			p.kill()
			return noAnswer(&from.patience)
		case errors.Is(err, errInvalidAnswer):
			p.kill()
			return &Lost{Garbled, err.Error()}
		default:
			p.wait()
			if state := p.cmd.ProcessState; errors.Is(err, io.EOF) && state != nil && state.Success() {
				return nil
			}
			return crashReason(p.cmd.ProcessState, &p.stderr, t.MemoryLimit)
		}
	}
}

// listener reads from a child's pipe as long as the child computes and its limit lasts.
type listener struct {
	ctx  context.Context
	pipe *os.File
	patience
}

// start begins to wait for a message.
func (l *listener) start() { l.meter.Start(l.limit) }

// Read implements io.Reader. It returns os.ErrDeadlineExceeded if the child is to be
// killed, or the context's error.
func (l *listener) Read(p []byte) (int, error) {
	for {
		// A context that ends after the second line interrupts the read in the third.
		if err := errors.Join(l.pipe.SetReadDeadline(time.Now().Add(l.meter.Beat())), l.ctx.Err()); err != nil {
			return 0, err
		}
		n, err := l.pipe.Read(p)
		if n > 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
			return n, err
		}
		if l.state = l.meter.Check(l.clock.Now()); l.state != cputime.Running {
			return 0, err
		}
	}
}

// receive reads one message. It returns io.EOF at the end of the messages.
func receive(r io.Reader) ([]byte, error) {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return nil, err
	}
	n := binary.NativeEndian.Uint32(head[:])
	if n > maxMessage {
		return nil, fmt.Errorf("%w: %d bytes", errInvalidAnswer, n)
	}
	message := make([]byte, n)
	_, err := io.ReadFull(r, message)
	return message, err
}

// Send is the child's side of Task.Run: it sends one message.
func Send(w io.Writer, message []byte) error {
	if len(message) > maxMessage {
		return fmt.Errorf("message has %d bytes; want at most %d", len(message), maxMessage)
	}
	out := binary.NativeEndian.AppendUint32(make([]byte, 0, 4+len(message)), uint32(len(message)))
	_, err := w.Write(append(out, message...))
	return err
}

// Confine is the child's side of a task that runs a network: it limits the memory of this
// process to bytes, 0 for no limit, closes files that it has inherited besides its standard
// streams, and takes from it the network and other programs.
func Confine(bytes int64) error {
	if err := dropInherited(); err != nil {
		return err
	}
	if err := limitMemory(bytes); err != nil {
		return fmt.Errorf("limit memory: %w", err)
	}
	return RefuseCalls(false)
}
