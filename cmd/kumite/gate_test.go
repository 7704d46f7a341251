package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// newGate is a gate's folder with three candidates: one that beats a champion
// who never acts, one that never acts either, and one that is no model.
func newGate(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	at := filepath.Join(dir, "candidates")
	if err := os.Mkdir(at, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"pro-ce.onnx", "pro-ce.canary.json", "pro-ce.md"} {
		write(t, at, strings.Replace(name, "pro-ce", "good", 1), read(t, "../../models/"+name))
	}
	external := "../../policy/ort/testdata/external."
	write(t, at, "idle.onnx", read(t, external+"onnx"))
	write(t, at, "external.data", read(t, external+"data"))
	write(t, at, "idle.onnx.json", []byte(`{"kumite.bias": [1000, 0, 0], "kumite.decoder": "decode=argmax"}`))
	write(t, at, "broken.onnx", []byte("this is no model"))
	return dir
}

func gateArgs(dir string, more ...string) []string {
	return append([]string{"tournament", "--isolate", "off", "--gate", dir, "--champion", "script:dummy", "--sign", "R. Referee", "--match-seconds", "10", "--json"}, more...)
}

// tree lists the files below a folder, without those of runs.
func tree(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if d.Name() == "runs" {
			return filepath.SkipDir
		}
		if rel, _ := filepath.Rel(dir, path); !d.IsDir() && rel != ".lock" {
			all = append(all, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// settled is what tree lists once newGate's candidates are judged.
var settled = []string{
	"accepted/good/good.canary.json", "accepted/good/good.md", "accepted/good/good.onnx", "accepted/good/record.json",
	"rejected/broken/broken.onnx", "rejected/broken/record.json",
	"rejected/idle/external.data", "rejected/idle/idle.onnx", "rejected/idle/idle.onnx.json", "rejected/idle/record.json",
}

func TestAGateMovesCandidatesWithAllTheirFilesAndSaysWhy(t *testing.T) {
	dir := newGate(t)
	var doc struct{ Records []gateRecord }
	if err := json.Unmarshal([]byte(mustRun(t, gateArgs(dir)...)), &doc); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, dir); !slices.Equal(got, settled) {
		t.Errorf("the gate's folder holds\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(settled, "\n"))
	}
	if len(doc.Records) != 3 {
		t.Fatalf("%d records, want 3", len(doc.Records))
	}
	for i, want := range []struct {
		name     string
		decision decision
		why      string
	}{{"broken", rejected, "not a complete ONNX file"}, {"good", accepted, "50 Elo above the champion rather than 0: LLR "}, {"idle", rejected, "0 Elo above the champion rather than 50: LLR "}} {
		r := doc.Records[i]
		if r.Candidate != want.name || r.Decision != want.decision || !strings.Contains(r.Why, want.why) || r.SignedBy != "R. Referee" || r.Time == "" || r.ModelSHA256 == "" {
			t.Errorf("record %+v, want %s %s because %s", r, want.name, want.decision, want.why)
		}
		var beside gateRecord
		if err := json.Unmarshal(read(t, filepath.Join(dir, r.Place, "record.json")), &beside); err != nil || beside.Why != r.Why {
			t.Errorf("beside %s stands %+v, %v", r.Candidate, beside, err)
		}
		if r.Replays != "" {
			if found, _ := filepath.Glob(filepath.Join(dir, r.Replays, "*.replay")); len(found) < 2*r.Pentanomial.Pairs() {
				t.Errorf("%s: %d replays of %d pairs in %s", r.Candidate, len(found), r.Pentanomial.Pairs(), r.Replays)
			}
		}
	}
	if out := mustRun(t, gateArgs(dir)...); !strings.Contains(out, `"records": []`) {
		t.Errorf("a gate without candidates prints %s", out)
	}
}

func TestAnInconclusiveCandidateStaysWithItsRecord(t *testing.T) {
	dir := newGate(t)
	for _, name := range []string{"broken.onnx", "idle.onnx"} {
		if err := os.Remove(filepath.Join(dir, "candidates", name)); err != nil {
			t.Fatal(err)
		}
	}
	code, out, errs := kumite(t, gateArgs(dir, "--max-pairs", "1", "--fail-on-reject")...)
	if code != 1 || !strings.Contains(errs, "good is inconclusive") || !strings.Contains(out, `"decision": "inconclusive"`) {
		t.Errorf("exit %d, %s%s; want 1 and an inconclusive candidate", code, out, errs)
	}
	if _, err := os.Stat(filepath.Join(dir, "candidates", "good.gate.json")); err != nil {
		t.Error(err)
	}
	mustRun(t, gateArgs(dir)...) // with more pairs
	if got := tree(t, dir); !slices.Contains(got, "accepted/good/good.onnx") || slices.Contains(got, "candidates/good.gate.json") {
		t.Errorf("after a test with more pairs the gate's folder holds %v", got)
	}
}

func TestAMoveThatWasCutShortIsFinished(t *testing.T) {
	whole := newGate(t)
	mustRun(t, gateArgs(whole)...)
	// Wherever a crash cuts the move of three files: record only, or some moved.
	for moved := range 4 {
		dir := newGate(t)
		partial := filepath.Join(dir, "accepted", ".good.partial")
		if err := os.MkdirAll(partial, 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, partial, "record.json", read(t, filepath.Join(whole, "accepted", "good", "record.json")))
		for _, name := range []string{"good.onnx", "good.canary.json", "good.md"}[:moved] {
			if err := os.Rename(filepath.Join(dir, "candidates", name), filepath.Join(partial, name)); err != nil {
				t.Fatal(err)
			}
		}
		if err := finishMoves(dir); err != nil {
			t.Fatal(err)
		}
		got := tree(t, filepath.Join(dir, "accepted"))
		if want := []string{"good/good.canary.json", "good/good.md", "good/good.onnx", "good/record.json"}; !slices.Equal(got, want) {
			t.Errorf("cut after %d files: accepted holds %v, want %v", moved, got, want)
		}
	}
	dir := newGate(t) // before the record was whole nothing has happened
	if err := os.MkdirAll(filepath.Join(dir, "rejected", ".good.partial"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := finishMoves(dir); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, dir); len(got) != 7 {
		t.Errorf("a move without a record left %v", got)
	}
}

func TestExternalDataThatTwoCandidatesNeedGoesWithBoth(t *testing.T) {
	dir := newGate(t)
	at := filepath.Join(dir, "candidates")
	write(t, at, "twin.onnx", read(t, filepath.Join(at, "idle.onnx")))
	r := gateRecord{Candidate: "idle", Decision: rejected, ModelSHA256: "abc", Files: filesOf(filepath.Join(at, "idle.onnx"))}
	if err := place(dir, &r); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"candidates/external.data", "candidates/twin.onnx", "rejected/idle/external.data", "rejected/idle/idle.onnx"} {
		if !slices.Contains(tree(t, dir), path) {
			t.Errorf("%s is missing: %v", path, tree(t, dir))
		}
	}
}

func TestAGateRefusesWhatItCannotJudge(t *testing.T) {
	dir := newGate(t)
	bare := []string{"tournament", "--gate", dir, "--sign", "me"}
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"no champion":    {bare, "put the one champion there, or name it with --champion"},
		"no signature":   {[]string{"tournament", "--gate", dir, "--champion", "script:dummy"}, "--sign NAME"},
		"no candidates":  {[]string{"tournament", "--gate", t.TempDir(), "--sign", "me"}, "put models there"},
		"contestants":    {append(bare, "script:pro"), "no contestants"},
		"a run folder":   {append(bare, "--out", dir), "--out has no place at a gate"},
		"a bad champion": {append(bare, "--champion", filepath.Join(dir, "candidates", "broken.onnx")), "champion: "},
		"a sign alone":   {[]string{"tournament", "--sign", "me", "script:pro", "script:dummy"}, "--sign is of a gate"},
	} {
		t.Run(name, func(t *testing.T) { refuses(t, c.args, c.says) })
	}
}

// An entry that cannot be judged holds up no other, and is left where it is.
func TestAGateLeavesWhatItCannotJudgeAndGoesOn(t *testing.T) {
	dir := newGate(t)
	renamed := filepath.Join(filepath.Dir(dir), "g[1]*") // no pattern
	if err := os.Rename(dir, renamed); err != nil {
		t.Fatal(err)
	}
	candidates := filepath.Join(renamed, "candidates")
	write(t, candidates, "A?b.onnx", []byte("x"))
	if err := os.Mkdir(filepath.Join(candidates, "folder.onnx"), 0o755); err != nil {
		t.Fatal(err)
	}
	code, out, errs := kumite(t, gateArgs(renamed)...)
	for _, want := range []string{"A?b.onnx is left there: a contestant's file has no ?", "folder.onnx is left there: it is a folder"} {
		if code != 2 || !strings.Contains(errs, want) {
			t.Errorf("exit %d, stderr %q; want 2 and %q", code, errs, want)
		}
	}
	var doc struct{ Records []gateRecord }
	if err := json.Unmarshal([]byte(out), &doc); err != nil || len(doc.Records) != 3 {
		t.Errorf("%d records (%v); want the three others judged", len(doc.Records), err)
	}
	want := append([]string{"candidates/A?b.onnx"}, settled...)
	slices.Sort(want)
	if got := tree(t, renamed); !slices.Equal(got, want) {
		t.Errorf("the gate's folder holds\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// What is wrong with the machine is no candidate's fault.
func TestAGateRejectsNobodyForTheMachinesFault(t *testing.T) {
	dir := newGate(t)
	before := tree(t, dir)
	refuses(t, gateArgs(dir, "--provider", "cuda"), "provider cuda: ONNX Runtime")
	if after := tree(t, dir); !slices.Equal(before, after) {
		t.Errorf("%v became %v", before, after)
	}
}
