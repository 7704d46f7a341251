package child

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// Task is other work in a child process, which sends messages until it ends.
type Task struct {
	Program     string
	Args        []string
	Env         []string      // the whole environment of the child
	MemoryLimit int64         // in bytes, for error messages only; Args must pass it to the program. 0 is none
	Silence     time.Duration // without a message, until the child is killed
}

// maxMessage is the maximum length of a message in bytes.
const maxMessage = 64 << 20

// Run starts the child and calls each with each message, which is valid during the
// call. It returns nil if the child ended by itself with exit status 0, the context's
// error if that ended first, the error of each, or else a *Lost.
func (t Task) Run(ctx context.Context, each func(message []byte) error) (err error) {
	p, err := startProcess(Config{Program: t.Program, Args: t.Args, Env: t.Env})
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotStarted, err)
	}
	defer func() { err = errors.Join(err, p.closePipes()) }()
	// A read that waits is interrupted; the child is killed below.
	from := p.from // which closePipes sets to nil
	stop := context.AfterFunc(ctx, func() { from.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	for {
		if err := errors.Join(p.from.SetReadDeadline(time.Now().Add(t.Silence)), ctx.Err()); err != nil {
			p.kill()
			return err
		}
		message, err := receive(p.from)
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
			return noAnswer(&patience{limit: t.Silence})
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

// LimitMemory limits the memory of this process to bytes; 0 sets no limit.
func LimitMemory(bytes int64) error {
	if err := limitMemory(bytes); err != nil {
		return fmt.Errorf("limit memory: %w", err)
	}
	return nil
}
