package farm_test

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/farm"
)

// patient is a server that gives a worker's pairs to another after minutes. What ends
// before did not wait for it.
func patient(t *testing.T) farm.Server {
	on := at(natsServer(t, storeDir(t), -1))
	on.AckWait = 10 * time.Minute
	return on
}

// TestPairsOfAWorkerThatStopsArePlayedAtOnce stops workers, each in its first pair, more
// often than a pair is given to workers that are lost.
func TestPairsOfAWorkerThatStopsArePlayedAtOnce(t *testing.T) {
	dir := t.TempDir()
	x := tournament(t, 5, 3, tinyModel+"?name=tiny", "script:rookie")
	whole := play(t, dir, "whole", x, arena.Shard{})
	on, run, ended := patient(t), filepath.Join(dir, "run"), make(chan error)
	go func() {
		_, err := elsewhere(t, x, on).Run(t.Context(), run)
		ended <- err
	}()
	for range farm.MaxDeliveries + 2 {
		ctx, stop := context.WithCancel(t.Context())
		w := farm.Worker{Server: on, Cores: 1, Cache: t.TempDir(), Log: logger(t), Played: func(arena.Played) { stop() }}
		if err := w.Run(ctx); err != nil {
			t.Fatal(err)
		}
	}
	startWorker(t, on, bot.Setup{})
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	sameRun(t, run, whole)
}

// TestBlocksAreInProgressUntilTheyArePlayed plays a pair for longer than the time after which
// a worker counts as lost. The next block waits meanwhile in the same worker.
func TestBlocksAreInProgressUntilTheyArePlayed(t *testing.T) {
	dir := t.TempDir()
	x := tournament(t, 5, 3, "script:rookie", "script:pro")
	whole := play(t, dir, "whole", x, arena.Shard{})
	s := natsServer(t, storeDir(t), -1)
	on, run, ended := at(s), filepath.Join(dir, "run"), make(chan error)
	go func() {
		_, err := elsewhere(t, x, on).Run(t.Context(), run)
		ended <- err
	}()
	waitForStream(t, s.ClientURL())
	conn, js := streams(t, s.ClientURL())
	var mu sync.Mutex
	signs := map[string]int{} // by block
	enough := make(chan struct{})
	_, err := conn.Subscribe("$JS.ACK.>", func(m *nats.Msg) {
		mu.Lock()
		defer mu.Unlock()
		if string(m.Data) != "+WPI" {
			return
		}
		signs[m.Subject]++
		for _, n := range signs {
			if n < 4 { // more than the time of three
				return
			}
		}
		if len(signs) == 2 { // one that is played, one that waits
			select {
			case <-enough:
			default:
				close(enough)
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	working, stop := context.WithCancel(t.Context())
	defer stop()
	stopped := make(chan error)
	w := farm.Worker{Server: on, Cores: 1, Cache: t.TempDir(), Log: logger(t), Played: func(arena.Played) { <-enough }}
	go func() { stopped <- w.Run(working) }()
	<-enough
	if m := takeBlock(t, js); m != nil { // the third block, which nobody had, or none if a core is free
		about, err := m.Metadata()
		if err != nil || about.NumDelivered != 1 {
			t.Errorf("another worker gets a block that is in progress: %+v, %v", about, err)
		}
		if err := m.Nak(); err != nil {
			t.Error(err)
		}
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	sameFiles(t, run, whole)
	stop()
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func TestPairsThatNobodyWaitsForAreRemovedFromTheQueue(t *testing.T) {
	on := patient(t)
	p, cfg := open(t, tournament(t, 5, 20, "script:rookie", "script:pro"), on)
	_, js := streams(t, on.URL)
	ctx, enough := context.WithCancel(t.Context())
	var asking sync.WaitGroup
	for pair := range 20 {
		asking.Go(func() {
			key := arena.Key{Pair: pair}
			if _, err := p.Play(ctx, arena.Pair{Who: cfg.Pairing(0), Legs: []arena.Key{key}}); err == nil {
				t.Errorf("pair %d has a result", pair)
			}
		})
	}
	blocks := func() uint64 {
		work, err := js.Stream(t.Context(), "KUMITE_WORK")
		if err != nil {
			t.Fatal(err)
		}
		return work.CachedInfo().State.Msgs
	}
	for blocks() < 20 { // until all are there
	}
	enough() // as a verdict does
	asking.Wait()
	for blocks() > 0 { // until none is
	}
	if err := p.Close(); err != nil {
		t.Error(err)
	}
}
