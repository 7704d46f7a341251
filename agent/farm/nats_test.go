package farm_test

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/rs/zerolog"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/farm"
)

// ackWait of tests: a worker that is lost is noticed soon.
const ackWait = 400 * time.Millisecond

// natsServer starts a server in this process. port is -1 for any.
func natsServer(t testing.TB, store string, port int, more ...func(*server.Options)) *server.Server {
	t.Helper()
	opts := &server.Options{Host: "127.0.0.1", Port: port, JetStream: true, StoreDir: store, NoLog: true, NoSigs: true}
	for _, set := range more {
		set(opts)
	}
	s, err := server.NewServer(opts)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	if !s.ReadyForConnections(10 * time.Second) {
		t.Fatal("the NATS server does not start")
	}
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	return s
}

// storeDir returns a folder for a server's data. Unlike that of t.TempDir its removal
// may fail: a server still writes a moment after it was shut down.
func storeDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "kumite-farm-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// logger writes to the test's log.
func logger(t testing.TB) zerolog.Logger {
	return zerolog.New(zerolog.NewTestWriter(t)).Level(zerolog.WarnLevel)
}

func at(s *server.Server) farm.Server { return farm.Server{URL: s.ClientURL(), AckWait: ackWait} }

// startWorker starts a worker and returns a function that stops it.
func startWorker(t testing.TB, on farm.Server, setup bot.Setup) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	w := farm.Worker{Server: on, Setup: setup, Cores: 2, Cache: t.TempDir(), Log: logger(t)}
	go func() { ended <- w.Run(ctx) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("worker: %v", err)
		}
	}
	t.Cleanup(stop)
	return stop
}

// elsewhere is a run that workers of a server play.
func elsewhere(t testing.TB, x arena.Tournament, on farm.Server) arena.Tournament {
	x.Elsewhere = farm.Coordinator{Server: on, Log: logger(t)}.Open
	x.Workers = farm.Window
	return x
}

func TestWorkersPlayTheRunOfOneProcessByteForByte(t *testing.T) {
	dir := t.TempDir()
	on := at(natsServer(t, storeDir(t), -1))
	for range 2 {
		startWorker(t, on, bot.Setup{})
	}
	for i, specs := range [][]string{scripts, {tinyModel + "?name=tiny", "script:rookie", tinyModel + "?decode=argmax"}} {
		x := tournament(t, uint64(i), 6, specs...)
		x.Config.KeepScores = true
		whole := play(t, dir, fmt.Sprint("whole-", i), x, arena.Shard{})
		farmed := play(t, dir, fmt.Sprint("farmed-", i), elsewhere(t, x, on), arena.Shard{})
		sameRun(t, farmed, whole)
	}
}

func TestNothingRunsAfterARunAndItsWorkers(t *testing.T) {
	on := at(natsServer(t, storeDir(t), -1))
	stop := startWorker(t, on, bot.Setup{})
	play(t, t.TempDir(), "farmed", elsewhere(t, tournament(t, 5, 3, tinyModel+"?name=tiny", "script:rookie"), on), arena.Shard{})
	stop()
	stacks := make([]byte, 1<<20)
	left := func() bool {
		text := string(stacks[:runtime.Stack(stacks, true)])
		return strings.Contains(text, "nats-io/nats%2ego") || strings.Contains(text, "kumite/agent/farm.")
	}
	for left() { // it hangs if something is left
		runtime.Gosched()
	}
}

// sameRun is sameFiles apart from decision times, which must be there.
func sameRun(t testing.TB, got, want string) {
	t.Helper()
	for _, dir := range []string{got, want} {
		r, err := arena.Read(dir)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range r.Results.Contestants {
			if timed := c.DecisionUS != (arena.Quantiles{}); timed != (c.ModelSHA256 != "") {
				t.Errorf("%s: decision times of %s are %v", dir, c.Name, c.DecisionUS)
			}
			r.Results.Contestants[i].DecisionUS = arena.Quantiles{}
		}
		f, err := arena.OpenFolder(dir, mustConfig(t, r.Manifest), r.Manifest.Contestants)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.WriteResults(r.Results); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	sameFiles(t, got, want)
}

func mustConfig(t testing.TB, m arena.Manifest) arena.Config {
	t.Helper()
	cfg, err := m.Config()
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}
