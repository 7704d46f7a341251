//go:build unix

package main

import (
	"bufio"
	"bytes"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/kumite/kumite/internal/gobuild"
)

// process is a program that a test stops and kills.
type process struct {
	t     *testing.T
	cmd   *exec.Cmd
	lines *bufio.Scanner // of stderr, or of stdout
	end   io.Closer      // ends its stdin
}

// launch starts a process. It is killed when the test ends.
func launch(t *testing.T, cmd *exec.Cmd, pipe func() (io.ReadCloser, error)) *process {
	t.Helper()
	p := &process{t: t, cmd: cmd}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.end = stdin
	if pipe != nil {
		out, err := pipe()
		if err != nil {
			t.Fatal(err)
		}
		p.lines = bufio.NewScanner(out)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return p
}

func (p *process) signal(s syscall.Signal) {
	p.t.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.t.Fatal(err)
	}
}

// kill kills the process, as kill -9 does, and waits for its end.
func (p *process) kill() {
	p.t.Helper()
	p.signal(syscall.SIGKILL)
	_ = p.cmd.Wait() // it was killed
}

// coordinator is a process that plays matches. Its log is read as it is written, so that
// it never waits for the test.
type coordinator struct {
	*process
	change          *sync.Cond // of what follows
	finished, taken int        // legs in the log, and of them those that were waited for
	ended           bool       // the log
}

func coordinate(t *testing.T, args ...string) *coordinator {
	t.Helper()
	cmd := program(t, 0, args...)
	c := &coordinator{process: launch(t, cmd, cmd.StderrPipe), change: sync.NewCond(&sync.Mutex{})}
	go func() {
		for more := true; more; c.change.Broadcast() {
			more = c.lines.Scan()
			c.change.L.Lock()
			c.ended = !more
			if strings.Contains(c.lines.Text(), `"finished"`) {
				c.finished++
			}
			c.change.L.Unlock()
		}
	}()
	return c
}

// legs waits until n legs more have finished.
func (c *coordinator) legs(n int) {
	c.t.Helper()
	c.change.L.Lock()
	defer c.change.L.Unlock()
	for c.taken += n; !c.ended && c.finished < c.taken; c.change.Wait() {
	}
	if c.ended {
		c.t.Fatalf("the run ended after %d legs: the test shows nothing", c.finished)
	}
}

// end waits until the log ends.
func (c *coordinator) end() {
	c.change.L.Lock()
	defer c.change.L.Unlock()
	for !c.ended {
		c.change.Wait()
	}
}

// natsServer starts kumite-nats with a store and returns its address.
func natsServer(t *testing.T, program, listen, store string) (p *process, url string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, "--listen", listen, "--store", store)
	p = launch(t, cmd, cmd.StdoutPipe)
	if !p.lines.Scan() {
		t.Fatal("kumite-nats does not start")
	}
	return p, p.lines.Text()
}

// ackWait is the time after which a worker of this test counts as lost.
const ackWait = "1s"

func farmWorker(t *testing.T, url string) *process {
	return launch(t, program(t, 0, "worker", "--nats", url, "--nats-ack-wait", ackWait, "--cores", "1", "--cache", t.TempDir(), "--log-level", "error"), nil)
}

// holding reports whether a worker has work that it has not acknowledged. The test fails if
// the run has ended, since none ever will.
func (c *coordinator) holding(url string) bool {
	t := c.t
	t.Helper()
	c.legs(0)
	conn, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	js, err := jetstream.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	workers, err := js.Consumer(t.Context(), "KUMITE_WORK", "workers")
	if err != nil {
		t.Fatal(err)
	}
	return workers.CachedInfo().NumAckPending > 0
}

// TestLostProcessesDoNotChangeARun kills and stops each process of a run that workers
// play, and compares the run with that of one process.
func TestLostProcessesDoNotChangeARun(t *testing.T) {
	dir := t.TempDir()
	server, err := gobuild.Program("../..", dir, "./cmd/kumite-nats")
	if err != nil {
		t.Fatal(err)
	}
	whole, run := filepath.Join(dir, "whole"), filepath.Join(dir, "run")
	args := []string{"tournament", "--pairs", "600", "--match-seconds", "1", "--seed", "3", "--log-level", "debug", "script:rookie", "script:random", "script:pro"}
	mustRun(t, append(args, "--out", whole)...)

	// A server keeps its store when it is killed.
	store := filepath.Join(dir, "store")
	nats, at := natsServer(t, server, "127.0.0.1:0", store)
	args = append(args, "--out", run, "--nats", at, "--nats-ack-wait", ackWait)
	coordinator := coordinate(t, args...)
	killed, stopped := farmWorker(t, at), farmWorker(t, at)
	coordinator.legs(40)
	killed.kill()
	for held := false; !held; held = coordinator.holding(at) {
		stopped.signal(syscall.SIGCONT) // it was stopped between two blocks
		for !coordinator.holding(at) {
		}
		stopped.signal(syscall.SIGSTOP)
	}
	farmWorker(t, at)
	coordinator.legs(300)           // more than a worker holds: it counts as lost, and others have played its pairs
	stopped.signal(syscall.SIGCONT) // it sends results that nobody needs any more

	coordinator.legs(60)
	nats.kill()
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	natsServer(t, server, u.Host, store)

	coordinator.legs(100)
	written := func() int { return bytes.Count(read(t, filepath.Join(run, "matches.jsonl")), []byte("\n")) }
	for written() == 0 { // the pairs before them, which a lost worker held, are played again
		coordinator.legs(1)
	}
	coordinator.kill()
	farmWorker(t, at)
	farmWorker(t, at)
	if lines := written(); lines == 3600 {
		t.Errorf("all %d legs were finished when the coordinator was killed; want some", lines)
	}
	last := coordinate(t, args...)
	last.end()
	if err := last.cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"results.json", "matches.jsonl"} {
		if !bytes.Equal(read(t, filepath.Join(run, name)), read(t, filepath.Join(whole, name))) {
			t.Errorf("%s differs from that of one process", name)
		}
	}
	if _, err := os.Stat(filepath.Join(store, "jetstream")); err != nil {
		t.Errorf("the server did not use its store: %v", err)
	}
	mustRun(t, "replay", "verify", run)
}
