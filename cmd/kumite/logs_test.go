package main

import (
	"fmt"
	"image"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/kumite/kumite/vision/cv"
	"github.com/kumite/kumite/vision/logs"
)

// goodLogs are the files of four recordings as `kumite record` writes them, made
// once for all tests.
var goodLogs struct {
	once  sync.Once
	files map[string][]byte
}

// fourMatches is a folder of its own with good logs.
func fourMatches(t *testing.T) string {
	t.Helper()
	goodLogs.once.Do(func() {
		dir := t.TempDir()
		mustRun(t, "record", "--out", dir, "--matches", "4", "--seed", "4")
		goodLogs.files = contents(t, dir)
	})
	dir := t.TempDir()
	for name, data := range goodLogs.files {
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

// paint writes the videos of a folder anew, each frame changed.
func paint(t *testing.T, dir string, change func(frame cv.Frame, row logs.Row)) {
	t.Helper()
	folder, err := logs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	painted := t.TempDir()
	for i, e := range folder.Recordings {
		r, err := folder.Open(i)
		if err != nil {
			t.Fatal(err)
		}
		out, err := cv.CreateVideo(filepath.Join(painted, e.Video), image.Pt(folder.Width, folder.Height), 10)
		if err != nil {
			t.Fatal(err)
		}
		for {
			frame, row, err := r.Next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			change(frame, row)
			if err := out.WriteCaptured(frame); err != nil {
				t.Fatal(err)
			}
		}
		if err := out.Close(); err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		write(t, dir, e.Video, read(t, filepath.Join(painted, e.Video)))
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

func TestMovedLabelsAreCaughtWithTheMend(t *testing.T) {
	for _, k := range []int{1, 3, 5, -3, -5} {
		dir := fourMatches(t)
		rewrite(t, dir, "", moveLabels(k))
		want := fmt.Sprintf("move every label %d rows up", k)
		if k < 0 {
			want = fmt.Sprintf("move every label %d rows down", -k)
		}
		code, found := check(t, dir)
		if f := found["alignment"]; code != 1 || f.Verdict != "FAIL" || !strings.Contains(f.Mend, want) {
			t.Errorf("labels moved by %d: exit %d, %+v, want the mend %q", k, code, f, want)
		}
	}
}

// A recorder may write a press in each row for as long as a key is down.
func TestLabelsThatAreHeldAreNoLeak(t *testing.T) {
	dir := fourMatches(t)
	rewrite(t, dir, "", func(rows [][]string) {
		for i := len(rows) - 1; i >= 0; i-- {
			for k := i; k < min(i+4, len(rows)) && rows[i][2] != "no_action"; k++ {
				rows[k][2] = rows[i][2]
			}
			rows[i] = rows[i][:3]
		}
	})
	if code, found := check(t, dir); code != 0 || found["alignment"].Verdict != "ok" {
		t.Errorf("exit %d, %+v", code, found["alignment"])
	}
}

func TestPressesInEveryFrameAreTooManyToTell(t *testing.T) {
	dir := t.TempDir()
	mustRun(t, "record", "--out", dir, "--matches", "2", "--seed", "3", "--against", "rookie", "--noise", "wrong=99999")
	_, found := check(t, dir)
	if f := found["alignment"]; f.Verdict != "warn" || !strings.Contains(f.Says, "too many to tell") {
		t.Errorf("%+v", f)
	}
}

func TestAGameThatAnswersLateIsNoFault(t *testing.T) {
	dir := fourMatches(t)
	rewrite(t, dir, "", moveLabels(-3))
	if code, found := check(t, dir, "--shows-after", "4"); code != 0 || found["alignment"].Verdict != "ok" {
		t.Errorf("exit %d, %+v", code, found["alignment"])
	}
}

func TestFramesThatShowTheirLabelAreCaught(t *testing.T) {
	dir := fourMatches(t)
	paint(t, dir, func(frame cv.Frame, row logs.Row) {
		if row.Action == "no_action" {
			return
		}
		for y := range 10 { // a display of keys, in a corner
			clear(frame.Pix[3*(y*frame.Width):][:3*10])
		}
	})
	code, found := check(t, dir)
	if f := found["alignment"]; code != 1 || f.Verdict != "FAIL" || !strings.Contains(f.Says, "leaks") || !strings.Contains(f.Mend, "display of keys") {
		t.Errorf("exit %d, %+v", code, f)
	}
}

func TestBlankedFramesAreCaught(t *testing.T) {
	dir := fourMatches(t)
	paint(t, dir, func(frame cv.Frame, _ logs.Row) { clear(frame.Pix) })
	code, found := check(t, dir, "--model", model)
	if code != 1 || found["pictures"].Verdict != "FAIL" || found["motion"].Verdict != "FAIL" {
		t.Errorf("exit %d, %+v", code, found)
	}
	if f := found["alignment"]; f.Verdict == "ok" || !strings.Contains(f.Says, "nothing on the screen") {
		t.Errorf("alignment: %+v", f)
	}
	if f := found["model and labels"]; f.Verdict == "ok" {
		t.Errorf("model and labels: %+v", f)
	}
}

func TestOneRecordingThatIsMovedIsNamed(t *testing.T) {
	dir := fourMatches(t)
	rewrite(t, dir, "", moveLabels(0))
	rewrite(t, dir, "000003.csv", moveLabels(4))
	code, found := check(t, dir)
	if f := found["alignment"]; code != 1 || f.Verdict != "FAIL" || !strings.Contains(f.Says, "000003 (-4)") {
		t.Errorf("exit %d, %+v", code, f)
	}
}

func TestLogsCheckRefusesWhatItCannotRead(t *testing.T) {
	refuses(t, []string{"logs", "check", t.TempDir()}, "logs.json")
	refuses(t, []string{"logs", "chekc"}, `"chekc"`, "kumite logs --help")
	refuses(t, []string{"logs", "check", "--shows-after", "11", "x"}, "--shows-after", "0 to 10")
}
