package main

import (
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestReportWritesOneFileAndPrintsTheRecommendation(t *testing.T) {
	dir := t.TempDir()
	run, page := filepath.Join(dir, "my-run"), filepath.Join(dir, "report.html")
	mustRun(t, "tournament", "--pairs", "2", "--match-seconds", "5", "--out", run, "script:pro", "script:dummy")
	code, out, errs := kumite(t, "report", "--out", page, run)
	if code != 0 || !strings.HasPrefix(out, "No clear choice: pro leads (pair score ") || strings.Count(out, "\n") != 1 {
		t.Errorf("exit %d, stdout %q; want 0 and the recommendation", code, out)
	}
	if errs != "the report has no replays: kumite-web is not beside kumite; build it with `make web`\n" {
		t.Errorf("stderr is %q, want that the player is missing", errs)
	}
	for _, want := range []string{"<!DOCTYPE html>", "my-run – kumite report", strings.TrimSpace(out)} {
		if !strings.Contains(html.UnescapeString(string(read(t, page))), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	player := filepath.Join(dir, "player")
	refuses(t, []string{"report", "--out", page, "--player", player, run}, "read player", "player: no such file or directory")
}

func TestReportRefusesWhatIsNotAFinishedRun(t *testing.T) {
	dir := t.TempDir()
	page := filepath.Join(dir, "report.html")
	refuses(t, []string{"report", "--out", page, dir}, "is not a run folder: it has no manifest.json")
	refuses(t, []string{"report", "--out", page}, "want `kumite report --out FILE RUN")
	refuses(t, []string{"report", dir}, "--out is missing; `kumite report --help` lists the flags")
	refuses(t, []string{"report", "--out", filepath.Join(dir, "none", "r.html"), dir}, "does not exist; create it first")
}

func TestReportComparesRunsAndDrawsSweeps(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	short := []string{"--pairs", "2", "--match-seconds", "5", "--seed", "3"}
	for name, who := range map[string]string{"before": "script:rookie?name=mine", "after": "script:pro?name=mine"} {
		mustRun(t, append(append([]string{"tournament", "--out", in(name)}, short...), who, "script:spammer")...)
	}
	sweep := mustRun(t, append(append([]string{"tournament", "--sweep", "delay=0..6/6", "--json"}, short...), "../../models/pro-tiny.onnx", "script:spammer")...)
	if err := os.WriteFile(in("sweep.json"), []byte(sweep), 0o644); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "report", "--out", in("report.html"), "--sweep", in("sweep.json"), in("after"), in("before"))
	page := html.UnescapeString(string(read(t, in("report.html"))))
	for _, want := range []string{"Compared with " + in("before"), "2 on the same seeds, against spammer", `<img class="chart" src="data:image/svg+xml;base64,`, "over delay against spammer, 2 pairs each, seed 3"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	refuses(t, []string{"report", "--out", in("x.html"), "--sweep", in("report.html"), in("after")}, "read sweep")
	refuses(t, []string{"report", "--out", in("x.html"), "--study", in("after"), in("after")}, "name the folder of `kumite study --out`")
}

func TestReportShowsEvaluationsAndKeptScores(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	const tiny = "../../models/pro-tiny.onnx"
	short := []string{"--pairs", "2", "--match-seconds", "5", "--seed", "3", "--keep-scores"}
	mustRun(t, append(append([]string{"tournament", "--out", in("run")}, short...), tiny, "script:pro")...)
	if out := mustRun(t, "replay", "verify", in("run")); !strings.Contains(out, "4 files of scores agree with the recordings\n") {
		t.Errorf("verify says %q", out)
	}
	mustRun(t, "record", "--out", in("logs"), "--matches", "1")
	eval := mustRun(t, "eval", "--logs", in("logs"), "--json", tiny)
	if err := os.WriteFile(in("eval.json"), []byte(eval), 0o644); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "report", "--out", in("report.html"), "--eval", in("eval.json"), in("run"))
	page := html.UnescapeString(string(read(t, in("report.html"))))
	for _, want := range []string{"pro-tiny of this run, same model and decoder", "confusion matrix of pro-tiny", "kumite.train_prior", "How matches were lost", `<th scope="col">masked</th>`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	refuses(t, []string{"report", "--out", in("x.html"), "--eval", in("report.html"), in("run")}, "read evaluation")
	refuses(t, append(append([]string{"tournament"}, short...), tiny, "script:pro"), "--keep-scores needs a folder to keep them in; name it with --out")
	torn, err := filepath.Glob(in("run/replays/*.replay"))
	if err != nil || len(torn) != 4 {
		t.Fatal(torn, err)
	}
	if err := os.Truncate(torn[0], 20); err != nil {
		t.Fatal(err)
	}
	mustRun(t, "report", "--out", in("report.html"), in("run"))
	if page := html.UnescapeString(string(read(t, in("report.html")))); !strings.Contains(page, "how matches were lost is not shown: read "+torn[0]) {
		t.Error("the page does not say why the breakdown is missing")
	}
}
