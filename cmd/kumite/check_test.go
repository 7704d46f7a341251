package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/requirements"
	"github.com/kumite/kumite/cmd/internal/cli"
)

// service writes a requirements file whose measurements are short, and returns its path.
func service(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "service.yaml")
	if err := os.WriteFile(path, []byte("schema: kumite.requirements/1\nperiod: 1ms\ndecisions: 30\n"+text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// The bounds of these files are far from what any machine measures.
const (
	isMet       = "latency:\n  - {percentile: 50, at_most: 1h}\nmemory: {budget: 1TiB}\n"
	isMissed    = "latency:\n  - {percentile: 50, at_most: 1ns}\n"
	isUndecided = "latency:\n  - {percentile: 99.99, at_most: 1h}\n" // by at most 10 windows of 10 decisions
)

func TestCheckExitsWithItsVerdict(t *testing.T) {
	for name, c := range map[string]struct {
		file   string
		code   int
		out    []string
		stderr string
	}{
		"met":       {isMet, 0, []string{"│    PASS │", "│ felt p50, paced", "│ ≤ 3600000 ms │", "memory: 1000 or more fit 1.0TiB", "PASS: 3 of 3 requirements passed; seed 1\n"}, ""},
		"missed":    {isMissed, 1, []string{"│    FAIL │", "FAIL felt p50, paced: ", "FAIL: 1 of 2 requirements passed, 1 failed; seed 1\n"}, "kumite: FAIL: 1 of 2 requirements passed, 1 failed\n"},
		"undecided": {isUndecided, 1, []string{"│ UNDECIDED │", "UNDECIDED felt p99.99, paced: needs 4", "; set decisions: 46050\n"}, "kumite: UNDECIDED: 1 of 2 requirements passed, 1 undecided\n"},
		"malformed": {"latencyy: []\n", 2, nil, `service.yaml:4:1: key "latencyy" is unknown; did you mean "latency"? valid: `},
		"broken":    {"latency: [\n", 2, nil, "service.yaml:4:"},
	} {
		t.Run(name, func(t *testing.T) {
			code, out, errs := kumite(t, "check", "--window", "10ms", "--requirements", service(t, c.file), tinyModel)
			if code != c.code || !strings.Contains(errs, c.stderr) || strings.Count(errs, "\n") > 1 || (errs == "") != (c.stderr == "") || (out == "") != (c.out == nil) {
				t.Errorf("exit %d, stderr %q, want %d with %q\n%s", code, errs, c.code, c.stderr, out)
			}
			for _, want := range c.out {
				if !strings.Contains(out, want) {
					t.Errorf("got\n%s\nwant %q", out, want)
				}
			}
		})
	}
}

func TestCheckPrintsOneDocumentAndWritesJUnit(t *testing.T) {
	junit := filepath.Join(t.TempDir(), "check.xml")
	code, out, _ := kumite(t, "check", "--window", "10ms", "--json", "--junit", junit, "--requirements", service(t, isUndecided), tinyModel)
	var d requirements.Document
	if err := json.Unmarshal([]byte(out), &d); err != nil || code != 1 {
		t.Fatalf("exit %d, %v\n%s", code, err, out)
	}
	if d.Schema != "kumite.check/1" || d.Verdict != requirements.Undecided || len(d.SHA256) != 64 || len(d.FileSHA256) != 64 || len(d.Lines) != 2 || d.Lines[1].Needs == 0 {
		t.Errorf("got %+v, want one undecided line", d)
	}
	var suites struct {
		Skipped int `xml:"skipped,attr"`
	}
	if err := xml.Unmarshal(read(t, junit), &suites); err != nil || suites.Skipped != 1 {
		t.Errorf("got %+v and %v, want one skipped case", suites, err)
	}
}

func TestCheckPlaysMatchesAndEvaluatesLogs(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "logs")
	mustRun(t, "record", "--out", dir, "--matches", "2")
	file := service(t, "offline: [{logs: "+dir+", metric: frame_accuracy, at_least: 0, at_most: 1}]\n"+
		"online: {pairs: 2, opponents: [{opponent: script:dummy, at_least: 0.001}]}\nhealth: {no_faults: true}\n")
	out := mustRun(t, "check", "--requirements", file, tinyModel)
	for _, want := range []string{"│ frame_accuracy on ", "│ win rate against script:dummy", "│ faults in matches", "PASS: 4 of 4"} {
		if !strings.Contains(out, want) {
			t.Errorf("got\n%s\nwant %q", out, want)
		}
	}
}

func TestCheckInitPrintsAFileThatIsAccepted(t *testing.T) {
	out := mustRun(t, "check", "--init")
	if _, err := requirements.Parse("example.yaml", []byte(out)); err != nil {
		t.Error(err)
	}
}

func TestCheckRefusesInvalidFlags(t *testing.T) {
	file := service(t, isMet)
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"no requirements": {[]string{"check", tinyModel}, "no requirements; use --requirements FILE.yaml, or --init for an example"},
		"no such file":    {[]string{"check", "--requirements", "none.yaml", tinyModel}, "there is no such file; `kumite check --init` prints an example"},
		"no model":        {[]string{"check", "--requirements", file}, "no model to check; want `kumite check --requirements FILE.yaml MODEL"},
		"no such model":   {[]string{"check", "--requirements", file, "none.onnx"}, "there is no such file"},
		"a script":        {[]string{"check", "--requirements", file, "script:pro"}, "check is for models; name PATH.onnx"},
		"init with more":  {[]string{"check", "--init", tinyModel}, "leave out --requirements and models"},
		"a window":        {[]string{"check", "--requirements", file, "--window", "1ms", tinyModel}, "window is 1ms; want 10ms to 1h"},
		"junit":           {[]string{"check", "--requirements", file, "--junit", "/none/x.xml", tinyModel}, "folder /none does not exist"},
	} {
		t.Run(name, func(t *testing.T) { refuses(t, c.args, c.says) })
	}
}

func TestAnInterruptedCheckKeepsNothing(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	var out, errs bytes.Buffer
	code := cli.Run(ctx, rootCommand(), []string{"check", "--requirements", service(t, isMet), tinyModel}, &out, &errs)
	if code != 2 || out.Len() > 0 || errs.String() != "kumite: check: interrupted; nothing was kept\n" {
		t.Errorf("exit %d, %q and %q; want 2 and one line", code, out.String(), errs.String())
	}
}
