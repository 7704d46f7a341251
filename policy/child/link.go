package child

import (
	"errors"
	"io"
	"os"
	"time"
)

// link carries requests to a child and its answers back. Write sends a request, and Read
// reads an answer in parts. A call that lasts beyond its deadline returns
// os.ErrDeadlineExceeded and may be repeated.
type link interface {
	io.ReadWriter
	// request returns the memory of a request of n bytes, which Write sends from there.
	request(n int) []byte
	setDeadline(read, write time.Time) error
	// interrupt ends a Read, the current or the next, as its deadline does, until the
	// deadline is set again. It may be called concurrently.
	interrupt() error
	// Close makes the child exit after its current run.
	Close() error
}

// mapped is memory that this process and its child, or its parent, have mapped.
type mapped interface {
	// fits reports whether an input of so many bytes, and so many scores, fit.
	fits(input, scores int) bool
	link(p *pipes) link    // the parent's, of a child with these pipes
	served() io.ReadWriter // the child's
	Close() error
}

// pipes are a child's standard input and output, and the link over them.
type pipes struct {
	to   *os.File
	from *os.File
}

func (p *pipes) Read(b []byte) (int, error)  { return p.from.Read(b) }
func (p *pipes) Write(b []byte) (int, error) { return p.to.Write(b) }

// request allocates floats, for their alignment.
func (p *pipes) request(n int) []byte { return bytesOf(make([]float32, (n+3)/4))[:n] }

func (p *pipes) setDeadline(read, write time.Time) error {
	return errors.Join(p.from.SetReadDeadline(read), p.to.SetWriteDeadline(write))
}

func (p *pipes) interrupt() error { return p.from.SetReadDeadline(time.Unix(1, 0)) }

func (p *pipes) Close() error {
	var errs []error
	for _, f := range []**os.File{&p.to, &p.from} {
		if *f != nil {
			errs = append(errs, (*f).Close())
			*f = nil
		}
	}
	return errors.Join(errs...)
}
