package release_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/feedback"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/agent/release"
	"github.com/kumite/kumite/agent/requirements"
	"github.com/kumite/kumite/agent/review"
	"github.com/kumite/kumite/agent/scenario"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

const model = "../../models/pro-tiny.onnx"

// evidence makes every piece of evidence of the model in a folder.
func evidence(t *testing.T) (release.Config, duel.Participant) {
	t.Helper()
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	b, err := bot.Open(model, bot.Setup{})
	if err != nil {
		t.Fatal(err)
	}
	who := b.Participant()
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	rules := sim.DefaultRules()
	rules.MatchTicks = 5 * sim.TickRate
	run := arena.Tournament{Config: arena.Config{Pairs: 2, Seed: 5, Rules: rules}, Load: bot.Setup{}.Loader(), Workers: 1}
	if err := run.Config.SetContestants([]string{model, "script:spammer"}, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := run.Run(t.Context(), in("run")); err != nil {
		t.Fatal(err)
	}
	record, err := arena.Read(in("run"))
	if err != nil {
		t.Fatal(err)
	}
	sheet, _, err := review.Prepare(t.Context(), record, in("review"), review.Config{Contestants: []string{"pro-tiny", "spammer"}, Situations: 1, Seconds: 2})
	if err != nil {
		t.Fatal(err)
	}
	write(t, in("verdicts.json"), review.Export{Schema: review.ExportSchema, Review: sheet.Review, Reviewer: "one",
		Verdicts: []review.Answer{{Item: 0, Choice: review.Left, When: "2026-01-31T12:00:00Z"}}})
	if _, err := review.Add(in("review"), in("verdicts.json")); err != nil {
		t.Fatal(err)
	}
	for _, kind := range []feedback.Kind{feedback.ShouldHaveActed, feedback.Unfair} {
		tag := feedback.Tag{Tick: 60, Side: "right", Kind: kind, Note: string(kind), When: "2026-01-31T12:00:00Z"}
		if _, err := feedback.Add(in("feedback"), filepath.Join(in("run"), "replays", "00-00000-0.replay"), tag); err != nil {
			t.Fatal(err)
		}
	}
	write(t, in("scenarios.json"), scenario.Document{Schema: scenario.RunSchema, SHA256: "abc", Contestants: []duel.Participant{who}, Scenarios: []scenario.Result{
		{Name: "complaint-0001", Complaint: 1, Counted: 10, Scores: []scenario.Score{{Passed: 10, Rate: 1, Verdict: scenario.Passes}}},
	}})
	write(t, in("check.json"), requirements.Document{Schema: requirements.Schema, Verdict: requirements.Pass, FileSHA256: "def", Name: who.Name,
		SHA256: who.ModelSHA256, Decoder: who.Decoder, Lines: []requirements.Line{{Verdict: requirements.Pass}}})
	write(t, in("eval.json"), openloop.Evaluation{Schema: openloop.Schema, LogsSHA256: "123",
		Candidates: []offline.Result{{Name: "another"}, {Name: who.Name, ModelSHA256: who.ModelSHA256, Decoder: who.Decoder, FrameAccuracy: 0.9}}})
	return release.Config{
		Model: model, Eval: in("eval.json"), Run: in("run"), Check: in("check.json"), Review: in("review"), Feedback: in("feedback"), Scenarios: in("scenarios.json"),
		SignedBy: "R. Referee", Command: "kumite release", Version: "v0", Now: func() time.Time { return time.Unix(0, 0) },
	}, who
}

func write(t *testing.T, path string, doc any) {
	t.Helper()
	data, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// change replaces text in a file.
func change(t *testing.T, path, old, new string) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(data), old, new)
	if text == string(data) {
		t.Fatalf("%s does not contain %q", path, old)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestARecordHoldsTheModelAndItsEvidence(t *testing.T) {
	cfg, who := evidence(t)
	r, err := release.Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if r.Schema != release.Schema || r.Model != who || r.SignedBy != "R. Referee" || r.Time != "1970-01-01T00:00:00Z" || r.RulesVersion != sim.RulesVersion {
		t.Errorf("the record is of %+v, signed by %s at %s", r.Model, r.SignedBy, r.Time)
	}
	if x := r.Offline; x == nil || x.LogsSHA256 != "123" || x.Result.FrameAccuracy != 0.9 || len(x.FileSHA256) != 64 {
		t.Errorf("offline is %+v", x)
	}
	if x := r.Online; x == nil || x.Seed != 5 || x.Standing.Games != 4 || len(x.Opponents) != 1 || x.Opponents[0].Name != "spammer" || x.Opponents[0].Pairs != 2 {
		t.Errorf("online is %+v", x)
	}
	if x := r.Check; x == nil || x.Verdict != requirements.Pass || x.Passed != 1 || x.Requirements != "def" {
		t.Errorf("check is %+v", x)
	}
	if x := r.Review; x == nil || x.Reviewers != 1 || len(x.Preferences) != 1 {
		t.Errorf("review is %+v", x)
	}
	if x := r.Feedback; x == nil || x.Complaints != 2 || x.Settled != 1 || len(x.Open) != 1 || x.Open[0].Kind != feedback.Unfair {
		t.Errorf("feedback is %+v", x)
	}
}

// The test of a complaint that the model passes although it did what is complained of does not
// show it.
func TestAModelDoesNotSettleAComplaintAboutItself(t *testing.T) {
	cfg, who := evidence(t)
	tag := feedback.Tag{Tick: 60, Side: "left", Kind: feedback.TooLate, When: "2026-01-31T12:00:00Z"}
	if _, err := feedback.Add(cfg.Feedback, filepath.Join(cfg.Run, "replays", "00-00000-0.replay"), tag); err != nil {
		t.Fatal(err)
	}
	passes := []scenario.Score{{Passed: 10, Rate: 1, Verdict: scenario.Passes}}
	write(t, cfg.Scenarios, scenario.Document{Schema: scenario.RunSchema, SHA256: "abc", Contestants: []duel.Participant{who}, Scenarios: []scenario.Result{
		{Name: "complaint-0001", Complaint: 1, Counted: 10, Scores: passes}, {Name: "complaint-0003", Complaint: 3, Counted: 10, Scores: passes},
	}})
	r, err := release.Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if x := r.Feedback; x.Complaints != 3 || x.Settled != 1 || len(x.Open) != 2 || x.Open[1].Kind != feedback.TooLate {
		t.Errorf("feedback is %+v; want the complaint about the model itself open", x)
	}
	lines := filepath.Join(cfg.Feedback, "feedback.jsonl")
	decoder, err := json.Marshal(who.Decoder)
	if err != nil {
		t.Fatal(err)
	}
	for _, other := range [][2]string{{string(decoder), `"decode=argmax"`}, {who.ModelSHA256, strings.Repeat("0", 64)}} {
		change(t, lines, other[0], other[1])
		if r, err := release.Run(t.Context(), cfg); err != nil || r.Feedback.Settled != 2 {
			t.Errorf("got %+v, %v; want the complaint about %s settled", r.Feedback, err, other[1])
		}
		change(t, lines, other[1], other[0])
	}
}

func TestOnlyEvidenceThatIsAskedForIsNeeded(t *testing.T) {
	cfg, _ := evidence(t)
	cfg.Eval, cfg.Check, cfg.Review, cfg.Feedback, cfg.Scenarios = "", "", "", "", ""
	r, err := release.Run(t.Context(), cfg)
	if err != nil || r.Offline != nil || r.Check != nil || r.Review != nil || r.Feedback != nil || r.Online == nil {
		t.Errorf("record %+v, %v; want the run alone", r, err)
	}
}

func TestAReleaseIsRefusedWithEveryReason(t *testing.T) {
	const other = "0000000000000000000000000000000000000000000000000000000000000000"
	cfg, who := evidence(t)
	change(t, cfg.Eval, who.ModelSHA256, other)
	change(t, cfg.Check, `"decoder":"`, `"decoder":"x`)
	change(t, cfg.Scenarios, who.ModelSHA256, other)
	change(t, cfg.Scenarios, `"name":"pro-tiny"`, `"name":"somebody"`)
	_, err := release.Run(t.Context(), cfg)
	var refused *release.Refused
	if !errors.As(err, &refused) || len(refused.Reasons) != 3 {
		t.Fatalf("got %v; want three reasons", err)
	}
	for i, want := range []string{"is of another pro-tiny, sha256 " + other[:12] + ", not " + who.ModelSHA256[:12] + "; make one with `kumite eval", "is of the decoder x",
		"does not have the model with sha256 " + who.ModelSHA256[:12] + "; make them with `kumite eval --scenarios"} {
		if !strings.Contains(refused.Reasons[i], want) {
			t.Errorf("reason %d is %q, want %q", i, refused.Reasons[i], want)
		}
	}
	for name, c := range map[string]struct {
		change func(*release.Config)
		want   string
	}{
		"decoder":    {func(c *release.Config) { c.Model += "?decode=argmax" }, "/run is of the decoder decode=gate"},
		"check":      {func(c *release.Config) { change(t, c.Check, `"verdict":"PASS"`, `"verdict":"FAIL"`) }, "FAIL: 0 of 1 requirements pass"},
		"logs' hash": {func(c *release.Config) { change(t, c.Eval, `"logs_sha256":"123"`, `"x":""`) }, "does not state the hash of its logs"},
	} {
		cfg, _ := evidence(t)
		c.change(&cfg)
		if _, err := release.Run(t.Context(), cfg); !errors.As(err, &refused) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want a refusal with %q", name, err, c.want)
		}
	}
}

func TestWhatCannotBeReadIsAnError(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*release.Config)
		want   string
	}{
		"no evaluation":    {func(c *release.Config) { c.Eval = "nowhere.json" }, "nowhere.json"},
		"another document": {func(c *release.Config) { c.Eval = c.Check }, `it has schema "kumite.check/1"; want "kumite.eval/1"`},
		"an empty check": {func(c *release.Config) {
			if err := os.WriteFile(c.Check, nil, 0o644); err != nil {
				t.Fatal(err)
			}
		}, "it is empty; write it with `kumite check"},
		"a check that contradicts itself": {func(c *release.Config) {
			change(t, c.Check, `"verdict":"PASS","requirements"`, `"verdict":"FAIL","requirements"`)
		}, "its verdict is"},
		"a share of 7.5": {func(c *release.Config) { change(t, c.Eval, `"frame_accuracy":0.9`, `"frame_accuracy":7.5`) }, "frame_accuracy is 7.5"},
		"no run":         {func(c *release.Config) { c.Run = c.Review }, "is not a run folder"},
		"no review":      {func(c *release.Config) { c.Review = c.Run }, "key.json"},
		"no feedback":    {func(c *release.Config) { c.Feedback = c.Run }, "holds no feedback"},
		"a script":       {func(c *release.Config) { c.Model = "script:pro" }, "only models can be released"},
		"no signature":   {func(c *release.Config) { c.SignedBy = " " }, "needs a signature"},
		"no evidence":    {func(c *release.Config) { *c = release.Config{Model: model, SignedBy: "x", Now: time.Now} }, "needs evidence"},
	} {
		cfg, _ := evidence(t)
		c.change(&cfg)
		var refused *release.Refused
		if _, err := release.Run(t.Context(), cfg); err == nil || errors.As(err, &refused) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an error with %q", name, err, c.want)
		}
	}
}

// A signed record is not replaced, nor is a file of somebody else.
func TestAFolderThatHoldsARecordIsRefused(t *testing.T) {
	cfg, _ := evidence(t)
	for _, name := range []string{"release.json", "release.md"} {
		cfg.Out = t.TempDir()
		write(t, filepath.Join(cfg.Out, name), "signed before")
		if _, err := release.Run(t.Context(), cfg); err == nil || !strings.HasSuffix(err.Error(), cfg.Out+" holds a "+name+"; choose another folder") {
			t.Errorf("got %v, want that the folder holds a %s", err, name)
		}
	}
	cfg.Out = filepath.Join(t.TempDir(), "new")
	if _, err := release.Run(t.Context(), cfg); err != nil {
		t.Errorf("a new folder: %v", err)
	}
}

// What a run's files say is evidence only if its recordings show it.
func TestARunThatDiffersFromItsRecordingsIsRefused(t *testing.T) {
	swap := func(c release.Config) {
		path := filepath.Join(c.Run, "matches.jsonl")
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		first, rest, _ := strings.Cut(string(data), "\n")
		first = strings.NewReplacer(`"outcome":"win"`, `"outcome":"loss"`, `"outcome":"loss"`, `"outcome":"win"`, `"outcome":"draw"`, `"outcome":"win"`).Replace(first)
		if err := os.WriteFile(path, []byte(first+"\n"+rest), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		change func(release.Config)
		want   string
	}{
		"a match":     {swap, "line 1: outcome is"},
		"the results": {func(c release.Config) { change(t, filepath.Join(c.Run, "results.json"), `"games": 4`, `"games": 6`) }, "results.json"},
		"a recording": {func(c release.Config) {
			if err := os.Remove(filepath.Join(c.Run, "replays", "00-00000-0.replay")); err != nil {
				t.Fatal(err)
			}
		}, "00-00000-0.replay"},
	} {
		cfg, _ := evidence(t)
		c.change(cfg)
		var refused *release.Refused
		if _, err := release.Run(t.Context(), cfg); !errors.As(err, &refused) || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), "does not agree with its recordings") {
			t.Errorf("%s: got %v, want a refusal with %q", name, err, c.want)
		}
	}
}

func TestTheScoreOfTheSecondContestantIsTurnedRound(t *testing.T) {
	cfg, _ := evidence(t)
	run := arena.Tournament{Config: arena.Config{Pairs: 2, Seed: 5, Rules: sim.DefaultRules()}, Load: bot.Setup{}.Loader(), Workers: 1}
	run.Config.Rules.MatchTicks = 5 * sim.TickRate
	if err := run.Config.SetContestants([]string{"script:dummy", model}, ""); err != nil {
		t.Fatal(err)
	}
	cfg = release.Config{Model: model, Run: filepath.Join(t.TempDir(), "run"), SignedBy: "R. Referee", Version: "v0", Now: cfg.Now}
	if _, err := run.Run(t.Context(), cfg.Run); err != nil {
		t.Fatal(err)
	}
	r, err := release.Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	x, all := r.Online.Opponents[0], r.Online.Standing.PairScoreCI95
	if x.Name != "dummy" || !(x.Score > 0.5) || x.Score != r.Online.Standing.PairScore || math.Abs(x.ScoreCI95.Lo-all.Lo)+math.Abs(x.ScoreCI95.Hi-all.Hi) > 1e-9 {
		t.Errorf("against its only opponent it scores %+v, in all %v %v", x, r.Online.Standing.PairScore, all)
	}
}

func TestAShardIsNotARun(t *testing.T) {
	cfg, _ := evidence(t)
	run := arena.Tournament{Config: arena.Config{Pairs: 2, Seed: 5, Rules: sim.DefaultRules(), Shard: arena.Shard{Index: 1, Of: 2}}, Load: bot.Setup{}.Loader(), Workers: 1}
	run.Config.Rules.MatchTicks = 5 * sim.TickRate
	if err := run.Config.SetContestants([]string{model, "script:spammer"}, ""); err != nil {
		t.Fatal(err)
	}
	cfg.Run = filepath.Join(t.TempDir(), "shard")
	if _, err := run.Run(t.Context(), cfg.Run); err != nil {
		t.Fatal(err)
	}
	var refused *release.Refused
	if _, err := release.Run(t.Context(), cfg); !errors.As(err, &refused) || len(refused.Reasons) != 1 || !strings.Contains(err.Error(), "is shard 1/2, not a whole run; join the shards with `kumite merge`") {
		t.Errorf("got %v, want that it is a shard", err)
	}
}

func TestWhatSpeaksAgainstTheModelIsRecorded(t *testing.T) {
	cfg, _ := evidence(t)
	if r, err := release.Run(t.Context(), cfg); err != nil || len(r.Warnings) != 0 {
		t.Fatalf("got %v, %v; want no warnings", r, err)
	}
	change(t, cfg.Eval, `"logs_sha256"`, `"warnings":["few recordings"],"logs_sha256"`)
	change(t, cfg.Eval, `"collapsed":false`, `"collapsed":true`)
	other, _ := evidence(t)
	change(t, filepath.Join(other.Review, "key.json"), `"run_manifest_sha256": "`, `"run_manifest_sha256": "0`)
	cfg.Review = other.Review
	verdicts := filepath.Join(cfg.Review, "verdicts.jsonl")
	one, err := os.ReadFile(verdicts)
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for i := range 10 { // all choose the left clip
		all = append(all, bytes.Replace(one, []byte(`"one"`), fmt.Appendf(nil, `"reviewer %d"`, i), 1)...)
	}
	if err := os.WriteFile(verdicts, all, 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := release.Run(t.Context(), cfg)
	if err != nil || len(r.Warnings) != 4 {
		t.Fatalf("got %+v, %v; want four warnings", r, err)
	}
	for i, want := range []string{"has collapsed", "eval.json: few recordings", "clips of a run other than", "the place of a clip sways reviewers"} {
		if !strings.Contains(r.Warnings[i], want) {
			t.Errorf("warning %d is %q, want %q", i, r.Warnings[i], want)
		}
	}
}
