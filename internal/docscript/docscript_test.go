package docscript

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const root = "../.."

// pages are the pages whose commands are run.
var pages = []string{"README.md", "CONTRIBUTING.md", "docs/models.md", "docs/tuning.md", "docs/study.md", "docs/beyond.md", "docs/selection.md", "docs/formats.md", "docs/requirements.md", "docs/example/README.md", "docs/scale.md",
	"docs/window.md", "docs/tournaments.md", "docs/serving.md", "docs/monitoring.md"}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestEveryDocumentedCommandIsRunOrListedInNotRun(t *testing.T) {
	var commands []Command
	for _, page := range pages {
		commands = append(commands, Commands(page, read(t, filepath.Join(root, page)))...)
	}
	if len(commands) < 20 {
		t.Errorf("%d commands on %v; want at least 20", len(commands), pages)
	}
	scripts, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var runs []Run
	for _, script := range scripts {
		runs = append(runs, Runs(filepath.Base(script), read(t, script))...)
	}
	for _, wrong := range Check(commands, runs, NotRun) {
		t.Error(wrong)
	}
}

func TestCommandsAreThoseOfShellBlocks(t *testing.T) {
	page := strings.ReplaceAll(`# Page
kumite outside
~~~
make build
bin/kumite eval  --logs logs a.onnx   # offline
go test ./...
./kumite-watch --help
~~~
~~~sh
.deps/bin/python3 train.py
kumite study --units a.txt \
    --pairs 1
'kumite' quoted
~~~
~~~python
kumite = 1
~~~
`, "~~~", "```")
	want := []Command{
		{"p.md", 4, "make build"},
		{"p.md", 5, "bin/kumite eval --logs logs a.onnx"},
		{"p.md", 10, ".deps/bin/python3 train.py"},
		{"p.md", 11, "kumite study --units a.txt --pairs 1"},
	}
	if got := Commands("p.md", page); !slices.Equal(got, want) {
		t.Errorf("commands %+v, want %+v", got, want)
	}
}

func TestRunsNameThePageLineTheyStandFor(t *testing.T) {
	script := `exec kumite doctor
stdout ready
# page: kumite record --matches 300   # long
exec kumite record --matches 1
# page: kumite eval
stdout x
! exec kumite nonsense
-- file --
exec kumite tune
`
	want := []Run{
		{"s", 1, "kumite doctor", ""},
		{"s", 4, "kumite record --matches 1", "kumite record --matches 300"},
		{"s", 5, "", "kumite eval"},
		{"s", 7, "kumite nonsense", ""},
	}
	if got := Runs("s", script); !slices.Equal(got, want) {
		t.Errorf("runs %+v, want %+v", got, want)
	}
}

func TestEachDifferenceBetweenPagesAndScriptsIsNamed(t *testing.T) {
	commands := []Command{{"p.md", 3, "kumite record --matches 300"}, {"p.md", 4, "kumite doctor"}, {"p.md", 5, "make test"}}
	runs := []Run{{"s", 1, "kumite record --matches 1", "kumite record --matches 300"}, {"s", 2, "kumite doctor", ""}}
	notRun := map[string]string{"make test": "runs these tests"}
	if got := Check(commands, runs, notRun); len(got) != 0 {
		t.Fatalf("differences %q, want none", got)
	}
	for _, test := range []struct {
		name     string
		commands []Command
		runs     []Run
		notRun   map[string]string
		want     string
	}{
		{"a command that nothing runs", append(slices.Clone(commands), Command{"p.md", 6, "kumite tune"}), runs, notRun, `p.md:6: no script in internal/docscript/testdata/script runs "kumite tune"`},
		{"a page line that is gone", commands[1:], runs, notRun, `s:1: no page prints the command "kumite record --matches 300"`},
		{"a page line that nothing follows", commands, append(slices.Clone(runs), Run{"s", 9, "", "kumite doctor"}), notRun, `s:9: no exec line follows`},
		{"another command in its place", commands, []Run{{"s", 1, "kumite doctor", "kumite record --matches 300"}, runs[1]}, notRun, `which is another command`},
		{"a NotRun command that no page prints", commands[:2], runs, notRun, `NotRun: no page prints the command "make test"`},
		{"a NotRun command that is run", commands, append(slices.Clone(runs), Run{"s", 3, "make test", ""}), notRun, `NotRun: a script runs the command "make test"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := Check(test.commands, test.runs, test.notRun)
			if !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, test.want) }) {
				t.Errorf("differences %q; want one with %q", got, test.want)
			}
		})
	}
}
