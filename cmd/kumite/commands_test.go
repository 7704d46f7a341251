package main

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// The paths of the shipped model and of the folder of test models.
const (
	model  = "../../models/pro-ce.onnx"
	models = "../../policy/ort/testdata/"
)

func TestInvalidCommandLinesAreReportedInOneLineWithAFix(t *testing.T) {
	dir := t.TempDir()
	file := write(t, dir, "file", nil)
	for name, c := range map[string]struct{ args, says []string }{
		"an unknown command":               {[]string{"turnament"}, []string{`"turnament"`, `did you mean "tournament"?`}},
		"a command like no other":          {[]string{"qqqq"}, []string{`"qqqq"`, "kumite --help"}},
		"an unknown command with flags":    {[]string{"evel", "--logs", "x"}, []string{`"evel"`, `did you mean "eval"?`}},
		"an unknown subcommand of logs":    {[]string{"logs", "chek", dir}, []string{`"chek"`, `did you mean "check"?`}},
		"an unknown subcommand with flags": {[]string{"logs", "chek", "--json", dir}, []string{`"chek"`, `did you mean "check"?`}},
		"an unknown flag of a group":       {[]string{"logs", "--json"}, []string{"unknown flag: --json", "kumite logs --help"}},
		"an argument too many":             {[]string{"decoders", "gate"}, []string{`kumite decoders takes no arguments, but got "gate"`, "kumite decoders [flags]"}},
		"an argument too few":              {[]string{"serve"}, []string{"an argument is missing", "kumite serve MODEL... [flags]"}},
		"two arguments for one":            {[]string{"inspect", "a", "b"}, []string{"the number of arguments is 2; want `kumite inspect MODEL"}},
		"one argument for two":             {[]string{"compare", "a"}, []string{"the number of arguments is 1; want `kumite compare RUN_A RUN_B"}},
		"a required flag":                  {[]string{"report", dir}, []string{"--out is missing; `kumite report --help` lists the flags"}},
		"required flags":                   {[]string{"tensors"}, []string{"--logs and --out are missing; `kumite tensors --help` lists the flags"}},
		"an unknown subcommand":            {[]string{"replay", "verfy"}, []string{`"verfy"`, `did you mean "verify"?`}},
		"an unknown flag":                  {[]string{"tournament", "--paris", "3"}, []string{"unknown flag: --paris; did you mean --pairs?", "kumite tournament --help"}},
		"a flag that is not a number":      {[]string{"tournament", "--pairs", "many"}, []string{"--pairs", `"many"`, "kumite tournament --help"}},
		"an unknown log level":             {[]string{"tournament", "--log-level", "loud", "script:pro", "script:pro"}, []string{"--log-level", "debug, info"}},
		"an unknown script":                {[]string{"tournament", "script:por", "script:pro"}, []string{`"script:por"`, "rookie, pro"}},
		"a setting of a script":            {[]string{"tournament", "script:pro?gamma=1", "script:pro"}, []string{`"gamma"`, "valid: name"}},
		"neither script nor model":         {[]string{"tournament", "pro", "script:pro"}, []string{`"pro"`, "did you mean script:pro?"}},
		"a person":                         {[]string{"tournament", "human", "script:pro"}, []string{"human", "kumite watch"}},
		"one contestant":                   {[]string{"tournament", "script:pro"}, []string{"two contestants"}},
		"no contestant":                    {[]string{"tournament"}, []string{"two contestants"}},
		"no pairs":                         {[]string{"tournament", "--pairs", "0", "script:pro", "script:pro"}, []string{`--pairs "0" is out of range`, "want 1 to"}},
		"no workers":                       {[]string{"tournament", "--workers", "0", "script:pro", "script:pro"}, []string{`--workers "0" is out of range`, "want 1 to"}},
		"a delay that is too long":         {[]string{"tournament", "--delay", "999", "script:pro", "script:pro"}, []string{"999", "0 to 120"}},
		"a match of no time":               {[]string{"tournament", "--match-seconds", "0", "script:pro", "script:pro"}, []string{"--match-seconds", "1 to 3600"}},
		"an absent gauntlet":               {[]string{"tournament", "--gauntlet", "oracle", "script:pro", "script:rookie"}, []string{"gauntlet", `"oracle"`, "valid: pro"}},
		"a run below a file":               {[]string{"tournament", "--pairs", "1", "--out", filepath.Join(file, "run"), "script:pro", "script:rookie"}, []string{file}},
		"replays nowhere":                  {[]string{"replay", "verify", filepath.Join(dir, "none.replay")}, []string{"none.replay", "no such file"}},
		"a replay that is a text":          {[]string{"replay", "verify", write(t, dir, "text.replay", []byte("a text\n"))}, []string{"text.replay", "not a kumite recording"}},
		"a folder without replays":         {[]string{"replay", "verify", t.TempDir()}, []string{".replay"}},
		"no replay named":                  {[]string{"replay", "verify"}, []string{"FILE|DIR"}},
		"tensors of nothing":               {[]string{"tensors", "--logs", dir, "--out", t.TempDir()}, []string{dir, "kumite record"}},
		"tensors of no size":               {[]string{"tensors", "--logs", dir, "--out", dir, "--size", "8"}, []string{"--size", "80x45"}},
		"tensors of no such colour":        {[]string{"tensors", "--logs", dir, "--out", dir, "--color", "blue"}, []string{"--color", "gray or rgb"}},
	} {
		t.Run(name, func(t *testing.T) { refuses(t, c.args, c.says...) })
	}
}

func TestAModelThatCannotPlayIsRefusedBeforeAnyMatch(t *testing.T) {
	dir := t.TempDir()
	whole := read(t, model)
	for name, c := range map[string]struct {
		spec string
		says []string
	}{
		"missing":              {filepath.Join(dir, "nope.onnx"), []string{"nope.onnx", "no such file"}},
		"empty":                {write(t, dir, "empty.onnx", nil), []string{"empty.onnx", "export the model again"}},
		"truncated":            {write(t, dir, "half.onnx", whole[:len(whole)/2]), []string{"half.onnx", "export the model again"}},
		"a text":               {write(t, dir, "text.onnx", []byte("I am a text.\n")), []string{"text.onnx", "not a complete ONNX file"}},
		"a folder":             {folderNamed(t, dir, "folder.onnx"), []string{"folder.onnx", "not a regular file"}},
		"a foreign class":      {models + "foreign_class.onnx", []string{"foreign_class.onnx", `did you mean "fireball"?`}},
		"a bad prior":          {models + "bad_prior.onnx", []string{"bad_prior.onnx", "1 ± 1e-6"}},
		"no numbers":           {models + "nan.onnx", []string{"nan.onnx", "NaN"}},
		"an unknown operator":  {models + "unknown_op.onnx", []string{"unknown_op.onnx", "another opset"}},
		"no external data":     {models + "external_missing.onnx", []string{"external_missing.onnx", "put the data file beside the model"}},
		"an unknown decoder":   {model + "?decode=gait", []string{model, `"gait"`, "valid: argmax"}},
		"an unknown setting":   {model + "?decode=gate&gama=-2", []string{model, `"gama"`, `did you mean "gamma"?`}},
		"a setting in words":   {model + "?decode=gate&gamma=low", []string{model, "gamma=low", "-50 to 50"}},
		"a mask like no other": {model + "?mask=on", []string{model, "mask", "to_noop"}},
		"a delay in words":     {model + "?delay=soon", []string{"delay=soon", "want 0 to 120 ticks"}},
	} {
		t.Run(name, func(t *testing.T) {
			out := filepath.Join(t.TempDir(), "run")
			refuses(t, []string{"tournament", "--pairs", "1", "--out", out, c.spec, "script:pro"}, c.says...)
			if _, err := os.Stat(out); err == nil {
				t.Error("the refused run has made its folder")
			}
		})
	}
}

func folderNamed(t *testing.T, dir, name string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.Mkdir(path, 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

// twoMatches is a folder of logs.
func twoMatches(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	mustRun(t, "record", "--out", dir, "--matches", "2", "--seed", "1")
	return dir
}

func TestEvalNamesWhatIsWrongWithTheLogs(t *testing.T) {
	good := twoMatches(t)
	// broken is a copy of good with one file changed.
	broken := func(file string, change func([]byte) []byte) string {
		dir := t.TempDir()
		for name, data := range contents(t, good) {
			if name == file {
				data = change(data)
			}
			write(t, dir, name, data)
		}
		return dir
	}
	teleport := func(data []byte) []byte {
		lines := strings.SplitAfter(string(data), "\n")
		lines[4] = strings.Replace(lines[4], "no_action", "teleport", 1)
		return []byte(strings.Join(lines, ""))
	}
	half := func(data []byte) []byte { return data[:len(data)/2] }
	none := func([]byte) []byte { return nil }
	for name, c := range map[string]struct {
		logs string
		says []string
	}{
		"an empty folder":      {t.TempDir(), []string{"logs.json", "kumite record"}},
		"no folder":            {filepath.Join(good, "nowhere"), []string{"nowhere", "kumite record"}},
		"half a video":         {broken("000001.mkv", half), []string{"000001.mkv", "record it again"}},
		"a video of no bytes":  {broken("000001.mkv", none), []string{"000001.mkv"}},
		"a table of no bytes":  {broken("000001.csv", none), []string{"000001.csv", "frame,tick,action"}},
		"half a table":         {broken("000001.csv", half), []string{"000001.csv"}},
		"an unknown action":    {broken("000001.csv", teleport), []string{"000001.csv", "line 5", `"teleport"`, "poke"}},
		"half a list of files": {broken("logs.json", half), []string{"logs.json"}},
	} {
		t.Run(name, func(t *testing.T) { refuses(t, []string{"eval", "--logs", c.logs, model}, c.says...) })
	}
	t.Run("a script", func(t *testing.T) { refuses(t, []string{"eval", "--logs", good, "script:pro"}, "script:pro", "models") })
	t.Run("no logs named", func(t *testing.T) { refuses(t, []string{"eval", model}, "logs") })
	t.Run("no model named", func(t *testing.T) { refuses(t, []string{"eval", "--logs", good}, "no contestants") })
	t.Run("a foreign class", func(t *testing.T) {
		refuses(t, []string{"eval", "--logs", good, models + "foreign_class.onnx"}, "foreign_class.onnx", `did you mean "fireball"?`)
	})
}

func TestReplayVerifyReportsADesyncAndExitsWith1(t *testing.T) {
	dir := t.TempDir()
	mustRun(t, "tournament", "--pairs", "1", "--out", dir, "script:pro", "script:rookie")
	if out := mustRun(t, "replay", "verify", dir); !strings.HasPrefix(out, "2 of 2 recordings reproduce bit for bit; ") {
		t.Errorf("it says %q of two good recordings", out)
	}
	files, err := filepath.Glob(filepath.Join(dir, "replays", "*.replay"))
	if err != nil || len(files) != 2 {
		t.Fatalf("the run kept %v, want two replays", files)
	}
	r, err := duel.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	for t := range r.Inputs[:len(r.Inputs)/2] {
		r.Inputs[t][sim.Left].Move = sim.Manual | sim.Back
	}
	if err := durable.WriteFile(files[0], r.Encode); err != nil {
		t.Fatal(err)
	}
	code, out, errs := kumite(t, "replay", "verify", dir)
	if code != 1 || errs != "" {
		t.Errorf("exit %d with stderr %q, want 1 with none", code, errs)
	}
	for _, part := range []string{files[0] + ": desync by tick", "1 of 2 recordings reproduce"} {
		if !strings.Contains(out, part) {
			t.Errorf("stdout is %q, which lacks %q", out, part)
		}
	}
}

// fields checks that stdout is one JSON document with these fields: names
// joined by points, where 0 is the first of a list.
func fields(t *testing.T, stdout string, want ...string) map[string]any {
	t.Helper()
	in := json.NewDecoder(strings.NewReader(stdout))
	var doc map[string]any
	if err := in.Decode(&doc); err != nil {
		t.Fatalf("stdout is no JSON document: %v\n%.200s", err, stdout)
	}
	if in.More() {
		t.Error("stdout holds more than one JSON document")
	}
	for _, path := range want {
		var at any = doc
		for name := range strings.SplitSeq(path, ".") {
			switch x := at.(type) {
			case map[string]any:
				value, ok := x[name]
				if !ok {
					t.Errorf("%s is missing: %q is none of %v", path, name, slices.Sorted(maps.Keys(x)))
				}
				at = value
			case []any:
				if len(x) == 0 {
					t.Fatalf("%s: the list is empty", path)
				}
				at = x[0]
			default:
				t.Fatalf("%s: %q is below %v, which holds nothing", path, name, at)
			}
		}
	}
	return doc
}

// below joins names to a path.
func below(path, names string) []string {
	var all []string
	for name := range strings.FieldsSeq(names) {
		all = append(all, path+"."+name)
	}
	return all
}

func TestTournamentPrintsResultsAsJSON(t *testing.T) {
	args := []string{"tournament", "--json", "--pairs", "2", "--seed", "9", "--match-seconds", "10", model, "script:rookie"}
	out := mustRun(t, args...)
	doc := fields(t, out, slices.Concat(
		[]string{"schema", "seed", "pairs", "delay_ticks"},
		below("contestants.0", `name spec model_sha256 games wins losses draws voids win_rate win_rate_ci95.0
			elo elo_ci95.0 skills_per_minute no_action_share collapsed decision_us.p50 decision_us.p99`),
		below("contestants.0.ledger", "decisions chosen masked sent accepted hit"),
		below("pairings.0", "a b pentanomial.0 wins losses draws voids score score_ci95.0 elo elo_ci95.0"),
		below("pairings.0.sprt", "elo0 elo1 llr lower upper verdict"),
	)...)
	if doc["schema"] != "kumite.tournament/1" || doc["seed"] != 9.0 || doc["pairs"] != 2.0 || doc["delay_ticks"] != 6.0 {
		t.Errorf("schema %v, seed %v, pairs %v, delay %v", doc["schema"], doc["seed"], doc["pairs"], doc["delay_ticks"])
	}
	again := fields(t, mustRun(t, append(args, "--workers", "3")...))
	for _, d := range []map[string]any{doc, again} {
		delete(d["contestants"].([]any)[0].(map[string]any), "decision_us") // the clock's, not the seed's
	}
	if a, b := remarshal(t, doc), remarshal(t, again); a != b {
		t.Errorf("the same seed gave other results with three workers:\n%s\n%s", a, b)
	}
}

func remarshal(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestEvalPrintsItsResultsAsJSON(t *testing.T) {
	out := mustRun(t, "eval", "--json", "--resamples", "20", "--logs", twoMatches(t), model)
	events := []string{}
	for _, tolerance := range []string{"0", "1", "2", "5", "10"} {
		events = append(events, below("candidates.0.events."+tolerance, "tp predicted expert precision recall f1")...)
	}
	doc := fields(t, out, slices.Concat(
		[]string{"schema"},
		below("logs", "recordings frames no_action_share"),
		below("candidates.0", `name spec collapsed action_rate_ratio average_precision frame_accuracy
			constant_baseline_accuracy balanced_accuracy macro_f1 skill_macro_f1 mcc kappa nll nll_skill brier ece
			confusion.0.0 classes.0 ci95.frame_accuracy.0`),
		events,
	)...)
	if doc["schema"] != "kumite.eval/1" {
		t.Errorf("schema is %v", doc["schema"])
	}
}

func TestEvalComparesWithABaseline(t *testing.T) {
	logs, naive := twoMatches(t), model+"?decode=argmax&name=naive"
	first := mustRun(t, "eval", "--json", "--resamples", "50", "--logs", logs, model, naive)
	doc := fields(t, first, "baseline", "changes.0.name", "changes.0.metrics.event_f1_5.difference", "changes.0.metrics.event_f1_5.ci95.0")
	if doc["baseline"] != "pro-ce" || len(doc["changes"].([]any)) != 1 {
		t.Errorf("baseline %v, %d changes; want pro-ce and one", doc["baseline"], len(doc["changes"].([]any)))
	}
	named := mustRun(t, "eval", "--resamples", "50", "--logs", logs, "--baseline", naive, model)
	if again := mustRun(t, "eval", "--resamples", "50", "--logs", logs, "--baseline", "naive", naive, model); !strings.Contains(named, "difference to naive [95 %]") || again != named {
		t.Errorf("a baseline by its string gave\n%s\nby its name\n%s", named, again)
	}
	if one := mustRun(t, "eval", "--resamples", "50", "--logs", logs, model); strings.Contains(one, "difference to") {
		t.Errorf("a single model is compared:\n%s", one)
	}
	refuses(t, []string{"eval", "--logs", logs, "--baseline", "nobody", model}, "baseline", "nobody")
	refuses(t, []string{"eval", "--predictions", "p.csv", "--baseline", model}, "--predictions replaces models and logs")
}

func TestANaiveModelCollapsesAndCanFailTheRun(t *testing.T) {
	args := []string{"tournament", "--pairs", "2", model + "?decode=argmax&name=naive", "script:pro"}
	if out := mustRun(t, args...); !strings.Contains(out, "naive COLLAPSED") {
		t.Errorf("the table does not say that naive has collapsed:\n%s", out)
	}
	code, out, errs := kumite(t, append(args, "--fail-on-collapse")...)
	if code != 1 || !strings.Contains(out, "naive COLLAPSED") || !strings.HasPrefix(errs, "kumite: naive has collapsed") || strings.Count(errs, "\n") != 1 {
		t.Errorf("exit %d, stderr %q, want 1 and that naive has collapsed", code, errs)
	}
}

func TestAFlagOfOneValueIsRefusedTheSecondTime(t *testing.T) {
	for _, args := range [][]string{
		{"tournament", "--sweep", "delay=0..2", "--bar", "0.4", "--bar", "0.5", model, "script:pro"},
		{"tournament", "--seed", "1", "--seed=2", "script:pro", "script:dummy"},
		{"record", "--out", t.TempDir(), "--out", t.TempDir()},
		{"eval", "--json", "--json", "--logs", "x", model},
		{"stats", "wilson", "--json", "--json", "1", "2"},
		{"--log-level", "warn", "doctor", "--log-level", "info"},
	} {
		refuses(t, args, "given more than once")
	}
	out := mustRun(t, "tournament", "--pairs", "1", "--match-seconds", "1", "--gauntlet", "script:pro", "--gauntlet", "script:dummy", "script:pro", "script:dummy", "script:rookie")
	if !strings.Contains(out, "rookie") {
		t.Errorf("a flag that takes several values is refused or lost:\n%s", out)
	}
}
