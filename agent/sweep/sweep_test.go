package sweep_test

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/sweep"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/sim"
)

// tinyModel is a model of three classes that policy/ort is tested with.
const tinyModel = "../../policy/ort/testdata/good.onnx"

// short is a tournament of two pairs of ten seconds.
func short() arena.Tournament {
	t := arena.Tournament{
		Config: arena.Config{Pairs: 2, Seed: 3, Rules: sim.DefaultRules()},
		Load:   bot.Setup{}.Loader(), Workers: 2,
	}
	t.Config.Rules.MatchTicks = 10 * sim.TickRate
	return t
}

// delays is a short sweep of the delays 0, 10 and 20.
func delays(t *testing.T, contestants ...string) sweep.Config {
	t.Helper()
	r, err := sweep.ParseRange("delay=0..20/10")
	if err != nil {
		t.Fatal(err)
	}
	return sweep.Config{Range: r, Contestants: contestants, Bar: 0.5, Tournament: short()}
}

func TestEveryValuePlaysOnTheSameSeedsAgainstEveryOpponent(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	cfg := delays(t, tinyModel+"?decode=sample", "script:dummy", "script:rookie")
	d, err := sweep.Run(t.Context(), dir, cfg)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Points) != 3 || d.Points[2].Value != 20 || *d.Points[2].Millis != 20*1000/60.0 || !slices.Equal(d.Opponents, []string{"dummy", "rookie"}) {
		t.Errorf("points %+v against %v; want delays of 0, 10 and 20 ticks against two", d.Points, d.Opponents)
	}
	for _, p := range d.Points {
		if p.Games != 8 || p.Wins+p.Losses+p.Draws != 8 || p.Pentanomial.Pairs() != 4 {
			t.Errorf("delay %v: %+v; want 8 games in 4 pairs", p.Value, p)
		}
	}
	if !d.Complete() {
		t.Error("a sweep that was played to its end counts as cut off")
	}
	again, err := sweep.Run(t.Context(), dir, cfg)
	if err != nil || encode(t, again) != encode(t, d) {
		t.Errorf("the finished run makes\n%s\nfirst\n%s\n(%v)", encode(t, again), encode(t, d), err)
	}

	run := short() // reads the folder's legs: none is missing, so none is played
	if err := run.Config.SetContestants([]string{
		tinyModel + "?decode=sample&delay=0&name=delay%3D0", tinyModel + "?decode=sample&delay=10&name=delay%3D10", tinyModel + "?decode=sample&delay=20&name=delay%3D20",
		"script:dummy", "script:rookie"}, ""); err != nil {
		t.Fatal(err)
	}
	run.Config.Gauntlet = []string{"dummy", "rookie"}
	out, err := run.Run(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	seeds := map[string]map[uint64]int{} // by opponent
	for _, l := range out.Legs {
		if seeds[l.B] == nil {
			seeds[l.B] = map[uint64]int{}
		}
		seeds[l.B][l.Seed]++
	}
	for opponent, of := range seeds {
		if len(of) != 2 {
			t.Errorf("%s meets the values on %d seeds, want the same 2 for all", opponent, len(of))
		}
		for seed, n := range of {
			if n != 6 {
				t.Errorf("%s: seed %d is played %d times, want 6", opponent, seed, n)
			}
		}
	}
}

func encode(t *testing.T, d *sweep.Document) string {
	t.Helper()
	doc, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	return string(doc)
}

func TestAValueOfASweepPlaysTheSameMatchesAsAlone(t *testing.T) {
	d, err := sweep.Run(t.Context(), "", delays(t, tinyModel+"?decode=sample", "script:rookie"))
	if err != nil {
		t.Fatal(err)
	}
	alone := short()
	if err := alone.Config.SetContestants([]string{tinyModel + "?decode=sample&delay=10", "script:rookie"}, ""); err != nil {
		t.Fatal(err)
	}
	out, err := alone.Run(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	got, ok := d.At(10)
	if want := out.Results.Contestants[0]; !ok || got.Wins != want.Wins || got.Losses != want.Losses || got.Draws != want.Draws {
		t.Errorf("in the sweep a delay of 10 makes %+v, alone %+v", got, want)
	}
}

func TestValidateReportsEveryBadField(t *testing.T) {
	good := delays(t, tinyModel, "script:dummy")
	if err := good.Validate(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change func(*sweep.Config)
		says   []string
	}{
		"a script":       {func(c *sweep.Config) { c.Contestants[0] = "script:pro" }, []string{"has a reaction time of its own"}},
		"nobody else":    {func(c *sweep.Config) { c.Contestants = c.Contestants[:1] }, []string{"at least one opponent"}},
		"no range":       {func(c *sweep.Config) { c.Range = sweep.Range{} }, []string{"needs a range"}},
		"a latency":      {func(c *sweep.Config) { c.Tournament.Latency = "fixed:35ms" }, []string{"leave out the delay and the latency"}},
		"several fields": {func(c *sweep.Config) { c.Bar, c.Tournament.Workers = 1.5, 0 }, []string{"bar is 1.5", "workers is 0"}},
		"a test":         {func(c *sweep.Config) { test := rating.DefaultSPRT(); c.Tournament.Config.Test = &test }, []string{"leave out the sequential test"}},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := delays(t, tinyModel, "script:dummy")
			c.change(&cfg)
			err := cfg.Validate()
			if err != nil && strings.Contains(err.Error(), "a tournament needs") {
				t.Errorf("%v; it has contestants", err)
			}
			for _, want := range c.says {
				if err == nil || !strings.Contains(err.Error(), want) {
					t.Errorf("%v; want %q", err, want)
				}
			}
		})
	}
}

func TestAnInterruptedSweepReturnsNoDocument(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	_, err := sweep.Run(ctx, "", delays(t, tinyModel, "script:dummy"))
	var early *arena.Unfinished
	if !errors.As(err, &early) || !early.Interrupted() || early.Planned != 12 {
		t.Errorf("got %v, want an interrupt before 12 legs", err)
	}
}
