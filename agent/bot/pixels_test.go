package bot_test

import (
	"image"
	"path/filepath"
	"slices"
	"testing"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/sim/script"
)

// open loads a shipped model and closes it when the test ends. The name may end
// in a query for another decoder.
func open(t testing.TB, name string, eye bot.Eye) *bot.Model {
	t.Helper()
	c, err := bot.Parse(filepath.Join(shipped, name))
	if err != nil {
		t.Fatal(err)
	}
	m, err := bot.Setup{Eye: eye}.Open(c, agent.DefaultDelayTicks, image.Pt(raster.Width, raster.Height))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	})
	return m
}

// player plays a model's agent.
type player struct {
	agent  *agent.Agent
	camera raster.Camera
	blind  bool
	sent   []sim.Skill // by tick
}

func (p *player) Act(w *sim.World, me sim.Side) (sim.Input, error) {
	p.camera.World, p.camera.Side = w, me
	var src agent.FrameSource = &p.camera
	if p.blind {
		src = blank{}
	}
	k, err := p.agent.Tick(w.Tick, src)
	p.sent = append(p.sent, k)
	return sim.Input{Skill: k}, err
}

// blank is a frame source whose pixels all have palette index 0.
type blank struct{}

func (blank) Grab(dst *image.Paletted) error {
	clear(dst.Pix)
	return nil
}

const matches = 60

// won plays 60 matches against a script, both sides on each of 30 seeds, and
// counts the player's wins and accepted presses.
func won(t *testing.T, start func(seed uint64, me sim.Side) duel.Controller, against string) (wins, accepted int) {
	t.Helper()
	for i := range matches {
		me, seed := sim.Side(i%2), uint64(1000+i/2)
		var players [2]duel.Controller
		players[me], players[me.Other()] = start(seed, me), scripted(t, against)(seed, me.Other())
		res, err := duel.Play(t.Context(), duel.Config{Rules: sim.DefaultRules(), Seed: seed}, players, nil)
		if err != nil {
			t.Fatal(err)
		}
		if side, ok := res.Outcome.Winner(); ok && side == me {
			wins++
		}
		for _, n := range res.Tally[me].Accepted {
			accepted += n
		}
	}
	return wins, accepted
}

func scripted(t *testing.T, name string) func(uint64, sim.Side) duel.Controller {
	return func(seed uint64, me sim.Side) duel.Controller {
		f, err := script.New(name, seed, bot.ScriptStream+uint64(me))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
}

func TestAnAgentPlaysByPixelsAlone(t *testing.T) {
	m := open(t, "pro-ce.onnx", bot.Fastest)
	model := func(blind bool) func(uint64, sim.Side) duel.Controller {
		return func(uint64, sim.Side) duel.Controller {
			m.Agent.Reset()
			return &player{agent: m.Agent, blind: blind}
		}
	}
	seeing, pressed := won(t, model(false), "pro")
	if seeing <= matches/2 || pressed < matches {
		t.Errorf("the seeing agent wins %d of %d against pro with %d skills, want more than half", seeing, matches, pressed)
	}
	blind, _ := won(t, model(true), "random")
	if low := stats.Wilson(float64(blind), matches).Lo; low > 0.5 {
		t.Errorf("the blind agent wins %d of %d against random, at least %.2f; it uses more than its frames", blind, matches, low)
	}
	blindly, _ := won(t, model(true), "pro")
	random, _ := won(t, scripted(t, "random"), "pro")
	if low := stats.Wilson(float64(blindly), matches).Lo; low > float64(random)/matches || blindly >= matches/10 {
		t.Errorf("the blind agent wins %d of %d against pro, random wins %d; it uses more than its frames", blindly, matches, random)
	}
	t.Logf("of %d: seeing %d against pro; blind %d against random and %d against pro; random %d against pro", matches, seeing, blind, blindly, random)
}

func TestABlindAgentPressesTheSameInEveryMatch(t *testing.T) {
	m := open(t, "pro-ce.onnx?decode=gate&gamma=-50&min_share=0&refractory=3", bot.Fastest) // acts as often as possible
	play := func(blind bool, seed uint64, me sim.Side, against string) []sim.Skill {
		m.Agent.Reset()
		p := &player{agent: m.Agent, blind: blind}
		var players [2]duel.Controller
		players[me], players[me.Other()] = p, scripted(t, against)(seed, me.Other())
		if _, err := duel.Play(t.Context(), duel.Config{Rules: sim.DefaultRules(), Seed: seed}, players, nil); err != nil {
			t.Fatal(err)
		}
		return p.sent
	}
	differ := func(a, b []sim.Skill) bool {
		n := min(len(a), len(b))
		return !slices.Equal(a[:n], b[:n])
	}
	first, seen := play(true, 1, sim.Left, "dummy"), play(false, 1, sim.Left, "dummy")
	presses := 0
	for _, k := range first {
		if k != sim.None {
			presses++
		}
	}
	if presses < 10 {
		t.Fatalf("the blind agent presses %d times in %d ticks; too seldom to compare", presses, len(first))
	}
	for seed, against := range []string{"dummy", "spammer", "random", "pro", "oracle"} {
		for _, me := range []sim.Side{sim.Left, sim.Right} {
			if sent := play(true, uint64(seed), me, against); differ(sent, first) {
				t.Errorf("against %s on the %s the blind agent presses differently; it uses more than its frames", against, me)
			}
		}
	}
	if sent := play(false, 2, sim.Right, "pro"); !differ(sent, seen) {
		t.Error("the seeing agent presses the same in two matches; the comparison detects nothing")
	}
}
