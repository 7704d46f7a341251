package vector_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/vector"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/vision"
)

// short returns a configuration of matches of five seconds and small pictures.
func short(envs int) vector.Config {
	cfg := vector.Default()
	cfg.Envs, cfg.Seed = envs, 7
	cfg.Input = vision.Spec{Width: 32, Height: 18, Color: vision.Gray, Stack: 2}
	cfg.Against = []vector.Player{{Script: "pro"}, {Script: "oracle", Period: 6, Delay: 6}}
	cfg.Rules.MatchTicks = 5 * sim.TickRate
	return cfg
}

func open(t *testing.T, cfg vector.Config) *vector.Batch {
	t.Helper()
	b, err := vector.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// trace is what one environment shows in a number of decisions.
type trace struct {
	frames  []uint8
	rewards []float32
	ended   []bool
	experts []int32
	gains   []float32
	results []int32
}

// play plays decisions with the same actions in every environment and returns a trace
// of each.
func play(t *testing.T, b *vector.Batch, decisions int) []trace {
	t.Helper()
	n, size := b.Len(), b.Spec().Len()
	all := make([]trace, n)
	frames, actions, rewards, ended := make([]uint8, n*size), make([]int32, n), make([]float32, n), make([]bool, n)
	experts, results, possible, gains := make([]int32, n), make([]int32, n), make([]int32, n), make([]float32, n*vector.Classes)
	for d := range decisions {
		for i := range actions {
			actions[i] = int32(d*7%11) - 1
			if actions[i] >= int32(vector.Classes) {
				actions[i] = 0
			}
		}
		for _, err := range []error{b.Observe(frames), b.Expert(experts),
			b.Gains(vector.Futures{Count: 1, Horizon: 30}, gains, possible),
			b.Step(actions, rewards, ended), b.Outcomes(results)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		for i := range all {
			all[i].frames = append(all[i].frames, frames[i*size:][:size]...)
			all[i].rewards = append(all[i].rewards, rewards[i])
			all[i].ended = append(all[i].ended, ended[i])
			all[i].experts = append(all[i].experts, experts[i])
			all[i].results = append(all[i].results, results[i])
			all[i].gains = append(all[i].gains, gains[i*vector.Classes:][:vector.Classes]...)
		}
	}
	return all
}

func equal(a, b trace) bool {
	return slices.Equal(a.frames, b.frames) && slices.Equal(a.rewards, b.rewards) && slices.Equal(a.ended, b.ended) &&
		slices.Equal(a.experts, b.experts) && slices.Equal(a.gains, b.gains) && slices.Equal(a.results, b.results)
}

func TestEnvironmentsDoNotDependOnTheirNumberOrOnWorkers(t *testing.T) {
	cfg := short(16)
	cfg.Workers = 3
	many := play(t, open(t, cfg), 120)
	few := play(t, open(t, short(3)), 120)
	for i := range few {
		if !equal(few[i], many[i]) {
			t.Errorf("environment %d of 3 differs from that of 16 on 3 workers", i)
		}
	}
	if equal(many[0], many[1]) {
		t.Error("two environments are identical; want matches of their own")
	}
}

func TestResetEqualsANewBatch(t *testing.T) {
	b := open(t, short(2))
	first := play(t, b, 70)
	if err := b.Reset(7); err != nil {
		t.Fatal(err)
	}
	for i, again := range play(t, b, 70) {
		if !equal(first[i], again) {
			t.Errorf("environment %d differs after a reset with the same seed", i)
		}
	}
}

func TestRewardsAddUpToTheLeadAndTheOutcome(t *testing.T) {
	for i, tr := range play(t, open(t, short(8)), 200) {
		var lead float64
		matches := 0
		for d := range tr.rewards {
			lead += float64(tr.rewards[d])
			if !tr.ended[d] {
				if tr.results[d] != 0 {
					t.Fatalf("environment %d has the outcome %d in a running match", i, tr.results[d])
				}
				continue
			}
			if (lead > 1e-6) != (tr.results[d] > 0) || (lead < -1e-6) != (tr.results[d] < 0) {
				t.Errorf("environment %d ended with a lead of %v and the outcome %d", i, lead, tr.results[d])
			}
			if lead, matches = 0, matches+1; tr.rewards[min(d+1, len(tr.rewards)-1)] != 0 && d+1 < len(tr.rewards) {
				t.Errorf("environment %d: the step that starts a match rewards %v, want 0", i, tr.rewards[d+1])
			}
		}
		if matches < 3 {
			t.Errorf("environment %d ended %d matches in 200 decisions of matches of 50, want 3", i, matches)
		}
	}
}

func TestGainsAreZeroWhereNothingCanBePressed(t *testing.T) {
	b := open(t, short(4))
	n := b.Len()
	gains, possible := make([]float32, n*vector.Classes), make([]int32, n)
	rewards, ended := make([]float32, n), make([]bool, n)
	lunge := slices.Repeat([]int32{int32(sim.Lunge)}, n)
	if err := b.Step(lunge, rewards, ended); err != nil {
		t.Fatal(err)
	}
	none := make([]int32, n)
	for range 2 { // the press is in effect one decision later, and visible after another
		if err := b.Step(none, rewards, ended); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Gains(vector.Futures{Count: 2, Horizon: 60}, gains, possible); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		if possible[i] != 0 || slices.ContainsFunc(gains[i*vector.Classes:][:vector.Classes], func(v float32) bool { return v != 0 }) {
			t.Errorf("environment %d: during a lunge %d skills are possible with gains %v, want none", i, possible[i], gains[i*vector.Classes:][:vector.Classes])
		}
	}
}

func TestScriptedSeatPlaysLikeTheScript(t *testing.T) {
	cfg := short(6)
	cfg.Rules = sim.DefaultRules()
	cfg.Script = vector.Player{Script: "oracle", Period: 6, Delay: 6}
	cfg.Against = []vector.Player{{Script: "dummy"}}
	b := open(t, cfg)
	n := b.Len()
	actions, rewards, ended := slices.Repeat([]int32{vector.Scripted}, n), make([]float32, n), make([]bool, n)
	outcomes, pressed, presses := make([]int32, n), make([]int32, n), 0
	for range 700 {
		if err := b.Step(actions, rewards, ended); err != nil {
			t.Fatal(err)
		}
		if err := b.Outcomes(outcomes); err != nil {
			t.Fatal(err)
		}
		if err := b.Pressed(pressed); err != nil {
			t.Fatal(err)
		}
		for i := range n {
			if pressed[i] > 0 {
				presses++
			}
			if ended[i] && outcomes[i] != 1 {
				t.Errorf("environment %d: the oracle ended with %d against a dummy, want 1", i, outcomes[i])
			}
		}
	}
	if presses == 0 {
		t.Error("the scripted seat pressed nothing")
	}
}

func TestValidateReportsEveryBadField(t *testing.T) {
	if err := vector.Default().Validate(); err != nil {
		t.Errorf("the default is invalid: %v", err)
	}
	for want, change := range map[string]func(*vector.Config){
		"envs is 0; want 1 to 4096":            func(c *vector.Config) { c.Envs = 0 },
		"workers is -1; want 0 or more":        func(c *vector.Config) { c.Workers = -1 },
		"delay is -1 ticks; want 0 to 6":       func(c *vector.Config) { c.Delay = -1 },
		"delay is 7 ticks; want 0 to 6":        func(c *vector.Config) { c.Delay = 7 },
		"input is 50×45; want a whole-number":  func(c *vector.Config) { c.Input.Width = 50 },
		`script: script "ace" is unknown`:      func(c *vector.Config) { c.Script.Script = "ace" },
		"against is empty; name scripts":       func(c *vector.Config) { c.Against = nil },
		`against: script "pro" has a reaction`: func(c *vector.Config) { c.Against = []vector.Player{{Script: "pro", Period: 6}} },
		"has a timing and wrong presses":       func(c *vector.Config) { c.Script = vector.Player{Script: "pro", Period: 6, Wrong: 9} },
		"rules: health 0 is outside":           func(c *vector.Config) { c.Rules.Health = 0 },
	} {
		cfg := vector.Default()
		change(&cfg)
		if err := cfg.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestCallsRefuseArraysOfAnotherLength(t *testing.T) {
	b := open(t, short(2))
	two, three := make([]int32, 2), make([]int32, 3)
	for name, err := range map[string]error{
		"observe":   b.Observe(make([]uint8, 5)),
		"available": b.Available(make([]bool, 2)),
		"expert":    b.Expert(three),
		"state":     b.State(make([]float32, 2)),
		"step":      b.Step(three, make([]float32, 2), make([]bool, 2)),
		"gains":     b.Gains(vector.Futures{Count: 1, Horizon: 1}, make([]float32, 2), two),
		"futures":   b.Gains(vector.Futures{}, make([]float32, 2*vector.Classes), two),
		"action":    b.Step([]int32{0, int32(vector.Classes)}, make([]float32, 2), make([]bool, 2)),
	} {
		if err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
}
