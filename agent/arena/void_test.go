package arena

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/vision"
)

// blind is a Seer that fails from its n-th frame on.
type blind struct {
	vision.Seer
	frames int
	err    error
}

func (b *blind) See(frame *image.Paletted, in vision.Input) error {
	if b.frames--; b.frames < 0 {
		return b.err
	}
	return b.Seer.See(frame, in)
}

// failing is a loader of spots. Those called "bad" fail in certain matches, each a
// given number of times. Matches are identified by their seeds, so that the number
// of workers and loads does not matter.
type failing struct {
	mu  sync.Mutex
	bad map[uint64]int // seeds of bot.DecoderSeed, and how often they fail
}

func (f *failing) load(c bot.Contestant, delayTicks int32) (*bot.Model, error) {
	m, err := spotsModel(c, delayTicks)
	if err != nil || c.Name != "bad" {
		return m, err
	}
	eye := &blind{Seer: m.Agent.Seer(), frames: 1 << 30, err: &bot.Failure{Kind: bot.Crashed, Err: errors.New("no light")}}
	classes := []string{policy.NoAction, "poke"}
	decoder, err := policy.NewDecoder(policy.Contract{Classes: classes, Output: policy.Logits, Temperature: 1, Bias: []float64{0, 0}}, "decode=argmax")
	if err != nil {
		return nil, err
	}
	m.Agent, err = agent.New(agent.Config{Frame: raster.NewFrame()}, agent.Parts{
		Seer: eye, Decoder: decoder, Classes: classes, Network: &spots{input: make([]float32, 800), scores: make([]float32, 2)},
	})
	m.Seed = func(seed uint64) {
		f.mu.Lock()
		defer f.mu.Unlock()
		eye.frames = 1 << 30
		if f.bad[seed] > 0 {
			f.bad[seed]--
			eye.frames = 3
		}
	}
	return m, err
}

// failsIn returns a loader whose "bad" fails a number of times in one leg.
func failsIn(cfg Config, k Key, times int) bot.Loader {
	p := cfg.Pairings()[k.Pairing]
	side := aSide(k.Leg)
	if cfg.Contestants[p.B].Name == "bad" {
		side = side.Other()
	}
	f := &failing{bad: map[uint64]int{bot.DecoderSeed(cfg.leg(p, k).Seed, side): times}}
	return f.load
}

// The contestant that fails is A in one pairing and B in another.
var withABadOne = []string{"script:rookie", "spots.onnx?name=bad", "script:random"}

func TestAContestantThatFailsOnceIsTriedAgain(t *testing.T) {
	cfg := config(t, 2, withABadOne...)
	at := Key{2, 0, 1}
	want := play(t, cfg, failsIn(cfg, at, 0), 1)
	got := play(t, cfg, failsIn(cfg, at, 1), 1)
	standing := summarize(t, cfg, got).Contestants[1]
	for i := range got {
		reason := VoidReason{}
		if got[i].Key() == at {
			reason = VoidReason{bot.Crashed, "bad", "right controller at tick 18: see frame at tick 18: no light"}
		}
		if got[i].Retried != reason {
			t.Errorf("leg %+v records %+v, want %+v", got[i].Key(), got[i].Retried, reason)
		}
		got[i].Retried = VoidReason{}
	}
	if !slices.Equal(got, want) {
		t.Error("a leg that was tried again differs from one that was played at once")
	}
	if standing.Retried != 1 || !strings.HasPrefix(standing.FirstRetry, "crash: ") || standing.Voids != 0 {
		t.Errorf("%d are listed as played again, %q, %d voids; want 1, the crash, 0", standing.Retried, standing.FirstRetry, standing.Voids)
	}
}

// sluggish is a network that exceeds the time limit in a number of its runs.
type sluggish struct {
	spots
	runs, cuts int
}

func (n *sluggish) RunWithinCPU(limit time.Duration) error {
	if n.runs++; n.runs%7 == 3 && n.cuts > 0 {
		n.cuts--
		return policy.ErrHung
	}
	return n.spots.RunWithinCPU(limit)
}

// A run that is cut off near its limit may answer when it is tried again, so the match
// is played again. If it exceeds the limit again, its faults count.
func TestAMatchWithARunThatWasCutOffIsPlayedAgainOnce(t *testing.T) {
	cfg := config(t, 1, "script:rookie", "spots.onnx?name=bad")
	slow := func(cuts int) bot.Loader {
		n := &sluggish{spots: spots{input: make([]float32, 800), scores: make([]float32, 2)}, cuts: cuts}
		return func(c bot.Contestant, delayTicks int32) (*bot.Model, error) {
			m, err := spotsModel(c, delayTicks)
			if err != nil {
				return m, err
			}
			classes := []string{policy.NoAction, "poke"}
			decoder, err := policy.NewDecoder(policy.Contract{Classes: classes, Output: policy.Logits, Temperature: 1, Bias: []float64{0, 0}}, "decode=argmax")
			if err != nil {
				return nil, err
			}
			m.Agent, err = agent.New(agent.Config{Frame: raster.NewFrame(), Patience: agent.DefaultPatience}, agent.Parts{
				Seer: m.Agent.Seer(), Decoder: decoder, Classes: classes, Network: n,
			})
			return m, err
		}
	}
	want := play(t, cfg, slow(0), 1)
	once := play(t, cfg, slow(1), 1)
	if r := once[0].Retried; r.Kind != bot.Hung || r.Contestant != "bad" {
		t.Errorf("the first leg records %+v", r)
	}
	once[0].Retried = VoidReason{}
	if !slices.Equal(once, want) {
		t.Errorf("with a run cut off once:\n%+v\nwithout:\n%+v", once, want)
	}
	often := play(t, cfg, slow(1<<30), 1)
	for _, l := range often {
		if l.Outcome == Void || l.Ledger[1].FaultKinds.Hung == 0 || l.Retried.Kind != bot.Hung {
			t.Errorf("with runs cut off again and again: %+v; want it counted, with its faults", l)
		}
	}
}

func TestAContestantThatFailsTwiceIsWithdrawnAndTheOthersStandAsWithoutIt(t *testing.T) {
	cfg := config(t, 4, withABadOne...)
	at := Key{2, 1, 0} // bad against random, its second pair
	legs := play(t, cfg, failsIn(cfg, at, 2), 1)
	for _, workers := range []int{2, 4} {
		if got := play(t, cfg, failsIn(cfg, at, 2), workers); !slices.Equal(got, legs) {
			t.Errorf("%d workers: another run than with one", workers)
		}
	}
	last := legs[slices.IndexFunc(legs, func(l Leg) bool { return l.Outcome == Void })]
	if last.Key() != at || last.Void != (VoidReason{bot.Crashed, "bad", "left controller at tick 18: see frame at tick 18: no light"}) {
		t.Errorf("the void is %+v, %+v", last.Key(), last.Void)
	}
	for _, l := range legs {
		if l.Pairing != 1 && (l.Pair > 1 || l.Pair == 1 && l.Pairing == 2 && l.Leg == 1) {
			t.Errorf("leg %+v was played after the withdrawal", l.Key())
		}
	}
	got := summarize(t, cfg, legs)
	bad := got.Contestants[1]
	if bad.Voids != 1 || bad.Games != 6 || bad.Withdrawn == nil || *bad.Withdrawn != last.Void || bad.Elo.Defined() || bad.Wins+bad.Losses+bad.Draws != 6 {
		t.Errorf("the withdrawn one stands at %+v; want its 6 games, one void, its reason and no Elo", bad)
	}
	if got.Ended != EndedBySchedule || got.Pairings[2].Voids != 1 || got.Pairings[2].Pentanomial.Pairs() != 1 {
		t.Errorf("ended by %s, its last pairing %+v; want the schedule, one void and one pair", got.Ended, got.Pairings[2])
	}

	without := config(t, 4, "script:rookie", "script:random")
	alone := summarize(t, without, run(t, without, 1, nil))
	if got.Pairings[1] != alone.Pairings[0] || *got.SideAdvantage != *alone.SideAdvantage {
		t.Errorf("pairing %+v, side %+v; without it %+v, %+v", got.Pairings[1], got.SideAdvantage, alone.Pairings[0], alone.SideAdvantage)
	}
	for i, there := range []int{0, 2} {
		x := got.Contestants[there]
		x.Slices = slices.DeleteFunc(slices.Clone(x.Slices), func(s Slice) bool { return s.Is == "bad" })
		if a, b := fmt.Sprintf("%+v", x), fmt.Sprintf("%+v", alone.Contestants[i]); a != b {
			t.Errorf("with the one that was withdrawn:\n%s\nwithout:\n%s", a, b)
		}
	}
}

// A run with a withdrawal produces identical results wherever it is interrupted.
func TestAWithdrawalIsTheSameOnResume(t *testing.T) {
	cfg := config(t, 3, withABadOne...)
	cfg.Rules.MatchTicks = 5 * sim.TickRate
	at := Key{0, 1, 1}
	whole := play(t, cfg, failsIn(cfg, at, 2), 1)
	want := results(t, cfg, whole)
	for left := range whole {
		legs := slices.Clone(whole[:left])
		who, err := Identify(cfg, spotsModel)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Run(context.Background(), cfg, who, failsIn(cfg, at, 2), Options{Workers: 2, Finished: slices.Clone(legs)}, func(played []Played) error {
			for _, p := range played {
				legs = append(legs, p.Leg)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := results(t, cfg, legs); got != want {
			t.Fatalf("cut after %d legs:\n%s\nnever cut:\n%s", left, got, want)
		}
	}
}

func TestAModelThatNoLongerLoadsIsWithdrawnWithItsFailureKind(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		kind bot.FailureKind
	}{
		"plain": {errors.New("no file"), bot.FailedToLoad},
		"kind":  {fmt.Errorf("start: %w", &bot.Failure{Kind: bot.Hung, Err: errors.New("no answer")}), bot.Hung},
	} {
		cfg := config(t, 2, "spots.onnx", "script:dummy")
		who, err := Identify(cfg, spotsModel)
		if err != nil {
			t.Fatal(err)
		}
		var legs []Leg
		_, err = Run(context.Background(), cfg, who, func(bot.Contestant, int32) (*bot.Model, error) { return nil, c.err }, Options{}, func(played []Played) error {
			for _, p := range played {
				legs = append(legs, p.Leg)
			}
			return nil
		})
		if err != nil || len(legs) != 1 || legs[0].Void.Kind != c.kind || !strings.Contains(legs[0].Reason, c.err.Error()) {
			t.Errorf("%s: %v, legs %+v; want one void of kind %s", name, err, legs, c.kind)
		}
		doc, err := json.Marshal(legs)
		if err != nil || !strings.Contains(string(doc), `"void":{"kind":"`+string(c.kind)) {
			t.Errorf("%s: its line is %s (%v)", name, doc, err)
		}
	}
}
