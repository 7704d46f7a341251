package agent_test

import (
	"errors"
	"testing"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
)

func TestTheStateOfANetworkIsResetForAMatchAndKeptByAWarmUp(t *testing.T) {
	n := &network{scores: []float32{5, 0, 0}}
	a := newAgent(t, n, agent.Config{}, "decode=argmax")
	decide := func(agent *agent.Agent, times int32) {
		t.Helper()
		for i := range times {
			if _, err := agent.Decide(6*i, blank{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	decide(a, 3)
	if err := a.Warm(time.Second); err != nil {
		t.Fatal(err)
	}
	n.fail = errors.New("broken")
	decide(a, 1)
	n.fail = nil
	if n.state != 3 || n.runs != 5 {
		t.Errorf("after 3 decisions, a warm-up and a fault, the state is of %d runs of %d; want 3 of 5", n.state, n.runs)
	}
	a.Reset()
	if n.state != 0 {
		t.Errorf("a new match begins with the state of %d runs, want 0", n.state)
	}
	decide(a, 2)
	next := &network{scores: n.scores}
	heir := newAgent(t, next, agent.Config{}, "decode=argmax")
	decide(heir, 1)
	heir.Inherit(a)
	if next.state != 0 || n.state != 2 {
		t.Errorf("a new model begins with the state of %d runs and the old one has %d, want 0 and 2", next.state, n.state)
	}
}

func TestAnAgentThatFollowsTakesOverWithItsStateAndBook(t *testing.T) {
	n := &network{scores: []float32{0, 5, 0}}
	a := newAgent(t, n, agent.Config{}, "decode=argmax")
	const takeover = 60
	follow := func(accepted sim.Skill) {
		t.Helper()
		a.Reset()
		for tick := range int32(takeover) {
			k := sim.None
			if tick == takeover-1 {
				k = accepted
			}
			if err := a.Follow(tick, blank{}, k); err != nil {
				t.Fatal(err)
			}
		}
	}
	follow(sim.None)
	if n.state != takeover/agent.PeriodTicks || a.Counts().Sent != 0 {
		t.Errorf("after %d ticks the state is of %d runs and %d presses were sent; want %d and 0", takeover, n.state, a.Counts().Sent, takeover/agent.PeriodTicks)
	}
	if _, err := a.Tick(takeover, blank{}); err != nil {
		t.Fatal(err)
	}
	if a.Counts().Sent != 1 {
		t.Fatalf("the takeover sends %d presses, want 1", a.Counts().Sent)
	}
	follow(sim.Poke) // it is on cooldown now
	if _, err := a.Tick(takeover, blank{}); err != nil {
		t.Fatal(err)
	}
	if a.Counts().Sent != 0 || a.Counts().Masked != 1 {
		t.Errorf("after a press by somebody else, %d are sent and %d masked; want 0 and 1", a.Counts().Sent, a.Counts().Masked)
	}
}
