package main

import (
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// goodLogs are the files of recordings as `kumite record` writes them, made once for all
// tests.
type goodLogs struct {
	once  sync.Once
	files map[string][]byte
}

var four, eight goodLogs

// fourMatches is a folder of its own with good logs.
func fourMatches(t *testing.T) string { return four.copy(t, "4") }

// eightMatches is a folder of its own with good logs, enough to tune on.
func eightMatches(t *testing.T) string { return eight.copy(t, "8") }

func (g *goodLogs) copy(t *testing.T, matches string) string {
	t.Helper()
	g.once.Do(func() {
		dir := t.TempDir()
		mustRun(t, "record", "--out", dir, "--matches", matches, "--seed", "4")
		g.files = contents(t, dir)
	})
	dir := t.TempDir()
	for name, data := range g.files {
		write(t, dir, name, data)
	}
	return dir
}

// rewrite changes the tables of a folder: all, or that of one recording.
func rewrite(t *testing.T, dir, only string, change func(rows [][]string)) {
	t.Helper()
	for name, data := range contents(t, dir) {
		if filepath.Ext(name) != ".csv" || only != "" && name != only {
			continue
		}
		lines := strings.Split(strings.TrimSpace(string(data)), "\n")
		rows := make([][]string, len(lines))
		for i, line := range lines {
			rows[i] = strings.Split(line, ",")
		}
		change(rows[1:])
		rows[0] = rows[0][:len(rows[1])]
		for i := range rows {
			lines[i] = strings.Join(rows[i], ",")
		}
		write(t, dir, name, []byte(strings.Join(lines, "\n")+"\n"))
	}
}

// moveLabels moves the actions of all rows down by k.
func moveLabels(k int) func([][]string) {
	return func(rows [][]string) {
		actions := make([]string, len(rows))
		for i := range rows {
			actions[i] = "no_action"
			if from := i - k; from >= 0 && from < len(rows) {
				actions[i] = rows[from][2]
			}
		}
		for i := range rows {
			rows[i][2] = actions[i]
			rows[i] = rows[i][:3] // what was available no longer fits
		}
	}
}

// finding is what a check says.
type finding struct{ Verdict, Says, Mend string }

// check runs `kumite logs check` and returns what it says, by check.
func check(t *testing.T, dir string, args ...string) (code int, found map[string]finding) {
	t.Helper()
	code, out, errs := kumite(t, append([]string{"logs", "check", "--json", dir}, args...)...)
	if code == 2 {
		t.Fatal(errs)
	}
	found = map[string]finding{}
	for _, c := range fields(t, out, "schema", "verdict", "checks.0.check")["checks"].([]any) {
		c := c.(map[string]any)
		mend, _ := c["mend"].(string)
		found[c["check"].(string)] = finding{c["verdict"].(string), c["says"].(string), mend}
	}
	return code, found
}

func TestGoodLogsPass(t *testing.T) {
	dir := fourMatches(t)
	code, found := check(t, dir, "--model", model)
	if code != 0 || !strings.Contains(found["alignment"].Says, "one frame after") || !strings.Contains(found["sides"].Says, "2 left, 2 right") {
		t.Errorf("exit %d, %+v", code, found)
	}
	for _, name := range []string{"alignment", "model and labels", "what is not on the screen", "files", "pictures", "motion",
		"duplicates", "missing frames", "decision period", "availability", "sides"} {
		if f := found[name]; f.Verdict != "ok" {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func TestMovedLabelsOfTheGameAreFound(t *testing.T) {
	for k, want := range map[int]string{1: "move every label 1 row up", -3: "move every label 3 rows down"} {
		dir := fourMatches(t)
		rewrite(t, dir, "", moveLabels(k))
		code, found := check(t, dir)
		if f := found["alignment"]; code != 1 || f.Verdict != "FAIL" || !strings.Contains(f.Mend, want) {
			t.Errorf("labels moved by %d: exit %d, %+v, want %q", k, code, f, want)
		}
		if code, found := check(t, dir, "--shows-after", strconv.Itoa(1-k)); code != 0 || found["alignment"].Verdict != "ok" {
			t.Errorf("labels moved by %d, which is stated: exit %d, %+v", k, code, found["alignment"])
		}
	}
}

func TestAFailedCheckIsNamedOnStderr(t *testing.T) {
	dir := fourMatches(t)
	rewrite(t, dir, "", moveLabels(3))
	code, out, errs := kumite(t, "logs", "check", dir)
	if code != 1 || errs != "kumite: logs "+dir+": FAIL: alignment\n" || !strings.Contains(out, "FAIL  alignment: the label leaks") {
		t.Errorf("exit %d, stderr %q, stdout\n%s", code, errs, out)
	}
}

func TestLogsCheckRefusesWhatItCannotRead(t *testing.T) {
	refuses(t, []string{"logs", "check", t.TempDir()}, "logs.json")
	refuses(t, []string{"logs", "chekc"}, `unknown command "chekc"; did you mean "check"?`)
	refuses(t, []string{"logs", "check", "--shows-after", "11", "x"}, `--shows-after "11" is out of range; want 0 to 10`)
	refuses(t, []string{"logs", "check", fourMatches(t), "--model", "script:pro"}, "script:pro", "PATH.onnx")
}

// holdLabels writes each press in k rows.
func holdLabels(k int) func([][]string) {
	return func(rows [][]string) {
		for i := len(rows) - 1; i >= 0; i-- {
			for j := i; j < min(i+k, len(rows)) && rows[i][2] != "no_action"; j++ {
				rows[j][2] = rows[i][2]
			}
			rows[i] = rows[i][:3]
		}
	}
}

func TestHeldLabelsAreReportedAndTensorsCanLabelOnsets(t *testing.T) {
	dir := fourMatches(t)
	rewrite(t, dir, "", holdLabels(20))
	code, found := check(t, dir)
	if f := found["held labels"]; code != 0 || f.Verdict != "warn" || !strings.Contains(f.Says, " presses fill ") || !strings.Contains(f.Mend, "--onsets") {
		t.Errorf("exit %d, %+v", code, f)
	}
	out := mustRun(t, "tensors", "--logs", dir, "--out", t.TempDir())
	if !strings.Contains(out, "warning: ") || !strings.Contains(out, "say --onsets") {
		t.Errorf("tensors of held labels without a warning:\n%s", out)
	}
	out = mustRun(t, "tensors", "--logs", dir, "--out", t.TempDir(), "--onsets")
	if strings.Contains(out, "warning: ") || !strings.Contains(out, "98.") {
		t.Errorf("tensors --onsets of held labels:\n%s", out)
	}
	out = mustRun(t, "tensors", "--logs", fourMatches(t), "--out", t.TempDir())
	if strings.Count(out, "\n") != 1 {
		t.Errorf("tensors of good logs:\n%s", out)
	}
}

// The table of a recording is also one of presses by frame.
func TestRecordingsOfTheGameCanBeImported(t *testing.T) {
	from := fourMatches(t)
	out := t.TempDir() + "/imported"
	text := mustRun(t, "logs", "import", "--out", out, from+"/*.mkv", "--game", "duel")
	for _, want := range []string{"000001.csv: ", "by time stamps", "ok    alignment: presses first show one frame after", "4 recordings, ", "100 ms apart"} {
		if !strings.Contains(text, want) {
			t.Errorf("the summary lacks %q:\n%s", want, text)
		}
	}
	code, found := check(t, out)
	if code != 0 || found["alignment"].Verdict != "ok" || found["files"].Verdict != "ok" {
		t.Errorf("exit %d, %+v", code, found)
	}
	refuses(t, []string{"logs", "import", "--out", t.TempDir(), "nowhere/*.mp4"}, "nowhere/*.mp4", "there is no such file")
	refuses(t, []string{"logs", "import", "--out", t.TempDir() + "/x", "--period", "0", from + "/000001.mkv"}, `--period "0" is out of range; want 1 to 60000`)
	refuses(t, []string{"logs", "import", "--out", t.TempDir()}, "arg")
}

func TestAnImportThatFailsACheckIsABadAnswer(t *testing.T) {
	from, out := fourMatches(t), filepath.Join(t.TempDir(), "imported")
	for _, ext := range []string{".mkv", ".csv"} { // the first match once more
		write(t, from, "000009"+ext, read(t, filepath.Join(from, "000001"+ext)))
	}
	code, text, says := kumite(t, "logs", "import", "--out", out, from+"/*.mkv")
	if code != 1 || !strings.Contains(says, "FAIL: ") || !strings.Contains(says, "duplicates") || !strings.Contains(text, "FAIL  duplicates") {
		t.Errorf("exit %d\n%s\n%s\nwant exit 1 for the recording that is there twice", code, text, says)
	}
}
