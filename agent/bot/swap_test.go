package bot_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/sim"
)

// broken returns the ways in which the next version of a model can be broken,
// with part of the reason that is reported.
func broken(t *testing.T) []struct {
	name, reason string
	data         []byte // nil removes the file
} {
	t.Helper()
	read := func(path string) []byte {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	bad := func(name string) []byte { return read(filepath.Join("../../policy/ort/testdata", name)) }
	whole := read(filepath.Join(shipped, "pro-ce.onnx"))
	return []struct {
		name, reason string
		data         []byte
	}{
		{"empty", "empty", []byte{}},
		{"truncated", "", whole[:len(whole)/2]},
		{"not ONNX", "", []byte("hello, world, this is no model")},
		{"foreign class", "is not a skill", bad("foreign_class.onnx")},
		{"NaN on a zero frame", "NaN", bad("nan.onnx")},
		{"an invalid prior", "prior", bad("bad_prior.onnx")},
		{"external data missing", "external", bad("external_missing.onnx")},
		{"missing", "no such file", nil},
	}
}

// put replaces a file atomically, or removes it if data is nil.
func put(t *testing.T, path string, data []byte) {
	t.Helper()
	var err error
	if data == nil {
		err = os.Remove(path)
	} else {
		err = errors.Join(os.WriteFile(path+".part", data, 0o644), os.Rename(path+".part", path))
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestAHundredVersionsOfAModelAreSwappedInWhileItPlays(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bot.onnx")
	var good [2][]byte
	for i, name := range []string{"pro-ce.onnx", "pro-balanced.onnx"} {
		var err error
		if good[i], err = os.ReadFile(filepath.Join(shipped, name)); err != nil {
			t.Fatal(err)
		}
	}
	put(t, path, good[1])
	who, err := bot.Parse(path)
	if err != nil {
		t.Fatal(err)
	}
	var opened, closed atomic.Int32
	load := func(c bot.Contestant) (*bot.Model, error) {
		m, err := bot.Setup{Eye: bot.OpenCV}.Loader()(c, agent.DefaultDelayTicks)
		if err == nil {
			opened.Add(1)
			closing := m.Close
			m.Close = func() error { closed.Add(1); return closing() }
		}
		return m, err
	}
	first, err := load(who)
	if err != nil {
		t.Fatal(err)
	}
	p := live.New(first)
	s := live.NewSwapper(p, who, load)
	s.Settle = 10 * time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 2)
	go func() { done <- p.Run(ctx) }()
	go func() { done <- s.Run(ctx) }()

	w := sim.New(sim.Rules{MatchTicks: 3600 * sim.TickRate, Health: 1_000_000}, 1)
	clock := time.NewTicker(live.Tick)
	defer clock.Stop()
	longest, ticks := time.Duration(0), 0
	tick := func() {
		<-clock.C
		before := time.Now()
		in, err := p.Act(&w, sim.Left)
		longest = max(longest, time.Since(before))
		if err != nil {
			t.Fatal(err)
		}
		w.Step([2]sim.Input{in})
		ticks++
	}
	for range 12 { // until the folder is watched and some decisions are made
		tick()
	}
	bad, at := broken(t), 0
	for i := range 100 {
		name, reason, data := "good", "", good[i%2]
		if i%3 == 2 {
			name, reason, data = bad[at%len(bad)].name, bad[at%len(bad)].reason, bad[at%len(bad)].data
			at++
		}
		if i%3 == 0 { // two good versions in a row differ
			data = good[(i/3)%2]
		} else if i%3 == 1 {
			data = good[(i/3+1)%2]
		}
		put(t, path, data)
		e, ok := s.Poll()
		for !ok {
			tick()
			e, ok = s.Poll()
		}
		if e.OK != (name == "good") || !strings.Contains(e.Text, reason) || strings.Contains(e.Text, "\n") {
			t.Errorf("version %d, %s: the event is %v, %q; want a reason with %q", i, name, e.OK, e.Text, reason)
		}
		if !e.OK && !strings.Contains(e.Text, path) {
			t.Errorf("version %d, %s: %q does not name the file", i, name, e.Text)
		}
		if data != nil && e.OK {
			if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, data) {
				t.Fatalf("version %d: the file is not what was written: %v", i, err)
			}
		}
	}
	for range 60 {
		tick()
	}
	cancel()
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if err := p.Model().Close(); err != nil {
		t.Error(err)
	}
	if opened.Load() != closed.Load() || opened.Load() < 67 {
		t.Errorf("%d models were opened and %d closed", opened.Load(), closed.Load())
	}
	a := p.Stats()
	if left := a.Slots - a.Decisions - a.Missed; left < 0 || left > 1 || a.Decisions == 0 || a.Faults != 0 {
		t.Errorf("%d decisions, %d missed and %d faults in %d slots: some are lost", a.Decisions, a.Missed, a.Faults, a.Slots)
	}
	t.Logf("%d ticks, the longest held up for %v; %d decisions, %d missed; frame to action p99 %v", ticks, longest, a.Decisions, a.Missed, a.Total.Quantile(.99))
}
