package gate_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/gate"
)

func TestAMachineThatCannotRunANetworkMovesNoCandidate(t *testing.T) {
	dir := newGate(t)
	before := tree(t, dir)
	for _, works := range []int{0, 1, 2, 3} { // loads of the candidate "good", which is the second
		cfg := config()
		load, loads := cfg.Tournament.Load, 0
		cfg.Tournament.Workers = 1
		cfg.Tournament.Load = func(c bot.Contestant, delay int32) (*bot.Model, error) {
			if strings.HasSuffix(c.Path, "good.onnx") {
				if loads++; loads > works {
					return nil, fmt.Errorf("load model %s: %w: pipe: too many open files", c.Path, bot.ErrMachine)
				}
			}
			return load(c, delay)
		}
		doc, err := gate.Run(t.Context(), dir, cfg)
		if !errors.Is(err, bot.ErrMachine) || len(doc.Skipped) > 0 {
			t.Errorf("after %d loads: got %v and skipped %v, want ErrMachine", works, err, doc.Skipped)
		}
		for _, file := range tree(t, dir) {
			if strings.Contains(file, "good") && !slices.Contains(before, file) {
				t.Errorf("after %d loads: the candidate was moved to %s", works, file)
			}
		}
	}
}
