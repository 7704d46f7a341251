package child

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/kumite/kumite/vision"
)

func TestSharedMemoryCannotBeResizedAndRequestsCannotBeWrittenByAChild(t *testing.T) {
	m, files, err := createMemory()
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	for i, f := range files {
		defer f.Close()
		fd := int(f.Fd())
		for what, err := range map[string]error{
			"shrink": unix.Ftruncate(fd, 1), "grow": unix.Ftruncate(fd, 1<<30),
			"unseal": func() error { _, err := unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, unix.F_SEAL_WRITE); return err }(),
		} {
			if !errors.Is(err, unix.EPERM) {
				t.Errorf("%s %s: got %v, want %v", what, f.Name(), err, unix.EPERM)
			}
		}
		if i > 0 {
			continue
		}
		if _, err := unix.Pwrite(fd, []byte{1}, 0); !errors.Is(err, unix.EPERM) {
			t.Errorf("write requests: got %v, want %v", err, unix.EPERM)
		}
		if _, err := unix.Mmap(fd, 0, requestsLen, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED); !errors.Is(err, unix.EPERM) {
			t.Errorf("map requests for writing: got %v, want %v", err, unix.EPERM)
		}
		b, err := unix.Mmap(fd, 0, requestsLen, unix.PROT_READ, unix.MAP_SHARED)
		if err != nil {
			t.Fatal(err)
		}
		defer unix.Munmap(b)
		if err := unix.Mprotect(b, unix.PROT_READ|unix.PROT_WRITE); !errors.Is(err, unix.EACCES) {
			t.Errorf("make the mapped requests writable: got %v, want %v", err, unix.EACCES)
		}
	}
}

// trespass writes to the requests in a child, which only the parent may.
func trespass() {
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		panic(err)
	}
	for line := range strings.Lines(string(maps)) {
		var at uintptr
		if strings.Contains(line, "memfd:kumite-requests") {
			if _, err := fmt.Sscanf(line, "%x-", &at); err == nil {
				**(**byte)(unsafe.Pointer(&at)) = 1
			}
		}
	}
	panic("the requests are not mapped")
}

func TestAChildThatEndsWhileItsParentWaitsIsLost(t *testing.T) {
	for kind, want := range map[string]string{"killed": "signal: killed", "trespassing": "signal: segmentation fault"} {
		s := mustOpen(t, kind, Config{})
		if _, ok := s.link.(*sharedLink); !ok {
			t.Fatalf("%s: the link is %T", kind, s.link)
		}
		answers(t, s)
		var lost *Lost
		if err := misbehaves(s, time.Hour); !errors.As(err, &lost) || lost.Kind != Crash || lost.Reason != want {
			t.Errorf("%s: got %v, want %s %q", kind, err, Crash, want)
		}
	}
}

func TestWhatAChildPrintsIsNoAnswer(t *testing.T) {
	s := mustOpen(t, "chatty", Config{})
	for range 3 {
		if err := misbehaves(s, time.Minute); err != nil {
			t.Fatal(err)
		}
		answers(t, s)
	}
}

func TestAChildCannotClaimMemoryThatItDoesNotShare(t *testing.T) {
	n, err := load("huge")
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(hello{Contract: n.Contract(), Element: vision.Float32, Shared: true})
	if err != nil {
		t.Fatal(err)
	}
	var frame bytes.Buffer
	if err := writeAnswer(&frame, ready, text); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "answer")
	if err := os.WriteFile(path, frame.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Open(Config{Program: "/bin/sh", Args: []string{"-c", "exec cat " + path}})
	var lost *Lost
	if !errors.As(err, &lost) || lost.Kind != Garbled || !strings.Contains(lost.Reason, "memory that is not shared") {
		t.Errorf("got %v, want an invalid answer", err)
	}
}

// linked returns both ends of shared memory in this process, after the first request of 8
// bytes, and the child's end of its output.
func linked(t *testing.T) (parent *sharedLink, child *served, output *os.File) {
	t.Helper()
	m, files, err := createMemory()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		f.Close()
	}
	from, output, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	parent = m.link(&pipes{from: from}).(*sharedLink)
	t.Cleanup(func() {
		output.Close()
		if err := parent.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := parent.Write(parent.request(headLen + 8)); err != nil {
		t.Fatal(err)
	}
	if err := parent.setDeadline(time.Now().Add(time.Hour), time.Time{}); err != nil {
		t.Fatal(err)
	}
	child = &served{regions: parent.regions}
	if _, err := io.ReadFull(child, make([]byte, headLen+8)); err != nil {
		t.Fatal(err)
	}
	return parent, child, output
}

func newAnswer() *answer { return &answer{buf: make([]byte, headLen+maxText+4)} }

func TestAnInvalidAnswerInSharedMemoryIsRefused(t *testing.T) {
	for name, write := range map[string]func(*served){
		"of a later request":    func(c *served) { c.got++; writeAnswer(c, hung, nil) },
		"of no request":         func(c *served) { c.got = 1 << 30; writeAnswer(c, hung, nil) },
		"of an unknown status":  func(c *served) { writeAnswer(c, 7, nil) },
		"longer than its space": func(c *served) { writeAnswer(c, failed, make([]byte, maxText+8)) },
		"longer than the memory": func(c *served) {
			order.PutUint32(c.answers[frameAt:], uint32(ready))
			order.PutUint32(c.answers[frameAt+4:], maxHello)
			wordOf(c.answers).Store(c.got)
		},
	} {
		parent, child, _ := linked(t)
		write(child)
		if err := newAnswer().read(parent); !errors.Is(err, errInvalidAnswer) {
			t.Errorf("an answer %s: got %v, want %v", name, err, errInvalidAnswer)
		}
	}
}

// changing is a link whose child changes its answer after each read.
type changing struct{ *sharedLink }

func (c changing) Read(b []byte) (int, error) {
	n, err := c.sharedLink.Read(b)
	order.PutUint32(c.answers[frameAt+4:], 1<<31)
	copy(c.answers[frameAt+headLen:], "BBBBBBBB")
	return n, err
}

func TestAnAnswerIsReadOnce(t *testing.T) {
	parent, child, _ := linked(t)
	if err := writeAnswer(child, scores, []byte("AAAA")); err != nil {
		t.Fatal(err)
	}
	a := newAnswer()
	if err := a.read(changing{parent}); err != nil {
		t.Fatal(err)
	}
	copy(child.answers[frameAt+headLen:], "CCCC")
	if string(a.body()) != "BBBB" { // as long as the header said when it was read, with the bytes of then
		t.Errorf("the body is %q, want BBBB", a.body())
	}
}

func TestAnAnswerAfterTheDeadlineIsReadByTheNextWait(t *testing.T) {
	parent, child, _ := linked(t)
	parent.setDeadline(time.Unix(1, 0), time.Time{})
	a := newAnswer()
	for range 2 {
		if err := a.read(parent); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatalf("got %v, want %v", err, os.ErrDeadlineExceeded)
		}
	}
	if err := writeAnswer(child, scores, []byte("AAAA")); err != nil {
		t.Fatal(err)
	}
	parent.setDeadline(time.Now().Add(time.Hour), time.Time{})
	if err := a.read(parent); err != nil || string(a.body()) != "AAAA" {
		t.Errorf("got %q, %v; want AAAA", a.body(), err)
	}
}

func TestAChildThatWakesItsParentDoesNotDelayTheDeadline(t *testing.T) {
	parent, child, _ := linked(t)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for w := wordOf(child.answers); ; wake(w) {
			select {
			case <-stop:
				return
			default:
				w.And(^uint32(attention))
			}
		}
	}()
	parent.setDeadline(time.Now().Add(10*time.Millisecond), time.Time{})
	err := newAnswer().read(parent)
	close(stop)
	<-stopped
	if !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %v, want %v", err, os.ErrDeadlineExceeded)
	}
}

func TestAWaitIsInterrupted(t *testing.T) {
	parent, child, output := linked(t)
	result := make(chan error)
	read := func() { result <- newAnswer().read(parent) }
	go read()
	parent.interrupt()
	if err := <-result; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("after interrupt: got %v, want %v", err, os.ErrDeadlineExceeded)
	}
	parent.setDeadline(time.Now().Add(time.Hour), time.Time{})
	go read()
	output.Close()
	if err := <-result; !errors.Is(err, io.EOF) {
		t.Errorf("after the end of the child's output: got %v, want %v", err, io.EOF)
	}
	if err := writeAnswer(child, hung, nil); err != nil {
		t.Fatal(err)
	}
	go func() { _, err := child.Read(make([]byte, headLen)); result <- err }()
	w := wordOf(parent.requests)
	w.Or(attention)
	wake(w)
	if err := <-result; !errors.Is(err, io.EOF) {
		t.Errorf("a child whose parent wants no more: got %v, want %v", err, io.EOF)
	}
}
