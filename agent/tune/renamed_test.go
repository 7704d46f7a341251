package tune_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/expert"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/agent/tune"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/vision/logs"
	"github.com/kumite/kumite/vision/logs/audit"
)

// renamed returns another name of every class of the game, and none is a skill.
func renamed() map[string]string {
	names := map[string]string{}
	for _, name := range sim.SkillNames() {
		names[name] = "x-" + name
	}
	names["no_action"] = "idle"
	return names
}

// inverse returns the map from values to keys.
func inverse(names map[string]string) map[string]string {
	back := map[string]string{}
	for k, v := range names {
		back[v] = k
	}
	return back
}

// record records eight short matches.
func record(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "logs")
	cfg := expert.Default()
	cfg.Matches, cfg.Seed, cfg.Workers = 8, 4, 2
	cfg.Rules.MatchTicks = 15 * sim.TickRate
	if _, err := expert.Run(t.Context(), dir, cfg); err != nil {
		t.Fatal(err)
	}
	return dir
}

// renameLogs copies a log folder with other names for all classes.
func renameLogs(t *testing.T, from string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "logs")
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	var words []string
	for old, name := range renamed() {
		words = append(words, old, name)
	}
	replace := strings.NewReplacer(words...)
	paths, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil || len(paths) != 8 {
		t.Fatalf("%d tables, %v", len(paths), err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err == nil {
			err = os.WriteFile(path, []byte(replace.Replace(string(data))), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	edit(t, filepath.Join(dir, logs.FileName), func(keys map[string]any) {
		keys["no_action"] = "idle"
		for i, name := range keys["classes"].([]any) {
			keys["classes"].([]any)[i] = renamed()[name.(string)]
		}
	})
	return dir
}

// edit changes a JSON object, or begins a new one.
func edit(t *testing.T, path string, change func(map[string]any)) {
	t.Helper()
	keys := map[string]any{}
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, &keys)
	}
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	change(keys)
	if data, err = json.Marshal(keys); err == nil {
		err = os.WriteFile(path, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// model copies a shipped model, with keys in its sidecar.
func model(t *testing.T, keys map[string]any) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "m.onnx")
	data, err := os.ReadFile("../../models/pro-ce.onnx")
	if err == nil {
		err = os.WriteFile(path, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	edit(t, path+".json", func(sidecar map[string]any) {
		sidecar["kumite.decoder"] = "decode=gate&gamma=-2.5&tau_skill=0&refractory=3"
		for k, v := range keys {
			sidecar[k] = v
		}
	})
	return path
}

// classes returns the shipped model's classes with other names.
func classes(t *testing.T) (names []string) {
	t.Helper()
	m, err := bot.Open("../../models/pro-ce.onnx", bot.Setup{})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	for _, class := range m.Model().Session.Contract().Classes {
		names = append(names, renamed()[class])
	}
	return names
}

// offlineNumbers evaluates, tunes and checks, and returns the documents without
// paths and hashes.
func offlineNumbers(t *testing.T, dir, path string, aliases map[string]string) string {
	t.Helper()
	folder, err := logs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	c, err := bot.Parse(path)
	if err != nil {
		t.Fatal(err)
	}
	setup := bot.Setup{Eye: bot.OpenCV, Aliases: aliases}
	evaluated, err := openloop.Evaluate(t.Context(), folder, openloop.Config{Contestants: []bot.Contestant{c}, Setup: setup, Resamples: 20, Seed: 1, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	if !evaluated.Candidates[0].UnbookedActionRateRatio.Defined() {
		t.Error("the book was not kept")
	}
	evaluated.LogsSHA256, evaluated.Candidates[0].Spec, evaluated.Candidates[0].ModelSHA256 = "", "", "" // names, not numbers
	tuned, err := tune.Run(t.Context(), folder, tune.Config{Contestant: c, Setup: setup, Objective: tune.DefaultObjective, Tolerance: 5, Refractory: 5, Decoder: "sample",
		Calibrate: "both", Resamples: 20, Seed: 1, Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	tuned.Model, tuned.ModelSHA256, tuned.Logs.Folder, tuned.Logs.SHA256 = "", "", "", ""
	checked, err := openloop.Check(t.Context(), folder, openloop.CheckConfig{
		Audit: audit.Config{ShowsAfter: 1, ProbeFrames: 2000, Seed: 1, Workers: 2}, Model: path, Setup: setup,
	})
	if err != nil {
		t.Fatal(err)
	}
	checked.Model.Spec = ""
	data, err := json.MarshalIndent([]any{evaluated, tuned, checked}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestRenamingAllClassesChangesNoOfflineNumber renames every class of the model or
// of the logs, and says so in every way there is.
func TestRenamingAllClassesChangesNoOfflineNumber(t *testing.T) {
	dir := record(t)
	want := offlineNumbers(t, dir, model(t, nil), nil)
	var words []string
	for name, old := range inverse(renamed()) {
		words = append(words, `"`+name+`"`, `"`+old+`"`, " "+name+" ", " "+old+" ", name+")", old+")")
	}
	back := strings.NewReplacer(words...) // names in documents
	for name, x := range map[string]struct {
		logs    string
		keys    map[string]any
		aliases map[string]string
	}{
		"the model, with aliases in its sidecar": {dir, map[string]any{"kumite.classes": classes(t), "kumite.aliases": inverse(renamed())}, nil},
		"the model, with its null class named":   {dir, map[string]any{"kumite.classes": classes(t), "kumite.no_action": "idle"}, inverse(renamed())},
		"the model, with the flag":               {dir, map[string]any{"kumite.classes": classes(t)}, inverse(renamed())},
		"the logs, with aliases in the sidecar":  {renameLogs(t, dir), map[string]any{"kumite.aliases": renamed()}, nil},
		"the logs, with the flag":                {renameLogs(t, dir), nil, renamed()},
	} {
		got := offlineNumbers(t, x.logs, model(t, x.keys), x.aliases)
		if x.logs != dir || x.keys["kumite.classes"] != nil {
			got = back.Replace(got)
		}
		if got != want {
			a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
			for i := range min(len(a), len(b)) {
				if a[i] != b[i] {
					t.Errorf("renaming %s: line %d is %s, want %s", name, i, a[i], b[i])
					break
				}
			}
			if len(a) != len(b) {
				t.Errorf("renaming %s: %d lines, want %d", name, len(a), len(b))
			}
		}
	}
}
