package watch_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/watch"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// recorded runs a match to its end, with its replay.
func recorded(t *testing.T, cfg watch.MatchConfig, d display) *duel.Recording {
	t.Helper()
	cfg.Record = t.TempDir()
	shown(t, cfg, d, int(cfg.Rules.MatchTicks))
	r, err := duel.ReadFile(filepath.Join(cfg.Record, "000001.replay"))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Verify(); err != nil {
		t.Errorf("the replay does not reproduce: %v", err)
	}
	return r
}

// presses are the skills that a side pressed, in order.
func presses(r *duel.Recording, side sim.Side) (all []sim.Skill) {
	for _, in := range r.Inputs {
		if k := in[side].Skill; k != sim.None {
			all = append(all, k)
		}
	}
	return all
}

func TestAMatchInLockstepIsTheOneThatTheRefereePlays(t *testing.T) {
	cfg := config(t, 20, "poker.onnx?delay=12", "script:pro")
	got := recorded(t, cfg, display{})
	var players [2]duel.Controller
	for i, spec := range cfg.Contestants {
		c, err := bot.Parse(spec)
		if err != nil {
			t.Fatal(err)
		}
		b, err := bot.New(c, cfg.Delay.Ticks(), cfg.Load)
		if err != nil {
			t.Fatal(err)
		}
		defer b.Close()
		if err := b.Start(cfg.Seed, sim.Side(i)); err != nil {
			t.Fatal(err)
		}
		players[i] = b
	}
	want, err := duel.Play(t.Context(), duel.Config{Rules: cfg.Rules, Seed: cfg.Seed}, players, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got.FinalHash != fmt.Sprintf("%016x", want.Hash) || got.Ticks != want.Ticks {
		t.Errorf("the match ends with hash %s after %d ticks, want %016x after %d", got.FinalHash, got.Ticks, want.Hash, want.Ticks)
	}
	if c := got.Contestants[0]; c.Name != "poker" || c.Spec != cfg.Contestants[0] || c.ModelSHA256 == "" || c.Decoder == "" {
		t.Errorf("the replay names %+v on the left", c)
	}
}

func TestFinishedMatchesAreScored(t *testing.T) {
	s := shown(t, config(t, 1, "script:dummy", "script:dummy"), display{}, 2*(60+121)+60)
	if s.Ended != 3 || s.Draws != 3 || s.Seed != 3 || !strings.HasPrefix(s.Score, "dummy 0/3 = 0 % [0, ") {
		t.Errorf("after three draws: %+v", *s)
	}
	if len(s.Players) != 0 {
		t.Errorf("scripts have statistics: %+v", s.Players)
	}
}

func TestAMatchThatIsPlayedAgainDoesNotCount(t *testing.T) {
	d := display{at: map[int]scene.Command{61: scene.Restart}, look: func(tick int, v *panel.View) {
		if tick == 122 && !notices(v, "not counted: a repeated match") {
			t.Errorf("the notices are %+v; want that it does not count", v.Notices)
		}
	}}
	s := shown(t, config(t, 1, "script:dummy", "script:dummy"), d, 123)
	if s.Ended != 2 || s.Draws != 1 || s.Seed != 1 {
		t.Errorf("%d matches ended, %d counted, seed %d; want 2, 1, 1", s.Ended, s.Draws, s.Seed)
	}
}

func notices(v *panel.View, text string) bool {
	for _, n := range v.Notices {
		if strings.Contains(n.Text, text) {
			return true
		}
	}
	return false
}

func TestANoticeStandsForFiveSeconds(t *testing.T) {
	d := display{at: map[int]scene.Command{10: scene.NextCandidate}, look: func(tick int, v *panel.View) {
		if got, want := notices(v, "no candidates"), tick >= 10 && tick < 10+5*sim.TickRate; got != want {
			t.Errorf("at tick %d the notice stands: %v, want %v", tick, got, want)
		}
	}}
	shown(t, config(t, 60, "script:dummy", "script:dummy"), d, 400)
}

func TestASideIsTakenOverAndHandedBack(t *testing.T) {
	for _, left := range []string{"script:dummy", "idler.onnx"} {
		d := display{at: map[int]scene.Command{10: scene.TakeLeft, 40: scene.TakeLeft}, pads: func(tick int) (p [2]scene.Pad) {
			if tick == 15 || tick == 50 {
				p[0].Skill = sim.Poke
			}
			return p
		}}
		cfg := config(t, 2, left, "script:dummy")
		r := recorded(t, cfg, d)
		for tick, in := range r.Inputs {
			if got, want := in[0].Move&sim.Manual != 0, tick >= 10 && tick < 40; got != want {
				t.Errorf("%s: a person moves at tick %d: %v, want %v", left, tick, got, want)
			}
		}
		if got := fmt.Sprint(presses(r, sim.Left)); got != "[poke]" {
			t.Errorf("%s: pressed %s, want the one poke of the person", left, got)
		}
		name := strings.TrimSuffix(strings.TrimPrefix(left, "script:"), ".onnx")
		if c := r.Contestants[0]; c.Name != name+"+human+"+name || c.ModelSHA256 != "" {
			t.Errorf("%s: the replay names %+v; want all who played, and no model", left, c)
		}
		if s := shown(t, cfg, d, 150); s.Ended != 1 || s.Draws != 0 || s.Wins != [2]int{} {
			t.Errorf("%s: a match of two in one seat counts: %+v", left, *s)
		}
	}
}

func TestAPersonOnTheRightSeesThemselvesOnTheLeft(t *testing.T) {
	r := recorded(t, config(t, 1, "script:dummy", "human"), display{
		pads: func(tick int) (p [2]scene.Pad) {
			p[1].Right = tick >= 5 && tick < 25
			p[1].Left = tick >= 30 && tick < 35
			return p
		},
		look: func(_ int, v *panel.View) {
			if v.Sides[0].Name != "human" {
				t.Fatalf("the left panel is %s's, want the person's", v.Sides[0].Name)
			}
		},
	})
	for tick, in := range r.Inputs {
		want := sim.Manual
		switch {
		case tick >= 5 && tick < 25:
			want |= sim.Forward
		case tick >= 30 && tick < 35:
			want |= sim.Back
		}
		if got := in[1].Move; got != want {
			t.Errorf("at tick %d the move is %d, want %d", tick, got, want)
		}
	}
}

func TestAPressThatComesALittleTooEarlyIsBuffered(t *testing.T) {
	busy := int(sim.Poke.Spec().Total())
	for early, want := range map[int]string{3: "[poke lunge]", 30: "[poke lunge]"} {
		at := 5 + busy - early
		r := recorded(t, config(t, 3, "human", "script:dummy"), display{pads: func(tick int) (p [2]scene.Pad) {
			switch tick {
			case 5:
				p[0].Skill = sim.Poke
			case at:
				p[0].Skill = sim.Lunge
			}
			return p
		}})
		if got := fmt.Sprint(presses(r, sim.Left)); got != want {
			t.Errorf("%d ticks early: pressed %s, want %s", early, got, want)
		}
		pressed := 0
		for tick, in := range r.Inputs {
			if in[0].Skill == sim.Lunge {
				pressed = tick
			}
		}
		if late := pressed - at; early == 3 && (late < 1 || late > 8) || early == 30 && late != 8 {
			t.Errorf("%d ticks early: pressed %d ticks after the key; want it on the first tick that it is possible, 8 at most", early, late)
		}
	}
}

// A fireball that a person sees coming and stands for still takes a little: who
// throws the only one of a match wins it at the bell.
func TestBestOfThreeWaitsForARematch(t *testing.T) {
	throw := func(tick int) (p [2]scene.Pad) {
		if tick%241 == 14 || tick > 600 { // once a match of 120 ticks and the 121 after it
			p[0].Skill = sim.Fireball
		}
		return p
	}
	s := shown(t, config(t, 2, "human", "human"), display{pads: throw}, 900)
	if s.Wins != [2]int{2, 0} || s.Draws != 0 || !strings.HasPrefix(s.Score, "set 2–0") {
		t.Errorf("the score is %v with %d draws, %q; want the set to end after two matches", s.Wins, s.Draws, s.Score)
	}
	rematch := map[int]scene.Command{650: scene.Next}
	s = shown(t, config(t, 2, "human", "human"), display{pads: throw, at: rematch}, 900)
	if s.Wins != [2]int{3, 0} || !strings.HasPrefix(s.Score, "set 1–0") {
		t.Errorf("after a rematch the score is %v, %q; want the first match of a new set", s.Wins, s.Score)
	}
}

func TestAShadowIsComparedDecisionByDecision(t *testing.T) {
	for shadow, want := range map[string]watch.ShadowStats{
		"poker.onnx?name=twin": {Name: "twin", Frames: 20, Same: 20, BothActed: 1, SameSkill: 1},
		"lunger.onnx":          {Name: "lunger", Frames: 20, Same: 19, BothActed: 1},
		"idler.onnx":           {Name: "idler", Frames: 20, Same: 19, OnlyActed: 1},
	} {
		cfg := config(t, 60, "script:dummy", "poker.onnx")
		cfg.Shadow = shadow
		d := display{look: func(tick int, v *panel.View) {
			if tick != 60 {
				return
			}
			side := v.Sides[1]
			differs := want.Same != want.Frames
			if c := side.Strip[0]; c.Kind != panel.Sent || c.Differs != differs || (c.Shadow == panel.Sent) == (want.OnlyActed > 0) {
				t.Errorf("%s: the strip begins with %+v", shadow, c)
			}
			if poke := side.Bars[2]; poke.Name != "poke" || math.IsNaN(poke.Shadow) || !poke.Chosen {
				t.Errorf("%s: the bar of the poke is %+v", shadow, poke)
			}
		}}
		s := shown(t, cfg, d, 120)
		if got := s.Players[0].Shadow; got == nil || *got != want {
			t.Errorf("%s: %+v, want %+v", shadow, got, want)
		}
	}
}

func TestAModelThatMissesItsOpeningsIsWarnedOf(t *testing.T) {
	for _, c := range []struct {
		left, right string
		want        bool
	}{
		{"idler.onnx", "script:rookie", true}, {"idler.onnx", "script:dummy", true}, {"script:dummy", "script:rookie", false},
		{"idler.onnx", "human", false}, // who stands ready gives no openings
	} {
		warned := ""
		shown(t, config(t, 60, c.left, c.right), display{look: func(_ int, v *panel.View) {
			for _, s := range v.Sides {
				if s.Warning != "" {
					warned = s.Warning
				}
			}
		}}, 3600)
		if strings.HasPrefix(warned, "COLLAPSED: ") != c.want {
			t.Errorf("%s against %s: the warning is %q; want one: %v", c.left, c.right, warned, c.want)
		}
		if c.want && !strings.HasSuffix(warned, " openings missed, 0 presses") {
			t.Errorf("%s against %s: the warning is %q; want how many presses it made", c.left, c.right, warned)
		}
	}
}

func TestReplaysAreNumberedFromTheLast(t *testing.T) {
	cfg := config(t, 1, "script:dummy", "script:dummy")
	cfg.Record = t.TempDir()
	shown(t, cfg, display{}, 60)
	shown(t, cfg, display{}, 60+121+60+30) // the third match is not finished
	files, err := filepath.Glob(filepath.Join(cfg.Record, "*"))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, filepath.Base(f))
	}
	if got, want := strings.Join(names, " "), "000001.replay 000002.replay 000003.replay"; got != want {
		t.Errorf("the folder holds %s, want %s", got, want)
	}
}

func TestCandidatesThatDoNotExistAreRefused(t *testing.T) {
	cfg := config(t, 1, "poker.onnx", "script:dummy")
	cfg.Candidates = filepath.Join(t.TempDir(), "*.onnx")
	if _, err := watch.NewMatch(cfg); err == nil || !strings.Contains(err.Error(), "names no file") {
		t.Errorf("got %v", err)
	}
	if err := os.WriteFile(strings.Replace(cfg.Candidates, "*", "a", 1), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	m, err := watch.NewMatch(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Error(err)
	}
}

func TestTheSummaryOfMatchesInText(t *testing.T) {
	s := watch.MatchSummary{
		Score:  "a 1/1 = 100 % [3, 100] – b 0/1 = 0 % [0, 97], 0 draws, seed 2 (confidence sequences)",
		Window: watch.WindowStats{Seconds: 2, TicksPerSecond: 60, DrawnPerSecond: 59.5, LongestTickMS: 21.25},
		Players: []watch.PlayerStats{{
			Side: "left", Name: "a", Frames: 120, Decisions: 19, Missed: 1, Sent: 3,
			LatencyUS: map[string]watch.Quantiles{"total": {P50: 1500, P90: 2500, P99: 9990}},
			Shadow:    &watch.ShadowStats{Name: "b", Frames: 19, Same: 18, BothActed: 2, SameSkill: 2, OnlyActed: 1},
		}},
	}
	want := `a 1/1 = 100 % [3, 100] – b 0/1 = 0 % [0, 97], 0 draws, seed 2 (confidence sequences)
window: 2.0 s, 60.0 ticks and 59.5 pictures a second, longest tick 21.2 ms
left a: 120 frames, 19 decisions, 1 missed, 0 abandoned, 0 faults, 3 sent
  frame to action, ms, p50 p90 p99:  total 1.50 2.50 9.99  wait 0.00 0.00 0.00  grab 0.00 0.00 0.00  see 0.00 0.00 0.00  run 0.00 0.00 0.00  decode 0.00 0.00 0.00
  shadow b: same in 18 of 19 decisions; both acted in 2, with the same skill in 2; only a in 1, only the shadow in 0
`
	if got := s.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestAMatchHasATimelineOfItsOwn(t *testing.T) {
	cfg := config(t, 5, "poker.onnx", "script:dummy")
	cfg.Shadow = "idler.onnx"
	marks := func(v *panel.View) (n [4]int) {
		for _, m := range v.Timeline.Marks {
			n[m.Kind]++
		}
		return n
	}
	var first, over panel.Timeline
	var presses, differences int
	shown(t, cfg, display{look: func(tick int, v *panel.View) {
		switch n := marks(v); {
		case tick == 0:
			first = *v.Timeline
		case v.Timeline.At == 300:
			over = *v.Timeline
			presses, differences = n[panel.Press], n[panel.Difference]
		case v.Timeline.At == 0 && n != [4]int{}:
			t.Errorf("a new match begins with the marks %v", n)
		}
	}}, 300+130)
	if !first.Live || first.At != 0 || first.Len != 300 || len(first.Marks) != 0 {
		t.Errorf("at the start the timeline is %+v", first)
	}
	if presses == 0 || differences < presses {
		t.Errorf("%d presses and %d disagreements with a shadow that never presses", presses, differences)
	}
	if n := len(over.Odds); n == 0 || over.Odds[n-1] != 1 && over.Odds[n-1] != 0.5 {
		t.Errorf("the odds end with %v; want 1, or ½ for a draw", over.Odds)
	}
}
