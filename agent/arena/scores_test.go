package arena_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/scores"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/sim"
)

// scoredRun plays a short run of two models and a script, and returns its folder.
func scoredRun(t *testing.T, keep bool) string {
	t.Helper()
	x := tournament(t, 2, "../../models/pro-tiny.onnx", "../../models/pro-tiny.onnx?decode=class_threshold&theta=0.01&name=eager", "script:pro", "script:spammer")
	x.Config.KeepScores, x.Config.Rules.MatchTicks = keep, 10*sim.TickRate
	dir := filepath.Join(t.TempDir(), "run")
	if _, err := x.Run(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func bytesOf(t *testing.T, dir, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func readScores(t *testing.T, path string) *scores.Match {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	m, err := scores.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func jsonOf(t *testing.T, of any) string {
	t.Helper()
	data, err := json.Marshal(of)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestKeepingScoresChangesNoResult(t *testing.T) {
	with, without := scoredRun(t, true), scoredRun(t, false)
	if a, b := bytesOf(t, with, "matches.jsonl"), bytesOf(t, without, "matches.jsonl"); !bytes.Equal(a, b) {
		t.Errorf("matches.jsonl differs:\n%s\nwant\n%s", a, b)
	}
	files, err := os.ReadDir(filepath.Join(without, "replays"))
	if err != nil || len(files) != 24 {
		t.Fatalf("%d files beside the replays, %v; want the 24 replays", len(files), err)
	}
	for _, f := range files {
		name := filepath.Join("replays", f.Name())
		if !bytes.Equal(bytesOf(t, with, name), bytesOf(t, without, name)) {
			t.Errorf("%s differs", name)
		}
	}
	kept, err := arena.Read(with)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := arena.Read(without)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []*arena.Record{kept, plain} {
		for i := range r.Results.Contestants {
			r.Results.Contestants[i].DecisionUS = arena.Quantiles{}
		}
	}
	if jsonOf(t, kept.Results) != jsonOf(t, plain.Results) || kept.Manifest.SHA256 != plain.Manifest.SHA256 || kept.Replays != plain.Replays {
		t.Errorf("results, the manifest's hash or the size of the replays differ: %+v, %+v", kept.Replays, plain.Replays)
	}
	found := 0
	for i := range kept.Legs {
		l := &kept.Legs[i]
		data, err := kept.Scores(l)
		if err != nil {
			t.Fatal(err)
		}
		if models := l.A != "pro" || l.B != "spammer"; models != (data != nil) {
			t.Errorf("%s against %s has scores: %v", l.A, l.B, data != nil)
		}
		if data != nil {
			found++
		}
	}
	v, err := arena.Verify(t.Context(), []string{with}, 2, nil)
	if err != nil || !v.Sound() || v.Scores != found || v.Files != 24 || v.Runs[0].Agree != 24 {
		t.Errorf("%d files of scores; verified: %+v, %v", found, v, err)
	}
}

func TestScoresSayWhatWasChosenAndWhatItNeeded(t *testing.T) {
	dir := scoredRun(t, true)
	m := readScores(t, filepath.Join(dir, "replays", "00-00000-0.scores")) // pro-tiny on the left, eager on the right
	gate, eager := m.Sides[sim.Left], m.Sides[sim.Right]
	if !strings.HasPrefix(gate.Decoder, "decode=gate") || !(gate.ActLimit > 0 && gate.ActLimit < 1) || gate.Limits != nil {
		t.Errorf("the gate is %+v", gate.About)
	}
	if eager.ActLimit != 0 || len(eager.Limits) != len(eager.Classes) || eager.Limits[eager.NoAction] != 0 || eager.Limits[1] != 0.01 {
		t.Errorf("the thresholds are %+v", eager.About)
	}
	chosen := 0
	for i := range eager.Len() {
		d := eager.At(i)
		if d.Wanted == eager.NoAction {
			continue
		}
		chosen++
		if p := d.Probabilities[d.Wanted]; p < 0.009 || d.Score < d.Threshold || d.Threshold < 0.00999 || d.Threshold > 0.01001 {
			t.Errorf("decision %d chose %s with p %v, score %v, threshold %v", i, eager.Classes[d.Wanted], p, d.Score, d.Threshold)
		}
	}
	if chosen == 0 {
		t.Error("eager chose nothing")
	}
}

func TestScoresThatAreNotOfTheirRecordingAreFound(t *testing.T) {
	whole := scoredRun(t, true)
	for name, c := range map[string]struct {
		tamper func(t *testing.T, replays string)
		says   string
		unread bool
	}{
		"scores of another match": {func(t *testing.T, replays string) {
			write(t, filepath.Join(replays, "00-00000-0.scores"), string(bytesOf(t, replays, "00-00001-0.scores")))
		}, "00-00000-0.scores: the scores are of ", false},
		"a decision that was made up": {func(t *testing.T, replays string) {
			path := filepath.Join(replays, "01-00000-0.scores")
			m := readScores(t, path)
			old := m.Sides[sim.Left]
			made := scores.NewSide(old.About)
			for i := range old.Len() {
				d := old.At(i)
				if i == old.Len()-1 {
					d.Wanted, d.Held = 1, "refractory"
				}
				made.Add(d)
			}
			m.Sides[sim.Left] = made
			if err := durable.WriteFile(path, m.Encode); err != nil {
				t.Fatal(err)
			}
		}, "the scores of pro-tiny have ", false},
		"a press that no decision sent": {func(t *testing.T, replays string) {
			path := filepath.Join(replays, "00-00000-0.scores")
			m := readScores(t, path)
			old := m.Sides[sim.Right]
			made := scores.NewSide(old.About)
			for i := range old.Len() {
				d := old.At(i)
				d.Wanted = old.NoAction
				made.Add(d)
			}
			m.Sides[sim.Right] = made
			if err := durable.WriteFile(path, m.Encode); err != nil {
				t.Fatal(err)
			}
		}, "and no decision sent it", false},
		"scores without a recording": {func(t *testing.T, replays string) {
			write(t, filepath.Join(replays, "99-00000-0.scores"), "")
		}, "99-00000-0.scores: the recording that the scores belong to is missing", false},
		"torn scores": {func(t *testing.T, replays string) {
			if err := os.Truncate(filepath.Join(replays, "00-00000-0.scores"), 40); err != nil {
				t.Fatal(err)
			}
		}, "00-00000-0.scores: the scores are truncated", true},
	} {
		dir := filepath.Join(t.TempDir(), "run")
		if err := os.CopyFS(dir, os.DirFS(whole)); err != nil {
			t.Fatal(err)
		}
		c.tamper(t, filepath.Join(dir, "replays"))
		v, err := arena.Verify(t.Context(), []string{dir}, 2, nil)
		text := strings.Join(v.Foreign, "\n")
		for _, r := range v.Runs {
			text += strings.Join(r.Differ, "\n")
		}
		if c.unread {
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%s: got %v, want %q", name, err, c.says)
			}
			continue
		}
		if err != nil || v.Sound() || !strings.Contains(text, c.says) {
			t.Errorf("%s: got %q, %v; want %q", name, text, err, c.says)
		}
	}
}

func TestARunThatResumesGoesOnKeepingScores(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	for pairs, keep := range []bool{true, true, false} {
		x := tournament(t, pairs+1, tinyModel, "script:rookie")
		x.Grow = true
		if err := x.Config.Continue(dir, func(s arena.Setting) bool {
			return s == arena.PairsSetting || s == arena.KeepScoresSetting && pairs != 1
		}); err != nil {
			t.Fatal(err)
		}
		if pairs != 1 {
			x.Config.KeepScores = keep
		}
		if _, err := x.Run(t.Context(), dir); err != nil {
			t.Fatal(err)
		}
		kept, err := filepath.Glob(filepath.Join(dir, "replays", "*.scores"))
		if want := []int{2, 4, 4}[pairs]; err != nil || len(kept) != want {
			t.Errorf("after %d pairs %d files of scores, %v; want %d", pairs+1, len(kept), err, want)
		}
	}
}

func TestScoresOfVeryLongMatchesAreNotKept(t *testing.T) {
	x := tournament(t, 1, tinyModel, "script:rookie")
	x.Config.KeepScores, x.Config.Rules.MatchTicks = true, 601*sim.TickRate
	if err := x.Config.Validate(); err == nil || !strings.Contains(err.Error(), "contestant good decides 6010 times in a match; scores are kept for at most 6000 decisions") {
		t.Errorf("got %v", err)
	}
	if x.Config.Rules.MatchTicks = 600 * sim.TickRate; x.Config.Validate() != nil {
		t.Error("ten minutes are refused")
	}
	x.Config.Contestants[0].Period = 5
	if err := x.Config.Validate(); err == nil || !strings.Contains(err.Error(), "decides 7200 times") {
		t.Errorf("with a shorter period: %v", err)
	}
}

func TestScoresOfContestantsWithTheirOwnPeriodsAgree(t *testing.T) {
	x := tournament(t, 1, "../../models/pro-tiny.onnx?period=4&name=often", "../../models/pro-tiny.onnx?period=15&decode=class_threshold&theta=0.01&name=seldom")
	x.Config.KeepScores, x.Config.Rules.MatchTicks = true, 10*sim.TickRate
	dir := filepath.Join(t.TempDir(), "run")
	if _, err := x.Run(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	m := readScores(t, filepath.Join(dir, "replays", "00-00000-0.scores"))
	if l, r := m.Sides[0], m.Sides[1]; l.PeriodTicks != 4 || r.PeriodTicks != 15 || l.Len() != l.Decisions(m.Ticks) || r.Len() != r.Decisions(m.Ticks) {
		t.Errorf("%d ticks: %d decisions every %d ticks and %d every %d", m.Ticks, l.Len(), l.PeriodTicks, r.Len(), r.PeriodTicks)
	}
	if v, err := arena.Verify(t.Context(), []string{dir}, 2, nil); err != nil || !v.Sound() || v.Scores != 2 {
		t.Errorf("verified: %+v, %v", v, err)
	}
}
