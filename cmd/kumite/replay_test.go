package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// shortRun plays a short tournament and returns its replays' folder.
func shortRun(t *testing.T) string {
	t.Helper()
	run := filepath.Join(t.TempDir(), "run")
	mustRun(t, "tournament", "--pairs", "2", "--match-seconds", "10", "--out", run, "script:pro", "script:spammer")
	return filepath.Join(run, "replays")
}

// change rewrites a recording.
func change(t *testing.T, path string, how func(*duel.Recording)) {
	t.Helper()
	r, err := duel.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	how(r)
	if err := durable.WriteFile(path, r.Encode); err != nil {
		t.Fatal(err)
	}
}

func TestADesyncExitsWith1AndNamesFileAndTick(t *testing.T) {
	dir := shortRun(t)
	broken := filepath.Join(dir, "00-00000-1.replay")
	change(t, broken, func(r *duel.Recording) { r.Hashes[1]++ })
	code, out, errs := kumite(t, "replay", "verify", dir)
	if code != 1 || errs != "" {
		t.Errorf("exit %d, stderr %q; want 1 and silence", code, errs)
	}
	for _, want := range []string{broken + ": desync by tick 120: ", "\n3 of 4 recordings reproduce bit for bit; "} {
		if !strings.Contains(out, want) {
			t.Errorf("stdout lacks %q:\n%s", want, out)
		}
	}
}

func TestARecordingThatCannotBeReadIsAnError(t *testing.T) {
	dir := shortRun(t)
	torn := filepath.Join(dir, "00-00000-0.replay")
	whole := read(t, torn)
	write(t, dir, filepath.Base(torn), whole[:len(whole)/2])
	refuses(t, []string{"replay", "verify", torn}, torn)
	change(t, filepath.Join(dir, "00-00001-0.replay"), func(r *duel.Recording) { r.Hashes[0]++ })
	write(t, dir, "x.replay", []byte("no recording"))
	code, out, errs := kumite(t, "replay", "verify", dir)
	if code != 2 || !strings.Contains(out, "00-00001-0.replay: desync by tick 60") || !strings.Contains(errs, "and 1 more cannot be read") {
		t.Errorf("exit %d\n%s%s; want 2, the desync all the same, and how many cannot be read", code, out, errs)
	}
}

func TestAHostileRecordingIsRefusedOrDesyncs(t *testing.T) {
	dir := shortRun(t)
	path := filepath.Join(dir, "00-00000-0.replay")
	whole := read(t, path)
	for i := range 60 { // every byte of a gzip stream is under its checksum or in its header
		at := i * len(whole) / 60
		broken := append([]byte(nil), whole...)
		broken[at] ^= 0x55
		write(t, dir, filepath.Base(path), broken)
		if code, out, errs := kumite(t, "replay", "verify", path); code == 0 && at > 9 || strings.Contains(out+errs, "panic") {
			t.Errorf("byte %d: exit %d\n%s%s", at, code, out, errs)
		}
	}
	write(t, dir, filepath.Base(path), whole)
	change(t, path, func(r *duel.Recording) {
		for i := range r.Inputs {
			r.Inputs[i] = [2]sim.Input{{Skill: 200, Move: 255}, {Skill: sim.NumSkills, Move: 255}}
		}
	})
	if code, out, errs := kumite(t, "replay", "verify", path); code == 0 {
		t.Errorf("foreign skills reproduce: %s%s", out, errs)
	}
}

func TestAMatchLineThatDiffersFromItsRecordingExitsWith1(t *testing.T) {
	run := filepath.Dir(shortRun(t))
	if out := mustRun(t, "replay", "verify", run); !strings.Contains(out, run+": 4 of 4 matches agree with their recordings\n") {
		t.Errorf("a run as it was played:\n%s", out)
	}
	whole := string(read(t, filepath.Join(run, "matches.jsonl")))
	write(t, run, "matches.jsonl", []byte(strings.Replace(whole, `"seed":`, `"seed":1`, 1)))
	code, out, errs := kumite(t, "replay", "verify", run)
	if code != 1 || errs != "" || !strings.Contains(out, `line 1: seed is "1`) || !strings.Contains(out, "3 of 4 matches agree with their recordings") {
		t.Errorf("exit %d, stderr %q\n%s; want 1 and which line differs", code, errs, out)
	}
	write(t, run, "matches.jsonl", []byte("{\n"+whole))
	if code, _, errs := kumite(t, "replay", "verify", run); code != 2 || !strings.Contains(errs, "matches.jsonl: line 1: ") {
		t.Errorf("a line that is not JSON: exit %d, %q", code, errs)
	}
}

func TestReplayRefusesWhatIsNotARecording(t *testing.T) {
	refuses(t, []string{"replay", "verify"}, "no recordings; name files or folders")
	refuses(t, []string{"replay", "verifi"}, `did you mean "verify"?`)
	refuses(t, []string{"replay", "verify", "nope"}, "nope: no such file")
	refuses(t, []string{"replay", "verify", t.TempDir()}, "contains no .replay files")
	refuses(t, []string{"replay", "verify", "replay.go"}, "replay.go: not a kumite recording")
	if out := mustRun(t, "replay"); !strings.Contains(out, "verify") {
		t.Errorf("help is %q", out)
	}
}
