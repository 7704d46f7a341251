package arena

import (
	"context"
	"errors"
	"image"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/vision"
)

// spots is a network that derives a score for each class from the sum of its input.
// It plays badly, but its presses depend on nothing but pixels.
type spots struct {
	input  []float32
	scores []float32
	broken bool
}

func (n *spots) Input() vision.Input { return vision.Input{Floats: n.input} }
func (n *spots) Scores() []float32   { return n.scores }

func (n *spots) Cancel()                        {}
func (n *spots) Reset()                         {}
func (n *spots) Warm(limit time.Duration) error { return n.RunWithin(limit) }

func (n *spots) RunWithin(time.Duration) error {
	return errors.New("a match in lockstep has no deadline")
}

func (n *spots) RunWithinCPU(time.Duration) error {
	if n.broken {
		return errors.New("broken")
	}
	sum := float32(0)
	for i, x := range n.input {
		sum += x * float32(i%7)
	}
	for i := range n.scores {
		n.scores[i] = float32(int(sum*10*float32(i+1)) % 5)
	}
	return nil
}

// spotsModel is a loader of spots, with the contestant's decoder settings.
func spotsModel(c bot.Contestant, delayTicks int32) (*bot.Model, error) {
	classes := append([]string{policy.NoAction}, sim.SkillNames()[1:]...)
	spec := vision.Spec{Width: 40, Height: 20, Color: vision.Gray, Stack: 1, Layout: vision.NCHW, Scale: 1. / 255, Type: vision.Float32}
	contract := policy.Contract{Classes: classes, Input: spec, Output: policy.Logits, Temperature: 1, Bias: make([]float64, len(classes)), Decoder: "decode=argmax"}
	decoder, err := policy.NewDecoder(contract, c.Query)
	if err != nil {
		return nil, err
	}
	seer, err := vision.NewPreprocessor(spec, image.Pt(raster.Width, raster.Height))
	if err != nil {
		return nil, err
	}
	a, err := agent.New(agent.Config{DelayTicks: delayTicks, Frame: raster.NewFrame()}, agent.Parts{
		Seer: seer, Decoder: decoder, Classes: classes,
		Network: &spots{input: make([]float32, spec.Len()), scores: make([]float32, len(classes)), broken: strings.Contains(c.Path, "broken")},
	})
	return &bot.Model{Agent: a, SHA256: "spots", Query: decoder.String(), Seed: decoder.Seed, Close: seer.Close}, err
}

// play plays a whole schedule.
func play(t testing.TB, cfg Config, load bot.Loader, workers int) []Leg {
	t.Helper()
	who, err := Identify(cfg, load)
	if err != nil {
		t.Fatal(err)
	}
	var legs []Leg
	_, err = Run(context.Background(), cfg, who, load, Options{Workers: workers}, func(played []Played) error {
		for _, p := range played {
			legs = append(legs, p.Leg)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return legs
}

func TestModelsPlayTheSameWithAnyNumberOfWorkers(t *testing.T) {
	cfg := config(t, 4, "spots.onnx?decode=sample", "spots.onnx?delay=0", "script:pro")
	want := play(t, cfg, spotsModel, 1)
	for workers := 2; workers <= 8; workers++ {
		if got := play(t, cfg, spotsModel, workers); !slices.Equal(got, want) {
			t.Errorf("%d workers play other matches than one", workers)
		}
	}
	l := want[0].Ledger[0]
	if l.Decisions == 0 || l.Sent == 0 || l.Accepted == 0 || l.Accepted > l.Sent || l.Chosen != l.Sent+l.Masked {
		t.Errorf("ledger %+v does not follow the presses", l)
	}
}

func TestASamplingModelAgainstItselfSplitsEveryPair(t *testing.T) {
	legs := play(t, config(t, 6, "spots.onnx?decode=sample", "spots.onnx?decode=sample"), spotsModel, 2)
	hashes := map[string]bool{}
	for i := 0; i < len(legs); i += 2 {
		if legs[i].Hash != legs[i+1].Hash || legs[i].Ledger[0] != legs[i+1].Ledger[1] {
			t.Errorf("pair %d: its legs are two different matches", i/2)
		}
		hashes[legs[i].Hash] = true
	}
	if len(hashes) != 6 {
		t.Errorf("%d different matches in 6 pairs", len(hashes))
	}
}

// The sides of a match sample from different streams, both legs of a pair from the
// same ones, and pairs from different ones.
func TestDecodersSampleFromStreamsOfTheMatchAndTheSide(t *testing.T) {
	cfg := config(t, 3, "spots.onnx", "spots.onnx")
	given := map[uint64]int{}
	legs := play(t, cfg, func(c bot.Contestant, delayTicks int32) (*bot.Model, error) {
		m, err := spotsModel(c, delayTicks)
		m.Seed = func(seed uint64) { given[seed]++ }
		return m, err
	}, 1)
	for _, l := range legs {
		for _, side := range []sim.Side{sim.Left, sim.Right} {
			if n := given[bot.DecoderSeed(l.Seed, side)]; n != 2 {
				t.Errorf("pair %d, %v: %d decoders were given its stream, want one in each leg", l.Pair, side, n)
			}
		}
	}
	if len(given) != 6 {
		t.Errorf("%d streams in 3 pairs, want 6", len(given))
	}
}

func TestAFaultOfTheNetworkIsCountedAndTheMatchContinues(t *testing.T) {
	cfg := config(t, 1, "broken.onnx", "script:dummy")
	legs := play(t, cfg, spotsModel, 1)
	total := 0
	for _, l := range legs {
		x := l.Ledger[0]
		if l.Outcome != Draw || x.Faults != x.Decisions || x.Faults == 0 || x.FaultKinds.Failed != x.Faults || x.FirstFault != "broken" {
			t.Errorf("%s, ledger %+v; want a draw of faults that say what failed", l.Outcome, x)
		}
		total += x.Faults
	}
	r, err := Summarize(cfg, anybody(cfg), legs, nil)
	if err != nil {
		t.Fatal(err)
	}
	if x := r.Contestants[0].Ledger; x.FaultKinds.Failed != total || x.FirstFault != "broken" {
		t.Errorf("the standing has %+v, want %d faults and the first in words", x, total)
	}
}

func TestAModelWhoseFileChangesEndsTheRun(t *testing.T) {
	cfg := config(t, 1, "spots.onnx", "script:dummy")
	who, err := Identify(cfg, spotsModel)
	if err != nil {
		t.Fatal(err)
	}
	who[0].ModelSHA256 = "another"
	_, err = Run(context.Background(), cfg, who, spotsModel, Options{Workers: 2}, func([]Played) error {
		t.Error("a match was played")
		return nil
	})
	if err == nil || !strings.Contains(err.Error(), "spots.onnx has changed since the run began") {
		t.Errorf("got %v", err)
	}
}

func TestACancelledRunHandsOverWhatIsFinished(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cfg := config(t, 1000, "script:pro", "script:pro")
	var handed []Leg
	_, err := Run(ctx, cfg, anybody(cfg), noModels, Options{Workers: 2}, func(played []Played) error {
		for _, p := range played {
			handed = append(handed, p.Leg)
		}
		if len(handed) == 6 {
			cancel()
		}
		return nil
	})
	// How far one worker is ahead of the other depends on the machine.
	if !errors.Is(err, context.Canceled) || len(handed) < 6 || len(handed) >= cfg.Pairs {
		t.Errorf("after %d legs of %d: %v, want context.Canceled long before the end", len(handed), 2*cfg.Pairs, err)
	}
}

func TestEarlyBatchesWaitForThoseBefore(t *testing.T) {
	var got []int
	judge, err := newUmpire(config(t, 9, "script:pro", "script:dummy"))
	if err != nil {
		t.Fatal(err)
	}
	c := newCollector(judge, 2, 9, func(legs []Played) error {
		got = append(got, legs[0].Leg.Pair)
		return nil
	})
	put := func(n int, legs ...Played) {
		c.room <- struct{}{}
		if err := c.put(n, batch{unit{Pair: Pair{Legs: make([]Key, 1)}}, Report{Played: legs}}); err != nil {
			t.Fatal(err)
		}
	}
	for _, n := range []int{2, 0, 4, 1} {
		put(n, Played{Leg: Leg{Pair: n, Outcome: Win}})
	}
	if want := []int{0, 1, 2}; !slices.Equal(got, want) {
		t.Errorf("handed over %v, want %v", got, want)
	}
	put(3) // stopped early
	if want := []int{0, 1, 2, 4}; !slices.Equal(got, want) {
		t.Errorf("handed over %v, want %v", got, want)
	}
}

func TestNothingIsHandedToASinkThatFailed(t *testing.T) {
	full, calls := errors.New("disk full"), 0
	cfg := config(t, 40, "script:dummy", "script:dummy")
	_, err := Run(context.Background(), cfg, anybody(cfg), noModels, Options{Workers: 4}, func([]Played) error {
		calls++
		return full
	})
	if !errors.Is(err, full) || calls != 1 {
		t.Errorf("%d calls: %v; want one, and its error", calls, err)
	}
}
