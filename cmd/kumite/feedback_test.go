package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAComplaintBecomesATestThatACandidateSettles(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	mustRun(t, "tournament", "--pairs", "1", "--match-seconds", "20", "--seed", "7", "--out", in("run"), "script:dummy", "script:spammer")
	replay := filepath.Join(in("run"), "replays", "00-00000-0.replay")
	for _, tick := range []string{"300", "500", "700", "900", "1100"} {
		out := mustRun(t, "feedback", "--dir", in("feedback"), "add", "--replay", replay, "--tick", tick, "--kind", "should_have_acted", "--note", "\x1b[31m`wake` <b>up</b>\nnow", "--who", "A. User")
		if !strings.Contains(out, ": added complaint ") || !strings.Contains(out, "should have acted") {
			t.Errorf("add says %q", out)
		}
	}
	list := mustRun(t, "feedback", "--dir", in("feedback"), "list")
	if !strings.Contains(list, "should have acted") || !strings.Contains(list, "dummy") || strings.Contains(list, "\x1b") {
		t.Errorf("list is %q", list)
	}
	issue := mustRun(t, "feedback", "--dir", in("feedback"), "issue", "2", "--link", "report.html")
	for _, want := range []string{"# should have acted: `dummy`\n", "- moment: `tick 500, 8.33 s, left side`\n", ".replay`\n", "- [report](<report.html>)\n", "\n    \\u001b[31m`wake` <b>up</b>\n    now\n"} {
		if !strings.Contains(issue, want) {
			t.Errorf("the issue lacks %q:\n%s", want, issue)
		}
	}
	refuses(t, []string{"feedback", "--dir", in("feedback"), "issue", "9"}, `has no complaint "9"; it has 1 to 5`)
	made := mustRun(t, "feedback", "--dir", in("feedback"), "scenarios", "--out", in("scenarios"))
	if !strings.Contains(made, "acts within ") || !strings.Contains(made, " scenarios of 5 complaints\n") {
		t.Fatalf("scenarios says %q", made)
	}
	code, out, errs := kumite(t, "eval", "--scenarios", in("scenarios"), "script:dummy", "script:spammer")
	if code != 0 || !strings.Contains(out, "fails") || !strings.Contains(out, "passes, settled") || !strings.Contains(out, "; compared with dummy it settles ") {
		t.Errorf("exit %d: %s%s", code, out, errs)
	}
	code, out, errs = kumite(t, "eval", "--scenarios", in("scenarios"), "--json", "script:spammer", "script:dummy")
	var doc struct {
		Schema    string
		Scenarios []struct{ Scores []struct{ Change string } }
	}
	if err := json.Unmarshal([]byte(out), &doc); err != nil || code != 1 || doc.Schema != "kumite.scenarios/1" || !strings.Contains(errs, "dummy brings back ") {
		t.Errorf("the other way round: exit %d, %v, %s%s; want 1 and complaints brought back", code, err, out, errs)
	}
	refuses(t, []string{"eval", "--scenarios", in("scenarios"), "--resamples", "5", "script:pro"}, "--resamples cannot be used with --scenarios")
	refuses(t, []string{"eval", "--scenarios", in("scenarios")}, "no contestants")
	refuses(t, []string{"feedback", "--dir", in("none"), "list"}, "holds no feedback")
	refuses(t, []string{"eval", "--scenarios", in("scenarios"), "--server-token-file", in("none"), "oip://127.0.0.1:1/m"}, in("none"))
	refuses(t, []string{"feedback", "add"}, "nothing to add")
	for _, flag := range []string{"--replay=" + replay, "--tick=5", "--note=x"} {
		name, _, _ := strings.Cut(flag, "=")
		refuses(t, []string{"feedback", "--dir", in("feedback"), "add", flag, in("x.json")}, name+" cannot be used with a file that a report exported")
	}
	if err := os.WriteFile(in("x.json"), []byte("[]"), 0o644); err != nil {
		t.Fatal(err)
	}
	refuses(t, []string{"feedback", "--dir", in("feedback"), "add", in("x.json")}, "want the file that a report exports")
}
