package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAReviewIsPreparedJudgedAndUnblinded(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	mustRun(t, "tournament", "--pairs", "6", "--match-seconds", "10", "--out", in("run"), "script:pro", "script:spammer")
	if err := os.Mkdir(in("player"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"player.wasm.gz", "wasm_exec.js"} { // the page is opened by tests of internal/report/html
		if err := os.WriteFile(filepath.Join(in("player"), name), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out := mustRun(t, "review", in("run"), "--a", "pro", "--b", "spammer", "--out", in("review"), "--situations", "10", "--player", in("player"))
	if !strings.Contains(out, "review.html: 10 situations, 1 of them twice; ") || !strings.Contains(out, "60 % prefer one of two: 210, 65 %: 97, 70 %: 54, 75 %: 35") {
		t.Errorf("review says %q", out)
	}
	page := string(read(t, filepath.Join(in("review"), "review.html")))
	if strings.Contains(page, "spammer") || strings.Contains(page, "script:") {
		t.Error("the page says who plays")
	}
	refuses(t, []string{"review", "results", in("review")}, "has no verdicts")
	_, sum, ok := strings.Cut(page, `{"Review":"`)
	if !ok {
		t.Fatal("the page does not name its review")
	}
	file, err := json.Marshal(map[string]any{"schema": "kumite.review-verdicts/1", "review": sum[:64], "reviewer": "A. User", "verdicts": []any{
		map[string]any{"item": 0, "choice": "left", "when": "2026-01-31T12:00:00Z"}, map[string]any{"item": 1, "choice": "same", "when": "2026-01-31T12:00:00Z"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(in("verdicts.json"), file, 0o644); err != nil {
		t.Fatal(err)
	}
	if out := mustRun(t, "review", "add", in("review"), in("verdicts.json")); !strings.HasSuffix(out, "verdicts.json: added 2 verdicts\n") {
		t.Errorf("add says %q", out)
	}
	out = mustRun(t, "review", "results", in("review"))
	for _, want := range []string{"pro, spammer", "no preference is shown: ", "reviewers: 1, verdicts: 2", "Krippendorff's α –"} {
		if !strings.Contains(out, want) {
			t.Errorf("results lack %q:\n%s", want, out)
		}
	}
	if out := mustRun(t, "review", "results", "--json", in("review")); !strings.Contains(out, `"schema": "kumite.review/1"`) {
		t.Errorf("JSON is %q", out)
	}
	refuses(t, []string{"review", in("run"), "--a", "pro", "--b", "nobody", "--out", in("other"), "--player", in("player")}, "has no contestant nobody")
	refuses(t, []string{"review", in("run"), "--a", "pro"}, "--b and --out are missing")
}
