package bot_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/bot"
)

func TestPatternsAreExpandedAndSorted(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"m/b.onnx", "m/a.onnx", "m/a.onnx.json", "n/c.onnx", "n/x[1].onnx", "n/x1.onnx"} {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for spec, want := range map[string][]string{
		"m/*.onnx":                      {"m/a.onnx", "m/b.onnx"},
		"*/[ab].onnx?decode=argmax":     {"m/a.onnx?decode=argmax", "m/b.onnx?decode=argmax"},
		"onnx:m/b*.onnx":                {"onnx:m/b.onnx"},
		"n/x[1].onnx":                   {"n/x[1].onnx"}, // it exists
		"script:pro":                    {"script:pro"},
		"m/none.onnx":                   {"m/none.onnx"}, // not a pattern; loading it reports that it does not exist
		"m/a.onnx?name=*":               {"m/a.onnx?name=*"},
		"script:pro?name=the [best] *.": {"script:pro?name=the [best] *."},
	} {
		got, err := bot.Expand([]string{"script:dummy", spec})
		if err != nil || !slices.Equal(got, append([]string{"script:dummy"}, want...)) {
			t.Errorf("%s: got %v, %v; want %v", spec, got, err, want)
		}
	}
	for spec, says := range map[string]string{
		"m/z*.onnx?decode=argmax": "the pattern names no file",
		"m/[ab.onnx":              "not a valid pattern",
		"nowhere/*.onnx":          "the pattern names no file",
	} {
		if got, err := bot.Expand([]string{spec}); err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), spec) {
			t.Errorf("%s: got %v, %v; want %q", spec, got, err, says)
		}
	}
	if got, err := bot.ExpandOne("m/b*.onnx"); err != nil || got != "m/b.onnx" {
		t.Errorf("got %q, %v; want m/b.onnx", got, err)
	}
	if got, err := bot.ExpandOne("m/*.onnx"); err == nil || !strings.Contains(err.Error(), "names 2 files") {
		t.Errorf("got %q, %v; want an error", got, err)
	}
}

func TestAPatternIsParsedAsTheContestantsThatItNames(t *testing.T) {
	one, err := bot.ParsePattern("../../models/pro-ti*.onnx?decode=argmax")
	if err != nil || !strings.HasSuffix(one.Path, "pro-tiny.onnx") {
		t.Errorf("got %+v and %v, want the model pro-tiny", one, err)
	}
	if _, err := bot.ParsePattern("../../models/pro-*.onnx"); err == nil || !strings.Contains(err.Error(), "want one") {
		t.Errorf("several files: got %v, want them refused", err)
	}
	all, err := bot.ParsePatterns([]string{"script:pro", "../../models/pro-ti*.onnx", "script:pro"})
	if err != nil || len(all) != 3 || all[0].Name == all[2].Name {
		t.Errorf("got %+v and %v, want three contestants with different names", all, err)
	}
}
