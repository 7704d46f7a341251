package study_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/expert"
	"github.com/kumite/kumite/agent/study"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/vision/logs"
)

// anotherGame records matches and returns them, and a model, with other names for all
// classes, so that none is a skill of the game.
func anotherGame(t *testing.T) (dir, model string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "logs")
	record := expert.Default()
	record.Matches, record.Workers, record.Rules.MatchTicks = 4, 2, 20*sim.TickRate
	if _, err := expert.Run(t.Context(), dir, record); err != nil {
		t.Fatal(err)
	}
	model = filepath.Join(t.TempDir(), "m.onnx")
	copyFile(t, "../../models/pro-tiny.onnx", model, nil)
	var words, classes []string
	for _, name := range sim.SkillNames() {
		words, classes = append(words, name, "x-"+name), append(classes, "x-"+name)
	}
	rename := strings.NewReplacer(words...).Replace
	tables, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil || len(tables) != 4 {
		t.Fatalf("%d tables, %v", len(tables), err)
	}
	for _, path := range tables {
		copyFile(t, path, path, rename)
	}
	copyFile(t, filepath.Join(dir, logs.FileName), filepath.Join(dir, logs.FileName), func(text string) string {
		return strings.Replace(rename(text), "{", `{"no_action":"x-no_action",`, 1)
	})
	sidecar, err := json.Marshal(map[string]any{"kumite.classes": classes, "kumite.no_action": "x-no_action", "kumite.decoder": "decode=argmax"})
	if err == nil {
		err = os.WriteFile(model+".json", sidecar, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir, model
}

func copyFile(t *testing.T, from, to string, change func(string) string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err == nil && change != nil {
		data = []byte(change(string(data)))
	}
	if err == nil {
		err = os.WriteFile(to, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func written(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "online.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOnlineResultsOfAnotherGameAreComparedWithoutMatches(t *testing.T) {
	dir, model := anotherGame(t)
	cfg := small(t, model+"?name=still", model+"?decode=gate&gamma=-50&name=eager", model+"?decode=gate&gamma=-3&name=gated")
	cfg.Logs, cfg.Opponents, cfg.Pairs, cfg.WrongPressCosts = dir, nil, 0, nil
	cfg.Online = written(t, "losses;unit;wins;draws\n30;still;0;\n5;"+cfg.Units[1].Spec+";21;4\n1;gated;9;0\n7;of another study;1;0\n")
	doc, err := study.Run(t.Context(), t.TempDir(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	units := doc.Levels[0].Units
	if len(doc.Levels) != 1 || len(units) != 3 || units[0].Score != 0 || float64(units[1].Score) != 23.0/30 || float64(units[2].Score) != .9 || units[2].ScoreCI95.Hi >= 1 {
		t.Errorf("online: %+v, want 0 of 30, 23 of 30 and 9 of 10 points", units)
	}
	if doc.Online == nil || doc.Online.File != cfg.Online || len(doc.Online.SHA256) != 64 || doc.Pairs != 0 || len(doc.Opponents) != 0 {
		t.Errorf("the document names %+v, %d pairs, opponents %q; want the file alone", doc.Online, doc.Pairs, doc.Opponents)
	}
	if len(doc.Warnings) == 0 || !strings.Contains(strings.Join(doc.Warnings, "\n"), "come from a file") {
		t.Errorf("warnings %q, want one that the scores come from a file", doc.Warnings)
	}
	if p := doc.Levels[0].Metric("event_f1_5"); p.All == nil || p.All.Units != 3 {
		t.Errorf("event-F1 is measured on %+v, want 3 units", p.All)
	}
	cfg.Online, cfg.Opponents, cfg.Pairs, cfg.WrongPressCosts = "", contestants(t, "script:dummy"), 2, []int32{0}
	if _, err := study.Run(t.Context(), t.TempDir(), cfg); err == nil || !strings.Contains(err.Error(), "not skills of this game") {
		t.Errorf("matches of a model of another game: %v, want it refused", err)
	}
}

func TestOnlineResultsThatCannotBeReadAreRefusedBeforeTheWork(t *testing.T) {
	for text, want := range map[string]string{
		"":                                  "the file is empty; want a heading unit,wins,losses",
		"unit,wins\na,1\n":                  `column "losses" is missing; want unit,wins,losses`,
		"unit,wins,losses\na,1,2\n":         `unit b has no line; add one that names it "b" or "` + model + "?decode=gate&name=b\"",
		"unit,wins,losses\na,1,2\nb,-1,2\n": `line 3: "-1" is not a number of matches`,
		"unit,wins,losses\na,1.5,2\n":       `line 2: "1.5" is not a number of matches`,
		"unit,wins,losses\na,0,0\n":         `line 2: unit "a" has no matches; leave it out`,
		"unit,wins,losses\na,1,0\na,1,0\n":  `line 3: unit "a" appears twice; keep one line`,
		"unit,wins,losses\na,1\n":           "line 2: the heading has 3 fields and this row 2",
		"unit,wins,losses\na,99999999999999999999999999999,1\n": "is not a number of matches",
	} {
		cfg := small(t, model+"?name=a", model+"?decode=gate&name=b")
		cfg.Logs, cfg.Online = "none", written(t, text)
		if _, err := study.Run(t.Context(), t.TempDir(), cfg); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), cfg.Online) {
			t.Errorf("%q: %v, want the file and %q", text, err, want)
		}
	}
}
