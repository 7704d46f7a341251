package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/gate"
)

// newGate is a gate's folder with two candidates: one that beats a champion that
// never acts, and one that is not a model.
func newGate(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	at := filepath.Join(dir, "candidates")
	if err := os.Mkdir(at, 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, at, "good.onnx", read(t, "../../models/pro-ce.onnx"))
	write(t, at, "broken.onnx", []byte("this is not a model"))
	return dir
}

func gateArgs(dir string, more ...string) []string {
	return append([]string{"tournament", "--isolate", "off", "--gate", dir, "--champion", "script:dummy", "--sign", "R. Referee", "--match-seconds", "10"}, more...)
}

func TestAGatePrintsItsDecisionsAndSetsTheExitCode(t *testing.T) {
	dir := newGate(t)
	code, out, errs := kumite(t, gateArgs(dir, "--max-pairs", "1", "--fail-on-reject", "--json")...)
	var doc gate.Document
	if err := json.Unmarshal([]byte(out), &doc); err != nil || code != 1 || !strings.Contains(errs, "broken is rejected: ") {
		t.Fatalf("exit %d, %s\n%s(%v); want 1 and the rejected candidate", code, errs, out, err)
	}
	if len(doc.Records) != 2 || doc.Records[1].Decision != gate.Inconclusive || doc.Records[1].Command != commandLine() || doc.Records[1].Version == "" || doc.Records[1].Time == "" {
		t.Errorf("records %+v; want the second inconclusive, with command, version and time", doc.Records)
	}
	if out := mustRun(t, gateArgs(dir)...); !strings.Contains(out, "│ good      │ accepted │") || !strings.Contains(out, "now in "+filepath.Join(dir, "accepted", "good")) || !strings.Contains(out, "signed off by R. Referee") {
		t.Errorf("with more pairs it prints\n%s", out)
	}
	if out := mustRun(t, gateArgs(dir)...); !strings.HasPrefix(out, "no candidates in ") {
		t.Errorf("a gate without candidates prints %s", out)
	}
	if out := mustRun(t, gateArgs(dir, "--json")...); !strings.Contains(out, `"records": []`) {
		t.Errorf("a gate without candidates prints %s", out)
	}
}

func TestAGateReportsSkippedCandidatesAndJudgesTheOthers(t *testing.T) {
	dir := newGate(t)
	if err := os.Mkdir(filepath.Join(dir, "candidates", "folder.onnx"), 0o755); err != nil {
		t.Fatal(err)
	}
	code, out, errs := kumite(t, gateArgs(dir)...)
	if code != 2 || !strings.Contains(errs, "folder.onnx skipped: it is a folder") || !strings.Contains(out, "accepted") {
		t.Errorf("exit %d, stderr %q, stdout\n%s; want 2, the skipped candidate, and the others' table", code, errs, out)
	}
}

func TestAGateRefusesInvalidFlagsAndFolders(t *testing.T) {
	dir := newGate(t)
	bare := []string{"tournament", "--gate", dir, "--sign", "me"}
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"no champion":    {bare, "put one model there, or name a champion"},
		"no signature":   {[]string{"tournament", "--gate", dir, "--champion", "script:dummy"}, "--sign NAME"},
		"no candidates":  {[]string{"tournament", "--gate", t.TempDir(), "--sign", "me"}, "put models there"},
		"contestants":    {append(bare, "script:pro"), "not from the command line"},
		"a run folder":   {append(bare, "--out", dir), "--out cannot be used with --gate"},
		"a table":        {append(bare, "--details"), "--details cannot be used with --gate"},
		"pairs":          {append(bare, "--pairs", "5"), "--pairs cannot be used with --gate"},
		"a bad champion": {append(bare, "--champion", filepath.Join(dir, "candidates", "broken.onnx")), "champion: "},
		"a provider":     {gateArgs(dir, "--provider", "cuda"), "provider cuda: ONNX Runtime"},
		"no workers":     {gateArgs(dir, "--workers", "0"), `--workers "0" is out of range`},
		"a sign alone":   {[]string{"tournament", "--sign", "me", "script:pro", "script:dummy"}, "--sign needs a gate"},
	} {
		t.Run(name, func(t *testing.T) { refuses(t, c.args, c.says) })
	}
}

func TestWorkersPlayTheGateOfOneProcess(t *testing.T) {
	judge := func(more ...string) string {
		var doc gate.Document
		out := mustRun(t, gateArgs(newGate(t), append(more, "--json")...)...)
		if err := json.Unmarshal([]byte(out), &doc); err != nil || len(doc.Records) != 2 || doc.Records[1].Decision != gate.Accepted {
			t.Fatalf("%s (%v); want the second of two to be accepted", out, err)
		}
		r := doc.Records[1]
		r.Time, r.Command, r.Run, r.Replays = "", "", "", ""
		text, err := json.MarshalIndent(r, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	want := judge()
	withWorker(t, func(url string) {
		if got := judge("--nats", url); got != want {
			t.Errorf("workers play\n%s\none process\n%s", got, want)
		}
	})
}
