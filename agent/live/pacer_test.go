package live

import (
	"context"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"image"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/vision"
)

// network is a fake that takes its time, on the test's clock.
type network struct {
	input, scores []float32
	takes         func(run int) time.Duration // nil takes none
	deaf          bool                        // it cannot be cut off
	fails         error
	runs          int
	started       []time.Time
	at            atomic.Int64 // runs under way
	mu            sync.Mutex
	cut           chan struct{}
}

func (n *network) Input() vision.Input { return vision.Input{Floats: n.input} }
func (n *network) Scores() []float32   { return n.scores }

func (n *network) Cancel() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.cut != nil {
		close(n.cut)
		n.cut = nil
	}
}

// RunWithinCPU is for agents without a clock.
func (n *network) RunWithinCPU(limit time.Duration) error { return n.RunWithin(limit) }

func (n *network) RunWithin(limit time.Duration) error {
	if n.at.Add(1) > 1 {
		panic("two runs at once")
	}
	defer n.at.Add(-1)
	if limit <= 0 {
		return policy.ErrHung
	}
	n.runs++
	n.started = append(n.started, time.Now())
	if n.takes == nil {
		return n.fails
	}
	d := n.takes(n.runs)
	if n.deaf {
		time.Sleep(d)
		return n.fails
	}
	cut := make(chan struct{})
	n.mu.Lock()
	n.cut = cut
	n.mu.Unlock()
	select {
	case <-time.After(d):
		n.mu.Lock()
		n.cut = nil
		n.mu.Unlock()
		return n.fails
	case <-time.After(limit):
		n.Cancel()
	case <-cut:
	}
	return policy.ErrHung
}

var classes = []string{"no_action", "poke", "lunge"}

// model makes an agent around a fake network that always wants a poke.
func model(t testing.TB, n *network, delay int32, query string) *bot.Model {
	t.Helper()
	spec := vision.Spec{Width: 80, Height: 45, Color: vision.Gray, Stack: 1, Layout: vision.NCHW, Scale: 1, Type: vision.Float32}
	seer, err := vision.NewPreprocessor(spec, image.Pt(raster.Width, raster.Height))
	if err != nil {
		t.Fatal(err)
	}
	contract := policy.Contract{Classes: classes, Output: policy.Logits, Semantics: policy.Natural,
		Temperature: 1, Bias: make([]float64, 3), TrainPrior: []float64{0.98, 0.01, 0.01}}
	decoder, err := policy.NewDecoder(contract, query)
	if err != nil {
		t.Fatal(err)
	}
	n.input = make([]float32, spec.Len())
	if n.scores == nil {
		n.scores = []float32{0, 5, 0}
	}
	a, err := agent.New(agent.Config{DelayTicks: delay, Frame: raster.NewFrame(), Now: time.Now},
		agent.Parts{Seer: seer, Network: n, Decoder: decoder, Classes: classes})
	if err != nil {
		t.Fatal(err)
	}
	return &bot.Model{Agent: a, Seed: decoder.Seed, Close: seer.Close}
}

// always acts on every frame.
const always = "decode=argmax&mask=off"

// game ticks a pacer 60 times a second on the test's clock; jitter moves each
// tick, without drift.
type game struct {
	t       *testing.T
	p       *Pacer
	world   sim.World
	start   time.Time
	tick    int
	jitter  func() time.Duration
	shadow  *Pacer              // sees the same frames, if there is one
	longest time.Duration       // an Act has taken
	presses map[int32]sim.Skill // by tick
	cancel  func()
	done    chan error
}

func newGame(t *testing.T, m *bot.Model) *game {
	g := &game{t: t, p: New(m), world: sim.New(sim.Rules{MatchTicks: 3600 * sim.TickRate, Health: 1_000_000}, 1),
		start: time.Now(), presses: map[int32]sim.Skill{}, done: make(chan error, 1)}
	ctx, cancel := context.WithCancel(t.Context())
	g.cancel = cancel
	go func() { g.done <- g.p.Run(ctx) }()
	return g
}

func (g *game) play(ticks int) {
	g.t.Helper()
	for range ticks {
		at := g.start.Add(time.Duration(g.tick) * time.Second / sim.TickRate)
		if g.jitter != nil {
			at = at.Add(g.jitter())
		}
		time.Sleep(time.Until(at))
		synctest.Wait()
		before := time.Now()
		in, err := g.p.Act(&g.world, sim.Left)
		g.longest = max(g.longest, time.Since(before))
		if err != nil {
			g.t.Fatal(err)
		}
		if g.shadow != nil {
			if _, err := g.shadow.Act(&g.world, sim.Left); err != nil {
				g.t.Fatal(err)
			}
		}
		if in.Skill != sim.None {
			g.presses[g.world.Tick] = in.Skill
		}
		g.world.Step([2]sim.Input{})
		g.tick++
	}
}

func (g *game) stop() {
	g.t.Helper()
	time.Sleep(time.Second)
	g.cancel()
	if err := <-g.done; err != nil {
		g.t.Error(err)
	}
}

// decisions polls everything.
func (g *game) decisions() (all []Snapshot) {
	var m Snapshot
	for g.p.Poll(&m) {
		var c Snapshot
		m.CopyTo(&c)
		all = append(all, c)
	}
	return all
}

func TestAPressTakesEffectWhenItsDelayIsUp(t *testing.T) {
	for _, delay := range []int32{1, 6, 30} {
		synctest.Test(t, func(t *testing.T) {
			n := &network{takes: func(int) time.Duration { return time.Millisecond }}
			g := newGame(t, model(t, n, delay, always))
			g.play(100)
			g.stop()
			for tick := range g.presses {
				if (tick-delay)%agent.PeriodTicks != 0 {
					t.Errorf("delay %d: a press at tick %d is of no frame of a decision", delay, tick)
				}
			}
			if want := (100-int(delay)-1)/agent.PeriodTicks + 1; len(g.presses) != want {
				t.Errorf("delay %d: %d presses, want %d", delay, len(g.presses), want)
			}
			if a := g.p.Stats(); a.Missed != 0 || a.Decisions != 17 || a.Slots != 17 || a.Frames != 100 {
				t.Errorf("delay %d: %d decisions and %d missed in %d slots of %d frames, want 17, 0, 17, 100", delay, a.Decisions, a.Missed, a.Slots, a.Frames)
			}
		})
	}
}

func TestTheScheduleDoesNotDrift(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{takes: func(int) time.Duration { return 3 * time.Millisecond }}
		g := newGame(t, model(t, n, 6, always))
		r := rand.New(rand.NewPCG(1, 2))
		g.jitter = func() time.Duration { return time.Duration(r.IntN(12)-6) * time.Millisecond }
		const decisions = 10_000
		var worst time.Duration
		var first time.Time
		var m Snapshot
		for i := range decisions {
			g.play(agent.PeriodTicks)
			for g.p.Poll(&m) {
				if m.Slot != int64(i) {
					t.Fatalf("decision %d is of slot %d", i, m.Slot)
				}
				if i == 0 {
					first = g.p.task.opened
				}
				worst = max(worst, g.p.task.opened.Sub(first.Add(time.Duration(i)*Period)).Abs())
			}
		}
		g.stop()
		if a := g.p.Stats(); a.Decisions != decisions || a.Missed != 0 {
			t.Errorf("%d decisions and %d missed, want %d and 0", a.Decisions, a.Missed, decisions)
		}
		if most := slack + 12*time.Millisecond; worst > most {
			t.Errorf("a decision started %v away from its due time, want at most %v: half a tick and the game's own jitter, twice", worst, most)
		}
	})
}

func TestASlowNetworkMissesAndTheGameGoesOn(t *testing.T) {
	for _, c := range []struct {
		name              string
		takes             time.Duration
		deaf              bool
		decisions, missed int
	}{
		{"in time", 99 * time.Millisecond, false, 60, 0},
		{"just too slow", 101 * time.Millisecond, false, 0, 60},
		{"hung", time.Hour, false, 0, 60},
		{"slow and deaf", 250 * time.Millisecond, true, 0, 60},
	} {
		synctest.Test(t, func(t *testing.T) {
			n := &network{takes: func(int) time.Duration { return c.takes }, deaf: c.deaf}
			g := newGame(t, model(t, n, 6, always))
			g.play(60 * agent.PeriodTicks)
			g.stop()
			a := g.p.Stats()
			if a.Decisions != c.decisions || a.Missed != c.missed || a.Slots != 60 {
				t.Errorf("%s: %d decisions and %d missed in %d slots, want %d and %d in 60", c.name, a.Decisions, a.Missed, a.Slots, c.decisions, c.missed)
			}
			if l := g.p.Model().Agent.Counts(); l.Missed != a.Missed || l.Decisions != a.Decisions || l.Faults != 0 {
				t.Errorf("%s: the agent counts %d decisions, %d missed and %d faults", c.name, l.Decisions, l.Missed, l.Faults)
			}
			if (len(g.presses) > 0) != (c.decisions > 0) {
				t.Errorf("%s: %d presses of %d decisions", c.name, len(g.presses), a.Decisions)
			}
			if g.longest > 0 {
				t.Errorf("%s: the game waited for %v", c.name, g.longest)
			}
		})
	}
}

func TestADecodersClockGoesOnOverMissedFrames(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		n := &network{deaf: true, takes: func(int) time.Duration {
			if since := time.Since(start); since >= 299*time.Millisecond && since < 400*time.Millisecond {
				return 350 * time.Millisecond // stuck over three slots
			}
			return 0
		}}
		g := newGame(t, model(t, n, 6, "decode=argmax&mask=off&refractory=5"))
		g.play(13 * agent.PeriodTicks)
		g.stop()
		if a := g.p.Stats(); a.Missed != 3 || a.Decisions != 10 {
			t.Fatalf("%d missed and %d decided, want 3 and 10", a.Missed, a.Decisions)
		}
		// The decoder acts on every sixth frame, missed ones included: on that of
		// tick 0 and on the one decided on when the network came back, of slot 6.
		var second int32
		for tick := range g.presses {
			if tick > 6 && (second == 0 || tick < second) {
				second = tick
			}
		}
		if g.presses[6] != sim.Poke || second < 42 || second > 47 {
			t.Errorf("presses are %v, want one at tick 6 and the next at 42 to 47", g.presses)
		}
	})
}

func TestTheNewestFrameWins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{deaf: true, takes: func(int) time.Duration { return 130 * time.Millisecond }}
		g := newGame(t, model(t, n, 30, always))
		g.play(300)
		g.stop()
		all := g.decisions()
		for i, m := range all {
			if i == 0 {
				continue
			}
			if all[i-1].Spent.Run == 0 {
				continue // it came when its time was up already, and ran nothing
			}
			// The one before ended 130 ms after it began, on tick 7 or 8 after its own.
			if ran := m.Tick - all[i-1].Tick; ran < 7 || ran > 12 {
				t.Errorf("decision %d is on the frame of tick %d, the one before on that of %d: not the newest", i, m.Tick, all[i-1].Tick)
			}
		}
		if len(all) < 20 {
			t.Errorf("%d decisions", len(all))
		}
	})
}

func TestNothingOfOneMatchActsInTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{takes: func(int) time.Duration { return 70 * time.Millisecond }}
		g := newGame(t, model(t, n, 60, always))
		g.play(28) // the decision on tick 24 is under way, four presses wait
		synctest.Wait()
		g.p.Start(2, sim.Left)
		g.world.Tick = 0
		clear(g.presses)
		g.play(60)
		if len(g.presses) != 0 {
			t.Errorf("presses at %v, before any frame of this match is 60 ticks old", g.presses)
		}
		g.play(60)
		g.stop()
		if len(g.presses) == 0 {
			t.Error("no press in the second match")
		}
		for tick := range g.presses {
			if tick%agent.PeriodTicks != 2 { // its first frame came 2 ticks before a decision
				t.Errorf("the press at tick %d is of the first match", tick)
			}
		}
		if a := g.p.Stats(); a.Abandoned != 1 || a.Missed != 0 || a.Slots != a.Decisions+1 {
			t.Errorf("%+d abandoned, %d missed, %d decisions of %d slots; want 1 abandoned", a.Abandoned, a.Missed, a.Decisions, a.Slots)
		}
	})
}

func TestTheNetworkIsWarmedUpBeforeADecision(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{}
		g := newGame(t, model(t, n, 6, always))
		g.play(10 * agent.PeriodTicks)
		g.stop()
		if n.runs != 20 { // the last warm-up finds no decision to follow it
			t.Fatalf("%d runs, want a throw-away run for each of 10 decisions", n.runs)
		}
		for i := 1; i < 19; i += 2 {
			if lead := n.started[i+1].Sub(n.started[i]); lead < time.Millisecond || lead > 3*time.Millisecond {
				t.Errorf("run %d comes %v before its decision, want 2 ms", i, lead)
			}
		}
	})
}

func TestLockstepAndWallClockPressTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		play := func(lockstep bool) map[int32]sim.Skill {
			g := newGame(t, model(t, &network{}, 6, "decode=argmax&refractory=2"))
			g.p.SetLockstep(lockstep)
			g.play(1200)
			g.stop()
			return g.presses
		}
		wall, lock := play(false), play(true)
		if len(lock) < 5 || len(wall) != len(lock) {
			t.Fatalf("%d presses on the wall clock, %d in lockstep", len(wall), len(lock))
		}
		for tick, k := range lock {
			if wall[tick] != k {
				t.Errorf("at tick %d: %v on the wall clock, %v in lockstep", tick, wall[tick], k)
			}
		}
	})
}

func TestTimeCanBeKeptOneWayAndThenTheOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGame(t, model(t, &network{takes: func(int) time.Duration { return time.Millisecond }, deaf: true}, 6, always))
		for i := range 20 {
			g.p.SetLockstep(i%2 == 1)
			g.start, g.tick = time.Now(), 0
			g.play(37)
		}
		g.stop()
		if n := len(g.presses); n < 110 || n > 125 {
			t.Errorf("%d presses in 740 ticks, want one about every 6", n)
		}
	})
}

func TestAPausedGameMissesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGame(t, model(t, &network{}, 6, always))
		g.play(60)
		time.Sleep(time.Minute)
		g.start = g.start.Add(time.Minute)
		g.play(60)
		g.stop()
		if a := g.p.Stats(); a.Missed != 0 || a.Decisions < 19 || a.Decisions > 21 {
			t.Errorf("%d decisions and %d missed, want about 20 and none", a.Decisions, a.Missed)
		}
	})
}

func TestActAllocatesNothing(t *testing.T) {
	p := New(model(t, &network{}, 6, always))
	w := sim.New(sim.DefaultRules(), 1)
	if n := testing.AllocsPerRun(1000, func() {
		if _, err := p.Act(&w, sim.Left); err != nil {
			t.Fatal(err)
		}
		w.Step([2]sim.Input{})
	}); n != 0 {
		t.Errorf("Act allocates %v times, want 0", n)
	}
}

func TestAPressThatItsTickHasPassedIsDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{deaf: true, takes: func(int) time.Duration { return time.Millisecond }}
		g := newGame(t, model(t, n, 6, always))
		g.play(1)
		synctest.Wait() // the decision is under way
		for range 10 {  // the game catches up, within no time
			if in, err := g.p.Act(&g.world, sim.Left); err != nil || in.Skill != sim.None {
				t.Fatalf("%v, %v", in, err)
			}
			g.world.Step([2]sim.Input{})
		}
		g.stop()
		if a := g.p.Stats(); a.Missed != 1 || a.Decisions != 0 || g.p.box.waiting != 0 {
			t.Errorf("%d presses wait, %d missed, %d decided; want 0, 1, 0: the game was past tick 6 when the answer to tick 0 came", g.p.box.waiting, a.Missed, a.Decisions)
		}
	})
}

func TestTheScheduleBeginsAgainAfterLockstep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGame(t, model(t, &network{}, 6, always))
		g.play(20)
		g.p.SetLockstep(true)
		g.play(20)
		g.p.SetLockstep(false)
		g.decisions()
		g.play(1)
		g.stop()
		if all := g.decisions(); len(all) != 1 || all[0].Slot != 0 || all[0].Tick != 40 {
			t.Errorf("the first frame after lockstep gives %d decisions, want one, of slot 0", len(all))
		}
	})
}

func TestJitterMovesNoDecisionToAnotherFrame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGame(t, model(t, &network{}, 6, always))
		g.play(1)
		r := rand.New(rand.NewPCG(3, 4))
		g.jitter = func() time.Duration { return time.Duration(r.IntN(13)-6) * time.Millisecond }
		g.play(600)
		g.stop()
		for _, m := range g.decisions() {
			if m.Tick%agent.PeriodTicks != 0 {
				t.Errorf("a decision is on tick %d, want every sixth", m.Tick)
			}
		}
	})
}

func TestANewModelKnowsWhatTheOldOneSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const masked = "decode=argmax"
		g := newGame(t, model(t, &network{}, 6, masked))
		g.play(7)
		if g.presses[6] != sim.Poke {
			t.Fatalf("presses are %v, want a poke at tick 6", g.presses)
		}
		old := g.p.Model()
		if g.p.Replace(model(t, &network{}, 6, masked)) != old {
			t.Error("Replace returns another model than the one that played")
		}
		g.play(int(sim.Poke.Spec().Cooldown) - 10)
		g.stop()
		if len(g.presses) != 1 {
			t.Errorf("presses are %v: the new model pokes while its fighter's poke is on cooldown", g.presses)
		}
	})
}
