package decompose

import (
	"slices"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/script"
)

const tiny = "../../models/pro-tiny.onnx"

// short is a decomposition of a model in matches of 20 seconds against the pro.
func short(t *testing.T, model string, pairs int) Config {
	t.Helper()
	cfg := Config{Pairs: pairs, Seed: 5, Rules: sim.DefaultRules(), Workers: 2}
	cfg.Rules.MatchTicks = 20 * sim.TickRate
	var err error
	if cfg.Model, err = bot.Parse(model); err != nil {
		t.Fatal(err)
	}
	if cfg.Against, err = bot.Parse("script:pro"); err != nil {
		t.Fatal(err)
	}
	return cfg
}

// playAs plays pairs as a variant.
func playAs(t *testing.T, cfg Config, v variant) []pair {
	t.Helper()
	team, err := newTeam(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer team.Close()
	var all []pair
	for i := range cfg.Pairs {
		p, err := team.pair(t.Context(), v, i)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

func TestAsItIsPlaysTheMatchesOfTheArena(t *testing.T) {
	for _, model := range []string{
		tiny, tiny + "?decode=sample", tiny + "?delay=11&mask=renorm",
		tiny + "?decode=gate&gamma=-3&debounce=2&mask=off", tiny + "?decode=gate&gamma=-3&high=0.2&low=0.05",
	} {
		cfg := short(t, model, 3)
		got := playAs(t, cfg, variants(0)[0])
		out, err := arena.Tournament{
			Config: arena.Config{Contestants: []bot.Contestant{cfg.Model, cfg.Against}, Pairs: cfg.Pairs, Seed: cfg.Seed, Rules: cfg.Rules},
			Load:   bot.Setup{}.Loader(), Workers: 1,
		}.Run(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		want, points := make([]pair, cfg.Pairs), map[string]float64{"win": 1, "loss": 0, "draw": 0.5}
		for _, l := range out.Legs {
			p, known := points[l.Outcome]
			if !known {
				t.Fatalf("outcome %q", l.Outcome)
			}
			want[l.Pair].points[l.Leg] = p
			want[l.Pair].ticks += l.Ticks
			want[l.Pair].sent += l.Ledger[0].Sent
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%s, pair %d: played %+v; in the arena %+v", model, i, got[i], want[i])
			}
		}
	}
}

func TestAllThatTheRulePutsRightIsTheRule(t *testing.T) {
	cfg := short(t, tiny, 3)
	all := playAs(t, cfg, variant{name: "all", veto: true, force: true, skill: true})
	rule := playAs(t, cfg, variant{name: "rule", rule: true, timing: script.Timing{Period: 6, Delay: 6}})
	for i := range rule {
		rule[i].sent = all[i].sent // the last press of a match may not take effect
		if all[i] != rule[i] {
			t.Errorf("pair %d: the model with all put right plays %+v, the rule %+v", i, all[i], rule[i])
		}
	}
}

// decision is what a variant sent on a decision, and what the rule had.
type decision struct{ sent, right sim.Skill }

// decisions plays a match as a variant, on the left, with a delay of six ticks.
func decisions(t *testing.T, cfg Config, v variant) (all []decision) {
	t.Helper()
	team, err := newTeam(cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer team.Close()
	team.player.start(v, cfg.Seed, sim.Left)
	if err := team.other.Start(cfg.Seed, sim.Right); err != nil {
		t.Fatal(err)
	}
	_, err = duel.Play(t.Context(), duel.Config{Rules: cfg.Rules, Seed: cfg.Seed}, [2]duel.Controller{team.player, team.other}, func(w *sim.World, in [2]sim.Input) {
		if w.Tick%6 == 0 {
			all = append(all, decision{right: script.Answer(w, sim.Left)})
		}
		if len(all) > 1 && w.Tick%6 == 0 {
			all[len(all)-2].sent = in[sim.Left].Skill
		} else if in[sim.Left].Skill != sim.None {
			t.Errorf("a press on tick %d, which is no decision's", w.Tick)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return all[:len(all)-1]
}

func TestEachVariantPutsRightWhatItNames(t *testing.T) {
	for _, mask := range []string{"to_noop", "renorm", "off"} {
		// A model that presses often leaves much to put right.
		cfg := short(t, tiny+"?decode=gate&gamma=-6&refractory=2&mask="+mask, 1)
		for _, c := range []struct {
			variant
			wrong func(decision) bool
		}{
			{variant{key: "veto", veto: true}, func(d decision) bool { return d.sent != sim.None && d.right == sim.None }},
			{variant{key: "force", force: true}, func(d decision) bool { return d.sent == sim.None && d.right != sim.None }},
			{variant{key: "skill", skill: true}, func(d decision) bool { return d.sent != sim.None && d.right != sim.None && d.sent != d.right }},
		} {
			count := func(v variant) (n, sent int) {
				for _, d := range decisions(t, cfg, v) {
					if c.wrong(d) {
						n++
					}
					if d.sent != sim.None {
						sent++
					}
				}
				return n, sent
			}
			if n, sent := count(c.variant); n > 0 || sent == 0 {
				t.Errorf("mask %s, %s: %d of %d presses or openings are still wrong; want none of some", mask, c.key, n, sent)
			}
			if n, _ := count(variant{}); n == 0 && c.key != "skill" {
				t.Errorf("mask %s, %s: the model as it is has nothing wrong, so this test cannot fail", mask, c.key)
			}
		}
	}
}

func TestTrueAvailabilityReplacesTheBook(t *testing.T) {
	cfg := short(t, tiny+"?decode=gate&gamma=-20&refractory=0", 1) // presses whenever the book lets it
	book, truth := decisions(t, cfg, variant{}), decisions(t, cfg, variant{truth: true})
	if slices.Equal(book, truth) {
		t.Error("the same presses with the book and with true availability; want others")
	}
}
