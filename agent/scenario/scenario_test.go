package scenario_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/feedback"
	"github.com/kumite/kumite/agent/scenario"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/moments"
)

// play plays a match and writes its replay to dir. It returns the moments of a kind of the
// left side.
func play(dir, left, right string, kind moments.Kind) (path string, found []moments.Moment, err error) {
	cfg := duel.Config{Rules: sim.DefaultRules(), Seed: 11}
	cfg.Rules.MatchTicks = 30 * sim.TickRate
	var players [2]duel.Controller
	var who [2]duel.Participant
	for s, spec := range []string{left, right} {
		b, err := bot.Open(spec, bot.Setup{})
		if err != nil {
			return "", nil, err
		}
		defer b.Close()
		if err := b.Start(cfg.Seed, sim.Side(s)); err != nil {
			return "", nil, err
		}
		players[s], who[s] = b, b.Participant()
	}
	rec := duel.NewRecorder(cfg, who)
	res, err := duel.Play(context.Background(), cfg, players, rec.Watch)
	if err != nil {
		return "", nil, err
	}
	r := rec.Finish(res)
	path = filepath.Join(dir, "match.replay")
	if err := durable.WriteFile(path, r.Encode); err != nil {
		return "", nil, err
	}
	p, err := duel.NewPlayback(r)
	if err != nil {
		return "", nil, err
	}
	for _, m := range moments.Find(p) {
		if m.Kind == kind && m.Side == sim.Left {
			found = append(found, m)
		}
	}
	return path, found, nil
}

// complain plays a match and adds a complaint about the left side's first moments of a kind.
func complain(dir, left, right string, about moments.Kind, kind feedback.Kind, most int) error {
	path, found, err := play(filepath.Dir(dir), left, right, about)
	if err != nil {
		return err
	}
	for _, m := range found[:min(most, len(found))] {
		tag := feedback.Tag{Tick: m.Tick, Side: "left", Kind: kind, When: "2026-01-31T12:00:00Z"}
		if _, err := feedback.Add(dir, path, tag); err != nil {
			return err
		}
	}
	return nil
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func run(t *testing.T, dir string, specs ...string) *scenario.Document {
	t.Helper()
	f, err := scenario.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	cfg := scenario.Config{Workers: 2}
	if cfg.Contestants, err = bot.ParseAll(specs); err != nil {
		t.Fatal(err)
	}
	doc, err := scenario.Run(t.Context(), f, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestOneComplaintIsSettledAndOneIsBroughtBack(t *testing.T) {
	dir := t.TempDir()
	comments, tests := filepath.Join(dir, "feedback"), filepath.Join(dir, "scenarios")
	must(t, complain(comments, "script:dummy", "script:spammer", moments.Missed, feedback.ShouldHaveActed, 100))
	must(t, complain(comments, "script:spammer", "script:dummy", moments.Press, feedback.Wasted, 100))
	must(t, complain(comments, "script:spammer", "script:dummy", moments.Press, feedback.Unfair, 1))
	made, skipped, err := scenario.Make(t.Context(), comments, tests, 1)
	if err != nil {
		t.Fatal(err)
	}
	all, err := feedback.Read(comments)
	if err != nil || len(made)+len(skipped) != len(all) || !slices.ContainsFunc(skipped, func(s scenario.Skipped) bool { return strings.Contains(s.Why, "a person's judgement") }) {
		t.Fatalf("%d made and %d skipped of %d, %v; want all, and that some need a person", len(made), len(skipped), len(all), err)
	}
	doc := run(t, tests, "script:dummy", "script:spammer")
	found := map[scenario.Change]feedback.Kind{}
	for _, r := range doc.Scenarios {
		if c := r.Scores[1].Change; c != "" {
			found[c] = r.Kind
		}
		for _, s := range r.Scores {
			if s.Passed > r.Counted || r.Counted > r.Variations+1 {
				t.Errorf("%s: %d passed of %d of %d", r.Name, s.Passed, r.Counted, r.Variations)
			}
		}
		if r.Counted == 0 {
			t.Errorf("%s: the premise does not hold on the recorded state", r.Name)
		}
	}
	if found[scenario.Settled] != feedback.ShouldHaveActed || found[scenario.BroughtBack] != feedback.Wasted {
		t.Errorf("changes are %v; want a missed opening settled and a wasted press brought back", found)
	}
	if again := run(t, tests, "script:dummy", "script:spammer"); !slices.EqualFunc(doc.Scenarios, again.Scenarios, func(a, b scenario.Result) bool { return slices.Equal(a.Scores, b.Scores) }) {
		t.Error("a second run has other scores")
	}
}

func TestAModelFailsWhereItFailedAndAnotherDecoderSettlesIt(t *testing.T) {
	dir := t.TempDir()
	comments, tests := filepath.Join(dir, "feedback"), filepath.Join(dir, "scenarios")
	const argmax, gate = "../../models/pro-ce.onnx?decode=argmax", "../../models/pro-ce.onnx"
	must(t, complain(comments, argmax, "script:spammer", moments.Missed, feedback.ShouldHaveActed, 8))
	if _, _, err := scenario.Make(t.Context(), comments, tests, 1); err != nil {
		t.Fatal(err)
	}
	doc := run(t, tests, argmax, gate)
	var settled, back int
	for _, r := range doc.Scenarios {
		if r.Scores[0].Recorded {
			t.Errorf("%s: the model that was complained about passes on the recorded state", r.Name)
		}
		if s := r.Scores[0]; s.Verdict != scenario.Passes && s.Change != "" {
			t.Errorf("%s: the model that was complained about fails, and its change is %q", r.Name, s.Change)
		}
		switch r.Scores[1].Change {
		case scenario.Settled:
			settled++
		case scenario.BroughtBack:
			back++
		}
	}
	if settled == 0 || back != 0 {
		t.Errorf("the gate settles %d of %d complaints and brings %d back; want some and none", settled, len(doc.Scenarios), back)
	}
	files, err := filepath.Glob(filepath.Join(tests, "*.json"))
	must(t, err)
	for _, path := range files { // as if the gate had been complained about
		data, err := os.ReadFile(path)
		must(t, err)
		accused := strings.Replace(string(data), doc.Contestants[0].Decoder, doc.Contestants[1].Decoder, 1)
		must(t, os.WriteFile(path, []byte(accused), 0o644))
	}
	itself := 0
	for _, r := range run(t, tests, argmax, gate).Scenarios {
		switch r.Scores[1].Change {
		case scenario.Settled:
			t.Errorf("%s: a complaint is settled by the model that it is about", r.Name)
		case scenario.NotReproduced:
			itself++
		}
	}
	if itself != settled {
		t.Errorf("%d tests do not show what was complained of, want the %d that the gate passes", itself, settled)
	}
	if doc.Contestants[0].ModelSHA256 == "" || doc.Contestants[0].Decoder == doc.Contestants[1].Decoder {
		t.Errorf("contestants are %+v", doc.Contestants)
	}
}

func TestScenariosThatWereChangedAreRefused(t *testing.T) {
	dir := t.TempDir()
	comments := filepath.Join(dir, "feedback")
	must(t, complain(comments, "script:dummy", "script:spammer", moments.Missed, feedback.ShouldHaveActed, 1))
	for name, c := range map[string]struct{ old, new, want string }{
		"rule":       {`"acts"`, `"wins"`, `rule is "wins"`},
		"frames":     {`"frames": `, `"frames": 1000`, "want 1 to 100"},
		"variations": {`"variations": `, `"variations": 1000000`, "want 0 to 1000"},
		"tick":       {`"tick": `, `"tick": 99`, "its match has"},
		"side":       {`"left"`, `"up"`, "want left or right"},
		"schema":     {"kumite.scenario/1", "kumite.scenario/9", `want "kumite.scenario/1"`},
		"replay":     {`"replay_sha256": "`, `"replay_sha256": "../`, "want 64 hexadecimal digits"},
		"hash":       {`"replay_sha256": "`, `"replay_sha256": "00`, "want 64 hexadecimal digits"},
		"skills":     {`"rule": "acts"`, `"rule": "presses", "skills": ["fierball"]`, `"fierball" is not a skill`},
		"no skills":  {`"rule": "acts"`, `"rule": "presses"`, "needs skills"},
	} {
		tests := filepath.Join(t.TempDir(), "scenarios")
		if made, skipped, err := scenario.Make(t.Context(), comments, tests, 1); err != nil || len(made) != 1 {
			t.Fatalf("made %v, skipped %v, %v", made, skipped, err)
		}
		path := filepath.Join(tests, "complaint-0001.json")
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Replace(string(data), c.old, c.new, 1)
		if text == string(data) {
			t.Fatalf("%s: nothing to change in %s", name, data)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := scenario.Open(tests); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) && name != "replay" {
			t.Errorf("%s: got %v, want %q and the file", name, err, c.want)
		}
	}
	if _, err := scenario.Open("nope"); err == nil || err.Error() != "open scenarios: nope does not exist; make it with `kumite feedback scenarios --out nope`" {
		t.Errorf("got %v, want how to make the folder", err)
	}
	if _, err := scenario.Open(t.TempDir()); err == nil || !strings.Contains(err.Error(), "holds no scenario") {
		t.Errorf("an empty folder: %v", err)
	}
}
