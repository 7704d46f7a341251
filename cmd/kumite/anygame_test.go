package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

// another returns logs and a model of a game whose classes are no skills of the
// duel: those of the duel with other names.
func another(t *testing.T) (dir, file string) {
	t.Helper()
	dir, file = filepath.Join(t.TempDir(), "logs"), copied(t)
	mustRun(t, "record", "--out", dir, "--matches", "8", "--seed", "3")
	words := []string{"no_action", "idle"}
	var classes []string
	for name := range strings.FieldsSeq("poke lunge fireball dash anti_air guard_break parry ultimate") {
		words = append(words, name, "x"+name)
	}
	replace := strings.NewReplacer(words...)
	tables, err := filepath.Glob(filepath.Join(dir, "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range tables {
		write(t, dir, filepath.Base(path), []byte(replace.Replace(string(read(t, path)))))
	}
	index := fields(t, replace.Replace(string(read(t, filepath.Join(dir, "logs.json")))))
	index["no_action"] = "idle"
	for _, c := range fields(t, mustRun(t, "inspect", "--json", model))["contract"].(map[string]any)["classes"].([]any) {
		classes = append(classes, replace.Replace(c.(string)))
	}
	for name, doc := range map[string]any{
		filepath.Join(dir, "logs.json"): index,
		file + ".json":                  map[string]any{"kumite.classes": classes, "kumite.no_action": "idle", "kumite.decoder": "decode=gate&gamma=-3&tau_skill=0"},
	} {
		data, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Dir(name), filepath.Base(name), data)
	}
	return dir, file
}

func TestAModelOfAnotherGameIsRefusedWhereTheDuelIsPlayedAlone(t *testing.T) {
	dir, file := another(t)
	out := mustRun(t, "eval", "--logs", dir, "--resamples", "20", file)
	if !strings.Contains(out, "% idle") || strings.Contains(out, "without the agent's book") {
		t.Errorf("eval says\n%s\nwant the null class idle, and no book", out)
	}
	if out := mustRun(t, "tune", "--logs", dir, "--resamples", "20", "--dry-run", file); !strings.Contains(out, "chosen: decode=gate") {
		t.Errorf("tune says\n%s", out)
	}
	if out := mustRun(t, "inspect", file); !strings.Contains(out, "are not skills of this game") || !strings.Contains(out, "eval, tune and logs check accept any game") {
		t.Errorf("inspect says\n%s\nwant a warning", out)
	}
	if _, out, _ := kumite(t, "logs", "check", dir, "--model", file); !strings.Contains(out, "model and labels: m: event-F1") {
		t.Errorf("logs check says\n%s", out)
	}
	mustRun(t, "tensors", "--logs", dir, "--out", filepath.Join(t.TempDir(), "tensors"))
	saved := filepath.Join(t.TempDir(), "p.csv")
	mustRun(t, "eval", "--logs", dir, "--save-predictions", saved, "--resamples", "20", file)
	mustRun(t, "eval", "--predictions", saved, "--no-action", "idle", "--resamples", "20")
	for name, args := range map[string][]string{
		"tournament": {"--pairs", "1", file, "script:pro"},
		"study":      {"--logs", dir, "--out", filepath.Join(t.TempDir(), "run"), "--pairs", "2", file, file + "?decode=argmax", file + "?decode=sample", file + "?decode=gate", file + "?decode=hazard"},
	} {
		refuses(t, append([]string{name}, args...), "m.onnx: classes", "xpoke", "xultimate", "are not skills of this game")
	}
}

func TestAnAliasNamesTheClassesOfAModelAsTheLogsDo(t *testing.T) {
	dir, file := another(t)
	aliases := "no_action=idle,poke=xpoke,lunge=xlunge,fireball=xfireball,dash=xdash,anti_air=xanti_air,guard_break=xguard_break,parry=xparry,ultimate=xultimate"
	own := fields(t, mustRun(t, "eval", "--json", "--resamples", "20", "--logs", dir, file+"?decode=argmax&name=a"))
	other := fields(t, mustRun(t, "eval", "--json", "--resamples", "20", "--logs", dir, "--alias", aliases, model+"?decode=argmax&name=a"))
	near(t, "eval", other["logs"], own["logs"], 0)
	for _, key := range []string{"nll", "auprc_act", "average_precision"} { // before the book, which one model has
		near(t, key, other["candidates"].([]any)[0].(map[string]any)[key], own["candidates"].([]any)[0].(map[string]any)[key], 0)
	}
	mustRun(t, "tune", "--logs", dir, "--resamples", "20", "--dry-run", "--alias", aliases[:14], "--alias", aliases[15:], model)
	refuses(t, []string{"eval", "--logs", dir, model}, `class "poke" is not among the logs' classes; did you mean "xpoke"?`)
	refuses(t, []string{"eval", "--logs", dir, "--alias", "poke=xlunge," + aliases[len("no_action=idle,poke=xpoke,"):], model}, "poke", "lunge", "are both", "xlunge")
	for _, bad := range []string{"poke", "=x", "poke=", "poke=a,poke=b"} {
		refuses(t, []string{"eval", "--logs", dir, "--alias", bad, model}, "--alias")
	}
}

func TestTolerancesAreShownAsTimeWhereAFrameIsNotADecision(t *testing.T) {
	dir := eightMatches(t)
	tables := func() string {
		return mustRun(t, "eval", "--logs", dir, "--resamples", "20", model, model+"?decode=argmax") +
			mustRun(t, "tune", "--logs", dir, "--resamples", "20", "--dry-run", "--tolerance", "3", model)
	}
	for _, not := range []string{"a frame every", "ms)"} {
		if out := tables(); strings.Contains(out, not) {
			t.Errorf("logs of 100 ms: the output has %q:\n%s", not, out)
		}
	}
	path := filepath.Join(dir, "logs.json")
	write(t, dir, "logs.json", []byte(strings.Replace(string(read(t, path)), `"decision_period_ms": 100`, `"decision_period_ms": 33`, 1)))
	out := tables()
	for _, want := range []string{"event-F1 ±2 (66 ms)", "recall ±2 (66 ms)", "F1 ±5 (165 ms)", "event-F1 ±3 (99 ms)", "presses match within 3 frames (99 ms)"} {
		if !strings.Contains(out, want) {
			t.Errorf("the output lacks %q:\n%s", want, out)
		}
	}
	if n := strings.Count(out, "warning: the logs have a frame every 33 ms but an agent decides every 100 ms"); n != 2 {
		t.Errorf("%d warnings of the period, want one of eval and one of tune:\n%s", n, out)
	}
	doc := fields(t, mustRun(t, "eval", "--json", "--logs", dir, "--resamples", "20", model))
	if warnings := doc["warnings"].([]any); len(warnings) != 2 || !strings.Contains(warnings[0].(string), "every 33 ms") || !strings.Contains(warnings[1].(string), "below 20 recordings") {
		t.Errorf("warnings %v, want one of the period and one of few recordings", warnings)
	}
}
