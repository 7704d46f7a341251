package bot_test

import (
	"context"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// hungModel enters an endless loop as soon as the picture moves and presses
// nothing before. testdata/gen.py makes it.
const hungModel = "../../policy/ort/testdata/hung.onnx"

// openHung loads hungModel with a limit that is generous for a model of its size.
func openHung(t *testing.T, eye bot.Eye) *bot.Model {
	t.Helper()
	path, err := filepath.Rel(shipped, hungModel)
	if err != nil {
		t.Fatal(err)
	}
	m := open(t, path, eye)
	m.Agent.SetLimit(20 * time.Millisecond)
	return m
}

// match plays the first contestant on the left against the second on the right
// and returns both bots. loaded stands for the contestant hungModel.
func match(t *testing.T, seed uint64, loaded *bot.Model, specs ...string) (duel.Result, [2]*bot.Bot) {
	t.Helper()
	all, err := bot.ParseAll(specs)
	if err != nil {
		t.Fatal(err)
	}
	var players [2]*bot.Bot
	for i, c := range all {
		p, err := bot.New(c, agent.DefaultDelayTicks, func(c bot.Contestant, delayTicks int32) (*bot.Model, error) {
			if c.Path == hungModel {
				return loaded, nil
			}
			return bot.Setup{}.Loader()(c, delayTicks)
		})
		if err != nil {
			t.Fatal(err)
		}
		if c.Path != hungModel { // openHung closes that one
			t.Cleanup(func() {
				if err := p.Close(); err != nil {
					t.Error(err)
				}
			})
		}
		players[i] = p
	}
	return replay(t, players, seed), players
}

// replay plays a match of two bots.
func replay(t *testing.T, players [2]*bot.Bot, seed uint64) duel.Result {
	t.Helper()
	var controllers [2]duel.Controller
	for i, p := range players {
		if err := p.Start(seed, sim.Side(i)); err != nil {
			t.Fatal(err)
		}
		controllers[i] = p
	}
	rules := sim.DefaultRules()
	rules.MatchTicks = 20 * sim.TickRate
	res, err := duel.Play(context.Background(), duel.Config{Rules: rules, Seed: seed}, controllers, nil)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func TestAHungModelCostsItsLockstepMatchNothingButItsOwnDecisions(t *testing.T) {
	hung := openHung(t, bot.Fastest)
	for _, rival := range []string{"script:pro", filepath.Join(shipped, "pro-ce.onnx")} {
		for seed := range uint64(2) {
			got, players := match(t, seed, hung, hungModel, rival)
			want, _ := match(t, seed, nil, "script:dummy", rival)
			if got.Hash != want.Hash || got.Ticks != want.Ticks {
				t.Errorf("%s, seed %d: the match ends at tick %d in %016x; against a contestant that never acts at %d in %016x",
					rival, seed, got.Ticks, got.Hash, want.Ticks, want.Hash)
			}
			l := players[sim.Left].Model().Agent.Counts()
			if due := int(got.Ticks+agent.PeriodTicks-1) / agent.PeriodTicks; l.Decisions != due || l.Sent != 0 {
				t.Errorf("%s, seed %d: %d decisions of %d due, %d presses", rival, seed, l.Decisions, due, l.Sent)
			}
			if l.Causes[policy.Hung] != l.Faults || l.Faults < l.Decisions/2 {
				t.Errorf("%s, seed %d: %d hung and %d faults in %d decisions; want most, and all of them hung",
					rival, seed, l.Causes[policy.Hung], l.Faults, l.Decisions)
			}
		}
	}
}

func TestAHungModelCostsItsWallClockMatchNothingButItsOwnDecisions(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	pacers := [2]*live.Pacer{live.New(openHung(t, bot.OpenCV)), live.New(open(t, "pro-ce.onnx", bot.OpenCV))}
	done := make(chan error, len(pacers))
	for _, p := range pacers {
		go func() { done <- p.Run(ctx) }()
	}
	// The game runs as fast as it can until the hung side has missed several
	// decisions and the other side has made some.
	w := sim.New(sim.DefaultRules(), 1)
	matches := uint64(0)
	for pacers[0].Stats().Missed < 3 || pacers[1].Stats().Decisions < 3 {
		var in [2]sim.Input
		for i, p := range pacers {
			var err error
			if in[i], err = p.Act(&w, sim.Side(i)); err != nil {
				t.Fatal(err)
			}
		}
		if in[sim.Left].Skill != sim.None {
			t.Errorf("tick %d: the hung side presses %v", w.Tick, in[sim.Left].Skill)
		}
		if w.Step(in); w.Outcome() != sim.Running {
			matches++
			w = sim.New(sim.DefaultRules(), 1+matches)
			for i, p := range pacers {
				p.Start(1+matches, sim.Side(i))
			}
		}
		runtime.Gosched()
	}
	cancel()
	for range pacers {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	if a := pacers[sim.Left].Stats(); a.Sent != 0 || a.Frames == 0 {
		t.Errorf("the hung side's account is %+v; want frames and no presses", a)
	}
}
