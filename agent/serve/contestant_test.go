package serve_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/serve"
	"github.com/kumite/kumite/policy/oip"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// The same match, with the model here and served, against a script and against itself.
func TestAServedModelPlaysTheMatchOfTheSameModelHere(t *testing.T) {
	for _, file := range []string{shipped + "/pro-tiny.onnx", shipped + "/pro-rgb.onnx", "../../policy/ort/testdata/recurrent.onnx"} {
		_, calls := start(t, nil, file)
		served := "oip://" + calls + "/" + strings.TrimSuffix(filepath.Base(file), ".onnx")
		if here, there := play(t, file, "script:pro"), play(t, served, "script:pro"); here != there {
			t.Errorf("%s: the match ends in %016x, served in %016x; want the same", file, here, there)
		}
		if here, there := play(t, file, file), play(t, served, served); here != there {
			t.Errorf("%s against itself: the match ends in %016x, served in %016x; want the same", file, here, there)
		}
	}
}

func play(t *testing.T, specs ...string) uint64 {
	t.Helper()
	cfg := duel.Config{Rules: sim.DefaultRules(), Seed: 3}
	var players [2]duel.Controller
	for side, spec := range specs {
		b, err := bot.Open(spec, bot.Setup{})
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		if err := b.Start(cfg.Seed, sim.Side(side)); err != nil {
			t.Fatal(err)
		}
		players[side] = b
	}
	r, err := duel.Play(context.Background(), cfg, players, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r.Hash
}

func TestALostServerIsAFailureOfItsKind(t *testing.T) {
	cfg := serve.Default()
	cfg.HTTP, cfg.GRPC = "", "127.0.0.1:0"
	cfg.Models, _ = bot.ParseAll([]string{shipped + "/pro-tiny.onnx"})
	ready := make(chan string, 1)
	cfg.Ready = func(_, calls string) { ready <- calls }
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- serve.Run(ctx, cfg) }()
	calls := <-ready
	b, err := bot.Open("oip://"+calls+"/pro-tiny", bot.Setup{Server: oip.Access{Patience: 3 * time.Second}})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	err = b.Model().Session.RunWithinCPU(time.Second)
	if f, ok := err.(*bot.Failure); !ok || f.Kind != bot.ServerLost {
		t.Errorf("%v, want a failure of kind %q", err, bot.ServerLost)
	}
	if _, err := bot.Open("oip://"+calls+"/pro-tiny", bot.Setup{}); err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("opened without a server: %v, want the connection refused", err)
	}
}
