package farm_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/farm"
)

// disturbed plays a run with two workers and calls disturb once, in the middle.
func disturbed(t *testing.T, dir string, x arena.Tournament, disturb func()) error {
	done := false
	x.Progress = func(n, _ int) {
		if n >= 20 && !done {
			done = true
			disturb()
		}
	}
	_, err := x.Run(t.Context(), dir)
	if !done {
		t.Error("nothing was disturbed: the test shows nothing")
	}
	return err
}

// streams connects to a server until the test ends.
func streams(t *testing.T, url string) (*nats.Conn, jetstream.JetStream) {
	t.Helper()
	conn, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	js, err := jetstream.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	return conn, js
}

// workers returns the queue of blocks that workers take.
func workers(t *testing.T, js jetstream.JetStream) jetstream.Consumer {
	t.Helper()
	consumer, err := js.Consumer(t.Context(), "KUMITE_WORK", "workers")
	if err != nil {
		t.Fatal(err)
	}
	return consumer
}

// takeBlock takes a block as a worker does that is killed at once. It returns nil if there is
// none.
func takeBlock(t *testing.T, js jetstream.JetStream) jetstream.Msg {
	t.Helper()
	batch, err := workers(t, js).FetchNoWait(1)
	if err != nil {
		t.Fatal(err)
	}
	return <-batch.Messages()
}

// takeTimes takes blocks until there were n, and calls taken with each.
func takeTimes(t *testing.T, js jetstream.JetStream, n int, taken func(n int, m jetstream.Msg)) {
	t.Helper()
	for i := 0; i < n; {
		if m := takeBlock(t, js); m != nil {
			i++
			taken(i, m)
		}
	}
}

func TestLossesDoNotChangeARun(t *testing.T) {
	dir := t.TempDir()
	x := tournament(t, 5, 60, scripts...)
	whole := play(t, dir, "whole", x, arena.Shard{})
	for name, disturb := range map[string]func(s **server.Server, store string){
		"the server is restarted":                  func(s **server.Server, store string) { restart(t, s, store) },
		"the server is restarted without its data": func(s **server.Server, _ string) { restart(t, s, storeDir(t)) },
	} {
		t.Run(name, func(t *testing.T) {
			store := storeDir(t)
			s := natsServer(t, store, -1)
			on := at(s)
			for range 2 {
				startWorker(t, on, bot.Setup{})
			}
			run := filepath.Join(dir, name)
			if err := disturbed(t, run, elsewhere(t, x, on), func() { disturb(&s, store) }); err != nil {
				t.Fatal(err)
			}
			sameFiles(t, run, whole)
		})
	}
}

// restart stops a server and starts another on its port.
func restart(t *testing.T, s **server.Server, store string) {
	t.Helper()
	port := (*s).Addr().(interface{ AddrPort() netip.AddrPort }).AddrPort().Port()
	(*s).Shutdown()
	(*s).WaitForShutdown()
	*s = natsServer(t, store, int(port))
}

func TestAWorkerThatIsKilledDoesNotChangeARun(t *testing.T) {
	dir := t.TempDir()
	x := tournament(t, 5, 20, scripts...)
	whole := play(t, dir, "whole", x, arena.Shard{})
	s := natsServer(t, storeDir(t), -1)
	run, ended := filepath.Join(dir, "run"), make(chan error)
	go func() {
		_, err := elsewhere(t, x, at(s)).Run(t.Context(), run)
		ended <- err
	}()
	waitForStream(t, s.ClientURL())
	_, js := streams(t, s.ClientURL())
	takeTimes(t, js, 3, func(int, jetstream.Msg) {}) // and never answers
	startWorker(t, at(s), bot.Setup{})
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	sameFiles(t, run, whole)
}

// stuck is a player that never finishes a pair from a certain one on.
type stuck struct {
	arena.Player
	from int
}

func (s stuck) Play(ctx context.Context, p arena.Pair) (arena.Report, error) {
	if p.Legs[0].Pair < s.from {
		return s.Player.Play(ctx, p)
	}
	<-ctx.Done()
	return arena.Report{}, ctx.Err()
}

func TestACoordinatorThatEndsIsResumedWithOtherWorkers(t *testing.T) {
	dir := t.TempDir()
	x := tournament(t, 5, 60, scripts...)
	whole := play(t, dir, "whole", x, arena.Shard{})
	on := at(natsServer(t, storeDir(t), -1))
	fire := startWorker(t, on, bot.Setup{})
	run := filepath.Join(dir, "run")
	ctx, interrupt := context.WithCancel(t.Context())
	first := elsewhere(t, x, on)
	open := first.Elsewhere
	first.Elsewhere = func(ctx context.Context, m arena.Manifest) (arena.Player, error) {
		p, err := open(ctx, m)
		return stuck{p, 30}, err
	}
	first.Progress = func(n, _ int) {
		if n >= 20 {
			interrupt()
		}
	}
	var early *arena.Unfinished
	if _, err := first.Run(ctx, run); !errors.As(err, &early) || early.Finished < 20 || early.Finished == early.Planned {
		t.Fatalf("%v; want a run that was interrupted after 20 matches", err)
	}
	fire()
	for range 3 {
		startWorker(t, on, bot.Setup{})
	}
	if _, err := elsewhere(t, x, on).Run(t.Context(), run); err != nil {
		t.Fatal(err)
	}
	// Pairs after those that the interrupt cut off are listed before them.
	sortLines(t, run)
	sortLines(t, whole)
	sameFiles(t, run, whole)
}

// sortLines sorts the lines of a run's matches.
func sortLines(t *testing.T, dir string) {
	t.Helper()
	lines := strings.SplitAfter(string(contents(t, dir)["matches.jsonl"]), "\n")
	slices.Sort(lines)
	if err := os.WriteFile(filepath.Join(dir, "matches.jsonl"), []byte(strings.Join(lines, "")), 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestOnlyAPairThatWasPlayedAloneWhenWorkersWereLostIsVoid takes a pair as often as it is
// given to workers, before any worker starts that would play it. Workers that were lost
// while they only held it say nothing about it.
func TestOnlyAPairThatWasPlayedAloneWhenWorkersWereLostIsVoid(t *testing.T) {
	dir := t.TempDir()
	x := tournament(t, 5, 1, tinyModel+"?name=tiny", "script:rookie")
	whole := play(t, dir, "whole", x, arena.Shard{})
	for name, test := range map[string]struct {
		begun bool
		voids int
	}{"began": {true, 1}, "held": {false, 0}} {
		t.Run(name, func(t *testing.T) {
			s := natsServer(t, storeDir(t), -1)
			on, run, ended := at(s), filepath.Join(dir, name), make(chan error)
			go func() {
				_, err := elsewhere(t, x, on).Run(t.Context(), run)
				ended <- err
			}()
			waitForStream(t, s.ClientURL())
			_, js := streams(t, s.ClientURL())
			takeTimes(t, js, farm.MaxDeliveries, func(n int, m jetstream.Msg) {
				var b struct{ Session, ID string }
				if err := json.Unmarshal(m.Data(), &b); err != nil {
					t.Error(err)
				}
				if test.begun && n > farm.MaxDeliveries-2 {
					answer := []byte(`{"version":2,"worker":"lost","cores":1,"block":"` + b.ID + `","state":"begun"}`)
					if _, err := js.Publish(t.Context(), "kumite.result."+b.Session, answer); err != nil {
						t.Error(err)
					}
				}
			})
			startWorker(t, on, bot.Setup{})
			if err := <-ended; err != nil {
				t.Fatal(err)
			}
			got, err := arena.Read(run)
			if err != nil {
				t.Fatal(err)
			}
			out := got.Results.Withdrawn()
			if len(out) != test.voids || len(out) > 0 && (out[0].Name != "tiny" || out[0].Withdrawn.Kind != bot.Crashed) {
				t.Errorf("withdrawn: %+v; want %d, tiny, because of a crash", out, test.voids)
			}
			if test.voids == 0 {
				sameRun(t, run, whole)
			}
		})
	}
}

// waitForStream waits until a coordinator has made the consumer of work.
func waitForStream(t *testing.T, url string) {
	t.Helper()
	_, js := streams(t, url)
	for {
		if _, err := js.Consumer(t.Context(), "KUMITE_WORK", "workers"); err == nil {
			return
		}
	}
}
