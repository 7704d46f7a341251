package child

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The memory of a child and its parent is two files without a name, sealed so that nobody
// can resize them. The parent writes requests, which the child can only read; the child
// writes answers. Each file begins with a futex word, the number of requests or of
// answered requests, which is written last and wakes the other side. The request or the
// answer, as on a pipe, follows at frameAt.
const (
	requestsLen = 16 << 20 // address space; pages that are never written take no memory
	answersLen  = 64 << 10
	frameAt     = 64 // a cache line, which keeps the frame aligned
)

// attention is the bit of a word by which the parent ends a wait: on the word of the
// requests the child's, which then exits, and on that of the answers its own.
const attention = 1 << 31

// The first file descriptor that a child inherits besides its standard streams, and the
// seals of the files.
const (
	firstInherited = 3
	requestSeals   = unix.F_SEAL_SEAL | unix.F_SEAL_SHRINK | unix.F_SEAL_GROW | unix.F_SEAL_FUTURE_WRITE
	answerSeals    = unix.F_SEAL_SEAL | unix.F_SEAL_SHRINK | unix.F_SEAL_GROW
)

// regions are the two files as one side has mapped them.
type regions struct{ requests, answers []byte }

func wordOf(region []byte) *atomic.Uint32 {
	return (*atomic.Uint32)(unsafe.Pointer(unsafe.SliceData(region)))
}

// fits reports whether requests with inputs of this length, and so many scores, fit.
func (r *regions) fits(input, scores int) bool {
	return input <= requestsLen-frameAt-headLen && 4*scores <= answersLen-frameAt-headLen-maxText
}

// Close unmaps the memory.
func (r *regions) Close() error {
	var errs []error
	for _, m := range []*[]byte{&r.requests, &r.answers} {
		if *m != nil {
			errs = append(errs, unix.Munmap(*m))
			*m = nil
		}
	}
	return errors.Join(errs...)
}

// wait waits until a word is no longer v, a wake, a signal or the time is over; 0 is no
// limit.
func wait(word *atomic.Uint32, v uint32, limit time.Duration) {
	var timeout *unix.Timespec
	if limit > 0 {
		t := unix.NsecToTimespec(int64(limit))
		timeout = &t
	}
	// Why it returns does not matter: callers look at the word and the time.
	unix.Syscall6(unix.SYS_FUTEX, uintptr(unsafe.Pointer(word)), futexWait, uintptr(v), uintptr(unsafe.Pointer(timeout)), 0, 0)
}

func wake(word *atomic.Uint32) {
	unix.RawSyscall(unix.SYS_FUTEX, uintptr(unsafe.Pointer(word)), futexWake, 1)
}

// The operations of futex(2), which the unix package lacks.
const (
	futexWait = 0
	futexWake = 1
)

// createMemory returns memory to share with a child, and the files that the child
// inherits, which the caller closes. Where the system has no such memory, it returns an
// error.
func createMemory() (_ mapped, files []*os.File, err error) {
	r := &regions{}
	defer func() {
		if err != nil {
			for _, f := range files {
				err = errors.Join(err, f.Close())
			}
			err = errors.Join(err, r.Close())
			files = nil
		}
	}()
	for _, c := range []struct {
		name  string
		len   int
		seals int
		at    *[]byte
	}{{"requests", requestsLen, requestSeals, &r.requests}, {"answers", answersLen, answerSeals, &r.answers}} {
		fd, err := unix.MemfdCreate("kumite-"+c.name, unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING|unix.MFD_NOEXEC_SEAL)
		if errors.Is(err, unix.EINVAL) { // Linux before 6.3
			fd, err = unix.MemfdCreate("kumite-"+c.name, unix.MFD_CLOEXEC|unix.MFD_ALLOW_SEALING)
		}
		if err != nil {
			return nil, files, fmt.Errorf("create shared memory: %w", err)
		}
		files = append(files, os.NewFile(uintptr(fd), c.name))
		if err := unix.Ftruncate(fd, int64(c.len)); err != nil {
			return nil, files, fmt.Errorf("create shared memory: %w", err)
		}
		if *c.at, err = unix.Mmap(fd, 0, c.len, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED); err != nil {
			return nil, files, fmt.Errorf("map shared memory: %w", err)
		}
		// The mapping stays writable; later ones of the requests are not.
		if _, err := unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, c.seals); err != nil {
			return nil, files, fmt.Errorf("seal shared memory: %w", err)
		}
	}
	return r, files, nil
}

// inheritMemory maps the memory that the parent shares, and closes its files. It returns
// nil if this process has not inherited any.
func inheritMemory() (mapped, error) {
	r := &regions{}
	for i, c := range []struct {
		len   int
		seals int
		prot  int
		at    *[]byte
	}{{requestsLen, requestSeals, unix.PROT_READ, &r.requests}, {answersLen, answerSeals, unix.PROT_READ | unix.PROT_WRITE, &r.answers}} {
		fd := firstInherited + i
		var stat unix.Stat_t
		if seals, err := unix.FcntlInt(uintptr(fd), unix.F_GET_SEALS, 0); err != nil || seals&c.seals != c.seals || unix.Fstat(fd, &stat) != nil || stat.Size != int64(c.len) {
			return nil, nil //nolint:nilerr // started by another program, or without memory
		}
		var err error
		if *c.at, err = unix.Mmap(fd, 0, c.len, c.prot, unix.MAP_SHARED); err != nil {
			return nil, fmt.Errorf("map shared memory: %w", err)
		}
	}
	for i := range 2 {
		if err := unix.Close(firstInherited + i); err != nil {
			return nil, fmt.Errorf("close shared memory: %w", err)
		}
	}
	return r, nil
}

// sharedLink is the parent's link over shared memory. Nothing that the child writes is
// trusted: each byte of an answer is read once, into the reader's own memory. What the
// child writes to its standard output is discarded; its end is the child's.
type sharedLink struct {
	*regions
	pipes    *pipes
	sent     uint32 // the number of the last request
	at       int    // how much of its answer has been read
	deadline time.Time
	cut      atomic.Bool // interrupt was called
	gone     atomic.Bool // the child's output has ended
	drained  chan struct{}
}

// link implements mapped. The pipes have no deadline.
func (r *regions) link(p *pipes) link {
	m := &sharedLink{regions: r, pipes: p, drained: make(chan struct{})}
	output := p.from
	go func() {
		defer close(m.drained)
		io.Copy(io.Discard, output) // its error is an end as well
		m.gone.Store(true)
		m.attend()
	}()
	return m
}

// attend ends this process's wait for an answer.
func (m *sharedLink) attend() {
	w := wordOf(m.answers)
	w.Or(attention)
	wake(w)
}

func (m *sharedLink) request(n int) []byte { return m.requests[frameAt : frameAt+n] }

// Write sends b, which is what request returned.
func (m *sharedLink) Write(b []byte) (int, error) {
	m.sent, m.at = (m.sent+1)&^attention, 0
	w := wordOf(m.requests)
	w.Store(m.sent)
	wake(w)
	return len(b), nil
}

// Read implements io.Reader.
func (m *sharedLink) Read(b []byte) (int, error) {
	if m.at == 0 {
		if err := m.wait(); err != nil {
			return 0, err
		}
	}
	n := copy(b, m.answers[frameAt+m.at:])
	m.at += n
	if n < len(b) {
		return n, fmt.Errorf("%w: it is longer than the shared memory", errInvalidAnswer)
	}
	return n, nil
}

// wait waits for the answer to the last request. The child may also write any number and
// wake this process at any time, so every pass looks at the deadline.
func (m *sharedLink) wait() error {
	w, before := wordOf(m.answers), (m.sent-1)&^attention
	for {
		v := w.Load()
		switch v &^ attention {
		case m.sent:
			return nil
		case before:
		default:
			return fmt.Errorf("%w: it answers another request", errInvalidAnswer)
		}
		if m.gone.Load() {
			return io.EOF
		}
		left := time.Until(m.deadline)
		if m.cut.Load() || left <= 0 {
			return os.ErrDeadlineExceeded
		}
		wait(w, v, left)
	}
}

func (m *sharedLink) setDeadline(read, _ time.Time) error {
	m.deadline = read
	m.cut.Store(false)
	if !m.gone.Load() {
		wordOf(m.answers).And(^uint32(attention))
	}
	return nil
}

func (m *sharedLink) interrupt() error {
	m.cut.Store(true)
	m.attend()
	return nil
}

// Close implements link.
func (m *sharedLink) Close() error {
	w := wordOf(m.requests)
	w.Or(attention)
	wake(w)
	err := m.pipes.Close()
	<-m.drained
	return errors.Join(err, m.regions.Close())
}

// served implements mapped.
func (r *regions) served() io.ReadWriter { return &served{regions: r} }

// served is the child's side of shared memory: it reads requests and writes answers.
type served struct {
	*regions
	got uint32 // the number of the last request
	at  int    // how much of it has been read; 0 before it has come
}

// Read implements io.Reader. It returns io.EOF when the parent wants no more answers.
func (s *served) Read(b []byte) (int, error) {
	for w := wordOf(s.requests); s.at == 0; {
		v := w.Load()
		if v&attention != 0 {
			return 0, io.EOF
		}
		if v != s.got {
			s.got = v
			break
		}
		wait(w, v, 0)
	}
	n := copy(b, s.requests[frameAt+s.at:])
	s.at += n
	return n, nil
}

// Write sends an answer.
func (s *served) Write(b []byte) (int, error) {
	n := copy(s.answers[frameAt:], b)
	s.at = 0
	w := wordOf(s.answers)
	w.Store(s.got)
	wake(w)
	if n < len(b) {
		return n, io.ErrShortWrite
	}
	return n, nil
}
