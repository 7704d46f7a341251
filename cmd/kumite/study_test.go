package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/study"
	"github.com/kumite/kumite/policy/offline"
)

// studyUnits are decoders of one small model.
func studyUnits() []string {
	return []string{
		tinyModel + "?decode=argmax&name=argmax",
		tinyModel + "?decode=sample&name=sample",
		tinyModel + "?decode=gate&gamma=50&name=silent",
		tinyModel + "?decode=gate&gamma=-50&refractory=20&name=eager",
		tinyModel + "?decode=sample&refractory=40&name=slow",
	}
}

func heldOut(t *testing.T, dir string) string {
	t.Helper()
	logs := filepath.Join(dir, "logs")
	mustRun(t, "record", "--out", logs, "--matches", "2", "--seed", "4242", "--against", "rookie")
	return logs
}

func TestAStudyRanksMetricsAndResumesInItsFolder(t *testing.T) {
	dir := t.TempDir()
	logs, out := heldOut(t, dir), filepath.Join(dir, "run")
	base := []string{"study", "--logs", logs, "--out", out, "--pairs", "3", "--resamples", "20", "--wrong-press-cost", "0,150", "--gauntlet", "script:spammer,script:dummy"}
	args := append(base, studyUnits()...)
	first := mustRun(t, append(args, "--json")...)
	var doc study.Document
	if err := json.Unmarshal([]byte(first), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.Schema != "kumite.study/1" || len(doc.Units) != 5 || len(doc.Levels) != 2 || len(doc.Overall) != len(offline.Metrics()) {
		t.Fatalf("schema %s, %d units, %d levels, %d metrics", doc.Schema, len(doc.Units), len(doc.Levels), len(doc.Overall))
	}
	for i, cost := range []int32{0, 150} {
		l := doc.Levels[i]
		if l.WrongPressCost != cost || len(l.Metrics) != len(offline.Metrics()) || l.Ceiling.Pairs != 6 {
			t.Errorf("level %d: cost %d, %d metrics, ceiling %+v", i, l.WrongPressCost, len(l.Metrics), l.Ceiling)
		}
		for _, u := range l.Units {
			if u.Wins+u.Losses+u.Draws != 12 || u.Pentanomial.Pairs() != 6 {
				t.Errorf("cost %d: %s played %d-%d-%d in %d pairs, want 12 matches in 6", cost, u.Unit, u.Wins, u.Losses, u.Draws, u.Pentanomial.Pairs())
			}
			if u.Collapsed != (u.Unit == "silent") {
				t.Errorf("cost %d: %s collapsed is %v", cost, u.Unit, u.Collapsed)
			}
		}
		if a := l.Metric("event_recall_5"); a.Acting.Units != 4 {
			t.Errorf("cost %d: %d units act, want 4", cost, a.Acting.Units)
		}
	}
	if !strings.HasPrefix(doc.Verdict, "No metric could be confirmed: ") || !strings.Contains(doc.Verdict, "5 units are too few") || !strings.Contains(doc.Verdict, "frame accuracy") || doc.Choose != "" {
		t.Errorf("the verdict is %q, choose %q; want that five units are too few to tell", doc.Verdict, doc.Choose)
	}
	if got := string(read(t, filepath.Join(out, "study.json"))); got != first {
		t.Error("study.json is not what --json prints")
	}
	plots, err := os.ReadDir(filepath.Join(out, "plots"))
	if err != nil || len(plots) != len(offline.Metrics())+1 {
		t.Errorf("%d plots, want one for each of %d metrics, and the ranking (%v)", len(plots), len(offline.Metrics()), err)
	}

	kept := func() int {
		t.Helper()
		files, err := os.ReadDir(filepath.Join(out, "offline"))
		if err != nil {
			t.Fatal(err)
		}
		return len(files)
	}
	evaluated := func() (at []int64) {
		t.Helper()
		paths, err := filepath.Glob(filepath.Join(out, "offline", "*.json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			at = append(at, info.ModTime().UnixNano())
		}
		return at
	}
	when := evaluated()
	if again := mustRun(t, append(args, "--json")...); again != first || kept() != 5 || !slices.Equal(when, evaluated()) {
		t.Errorf("once more it says\n%s\nand keeps %d evaluations, written at %v, then %v", again, kept(), when, evaluated())
	}
	// A stored evaluation whose contents do not match its name is refused.
	paths, err := filepath.Glob(filepath.Join(out, "offline", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	whole := read(t, paths[0])
	write(t, filepath.Dir(paths[0]), filepath.Base(paths[0]), []byte("{}"))
	refuses(t, args, paths[0]+": contents do not match the file name; delete it")
	write(t, filepath.Dir(paths[0]), filepath.Base(paths[0]), whole)
	// A unit more, from a file: the others are neither evaluated nor played again.
	replay := filepath.Join(out, "cost-0", "spammer", "argmax", "replays", "00-00000-0.replay")
	before, err := os.Stat(replay)
	if err != nil {
		t.Fatal(err)
	}
	units := write(t, dir, "units.txt", []byte("# one more\n\n"+tinyModel+"?decode=sample&temperature=2&name=hot\n"))
	text := mustRun(t, append(args, "--units", units, "--markdown")...)
	if after, err := os.Stat(replay); err != nil || !after.ModTime().Equal(before.ModTime()) || kept() != 6 {
		t.Errorf("a unit was added and %d evaluations are kept; a replay written at %v, then %v (%v)", kept(), before.ModTime(), after.ModTime(), err)
	}
	if text != string(read(t, filepath.Join(out, "study.md"))) || !strings.Contains(text, "| hot |") || !strings.Contains(text, "### Metrics over all levels") {
		t.Errorf("--markdown prints\n%s", text)
	}
}

func TestADuplicateUnitIsRefused(t *testing.T) {
	dir := t.TempDir()
	twice := append(studyUnits(), strings.Replace(studyUnits()[0], "name=", "name=other", 1))
	refuses(t, append([]string{"study", "--logs", heldOut(t, dir), "--out", filepath.Join(dir, "run")}, twice...), "are the same model with the same decoder; leave one out")
}

func TestTooFewUnitsGetNoVerdict(t *testing.T) {
	dir := t.TempDir()
	args := append([]string{"study", "--logs", heldOut(t, dir), "--out", filepath.Join(dir, "run"), "--pairs", "2", "--resamples", "0",
		"--gauntlet", "script:dummy"}, studyUnits()[:3]...)
	code, out, errs := kumite(t, args...)
	if code != 0 || !strings.HasPrefix(out, "No verdict: 3 units; name at least 8") || strings.Contains(out, "Choose models") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	if !strings.Contains(errs, "few units") {
		t.Errorf("stderr does not warn: %s", errs)
	}
}

func TestAnInvalidStudyIsRefusedBeforeAnyMatch(t *testing.T) {
	dir := t.TempDir()
	base := []string{"study", "--logs", "nowhere", "--out", filepath.Join(dir, "run")}
	for _, c := range []struct {
		args []string
		says string
	}{
		{nil, "want at least 2, and 8 for a verdict"},
		{studyUnits()[:1], "1 unit; want at least 2"},
		{append(studyUnits(), "script:pro"), "name it as an opponent; --gauntlet names the opponents"},
		{append(studyUnits(), "--gauntlet", "script:nobody"), "opponents: contestant"},
		{append(studyUnits(), "--wrong-press-cost", "5,5"), "wrong-press cost 5 is named twice"},
		{append(studyUnits(), "--wrong-press-cost", "-5"), `--wrong-press-cost: "-5" is out of range; want 0 to`},
		{append(studyUnits(), "--pairs", "1"), `--pairs "1" is out of range; want 2 to`},
		{append(studyUnits(), "--workers", "0"), `--workers "0" is out of range; want 1 to`},
		{append(studyUnits(), tinyModel+"?decode=sample&name=s|ow", tinyModel+"?decode=sample&name=s_ow"), "share the folder"},
		{append(studyUnits(), "--gauntlet", "script:pro,script:rookie,script:pro?name=again"), "opponent script:pro?name=again is named twice"},
		{append(studyUnits(), "--units", write(t, dir, "bad.txt", []byte("\ufeff# units\n"+tinyModel+" # note\n"))), "bad.txt: line 2: contestant"},
		{append(studyUnits(), "--units", filepath.Join(dir, "none.txt")), "none.txt"},
		{append(studyUnits(), "--units", write(t, dir, "empty.txt", []byte("# nothing\n"))), "names no contestant"},
		{studyUnits(), "nowhere"},
	} {
		refuses(t, append(base, c.args...), c.says)
	}
}
