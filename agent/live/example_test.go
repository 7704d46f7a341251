package live_test

import (
	"context"
	"fmt"
	"image"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/script"
	"github.com/kumite/kumite/vision"
)

// poker is a network that wants to poke, whatever it sees.
type poker struct{ input []float32 }

func (p poker) Input() vision.Input            { return vision.Input{Floats: p.input} }
func (poker) RunWithin(time.Duration) error    { return nil }
func (poker) RunWithinCPU(time.Duration) error { return nil }
func (poker) Warm(time.Duration) error         { return nil }
func (poker) Reset()                           {}
func (poker) Cancel()                          {}
func (poker) Scores() []float32                { return []float32{0, 5} } // no_action, poke

// newModel is what bot.Setup.Open makes of a file, made of the network above.
func newModel() (*bot.Model, error) {
	classes := []string{policy.NoAction, "poke"}
	decoder, err := policy.NewDecoder(policy.Contract{Classes: classes, Output: policy.Logits, Temperature: 1, Bias: make([]float64, 2)}, "decode=argmax")
	if err != nil {
		return nil, err
	}
	spec := vision.Spec{Width: 80, Height: 45, Color: vision.Gray, Stack: 1, Layout: vision.NCHW, Scale: 1, Type: vision.Float32}
	seer, err := vision.NewPreprocessor(spec, image.Pt(raster.Width, raster.Height))
	if err != nil {
		return nil, err
	}
	a, err := agent.New(agent.Config{DelayTicks: agent.DefaultDelayTicks, Frame: raster.NewFrame()},
		agent.Parts{Seer: seer, Network: poker{make([]float32, spec.Len())}, Decoder: decoder, Classes: classes})
	return &bot.Model{Agent: a, Seed: decoder.Seed, Close: seer.Close}, err
}

// A game calls Act once a tick. On the wall clock a goroutine with Run decides
// meanwhile; in lockstep Act itself does.
func ExamplePacer() {
	model, err := newModel()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer model.Close()
	pacer := live.New(model)
	pacer.Start(1, sim.Left)
	pacer.SetLockstep(true)
	world := sim.New(sim.DefaultRules(), 1)
	var decision live.Snapshot
	for range 20 {
		in, err := pacer.Act(&world, sim.Left)
		if err != nil {
			fmt.Println(err)
			return
		}
		for pacer.Poll(&decision) {
			fmt.Printf("tick %d: decided %v\n", decision.Tick, decision.Decision)
		}
		if in.Skill != sim.None {
			fmt.Printf("tick %d: presses %v\n", world.Tick, in.Skill)
		}
		world.Step([2]sim.Input{in, {}})
	}
	// Output:
	// tick 0: decided argmax 5.0 ≥ 0.0 → poke
	// tick 6: decided masked: poke
	// tick 6: presses poke
	// tick 12: decided masked: poke
	// tick 18: decided masked: poke
}

// What would this model have done in a match that others played?
func ExampleRedecide() {
	rules := sim.DefaultRules()
	rules.MatchTicks = 10 * sim.TickRate
	cfg := duel.Config{Rules: rules, Seed: 1}
	var players [2]duel.Controller
	for side := range players {
		fighter, err := script.New("dummy", cfg.Seed, uint64(side))
		if err != nil {
			fmt.Println(err)
			return
		}
		players[side] = fighter
	}
	recorder := duel.NewRecorder(cfg, [2]duel.Participant{{Name: "dummy"}, {Name: "dummy"}})
	result, err := duel.Play(context.Background(), cfg, players, recorder.Watch)
	if err != nil {
		fmt.Println(err)
		return
	}
	recording := recorder.Finish(result)

	model, err := newModel()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer model.Close()
	delay, err := live.RecordedDelay(recording.Contestants[sim.Left], agent.DefaultDelayTicks)
	if err != nil {
		fmt.Println(err)
		return
	}
	timeline, err := live.Redecide(context.Background(), recording, sim.Left, delay, model, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	first := timeline.Next(-1)
	fmt.Printf("differs in %d of %d decisions; first at tick %d: %v, recorded %v\n",
		len(timeline.Disagreements()), len(timeline.Decisions), first.Tick, first.Skill, first.Recorded)
	// Output:
	// differs in 4 of 100 decisions; first at tick 0: poke, recorded no_action
}
