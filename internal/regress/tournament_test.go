package regress

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// contestants are a model with three decoders, one of which draws, and two scripts.
var contestants = []string{"models/pro-ce.onnx", "models/pro-ce.onnx?decode=argmax", "models/pro-ce.onnx?decode=sample", "script:pro", "script:rookie"}

// tournament plays a run into a folder and returns everything that it wrote and
// printed.
func tournament(t *testing.T, dir, workers string) *transcript {
	t.Helper()
	args := slices.Concat([]string{"tournament", "--pairs", "3", "--seed", "7", "--match-seconds", "20"}, contestants)
	again := func(flags ...string) string {
		return kumite(t, slices.Concat(args, []string{"--out", dir, "--workers", workers}, flags)...)
	}
	d := &transcript{t: t}
	out := again("--json")
	d.add(typed(args)+" --json", out)
	if got := string(read(t, dir+"/results.json")); got != out {
		t.Errorf("results.json differs from what --json printed: %s", difference(got, out))
	}
	for _, name := range []string{"manifest.json", "matches.jsonl"} {
		d.add(name, string(read(t, dir+"/"+name)))
	}
	d.replays(dir + "/replays")
	d.add("--csv", maskColumns(t, again("--csv"), "decision_us_p50", "decision_us_p99"))
	d.add("--csv=pairings", again("--csv=pairings"))
	d.add("--markdown", again("--markdown"))
	d.add("--width 160", again("--width", "160"))
	d.add("--details", again("--details"))
	return d
}

func TestTournament(t *testing.T) {
	t.Parallel()
	d := tournament(t, "run", "2")
	d.equals("tournament")

	alone := tournament(t, "run-alone", "1")
	if diff := difference(alone.text.String(), d.text.String()); diff != "" {
		t.Errorf("one worker differs from two: %s", diff)
	}

	verified := &transcript{t: t}
	verified.run("replay", "verify", "run")
	verified.equals("replay-verify")
}

func TestTournamentWithRulesAndLatency(t *testing.T) {
	t.Parallel()
	write(t, "latency.csv", []byte("20\n35\n50\n120\n"))
	d := &transcript{t: t}
	d.run("tournament", "--json", "--pairs", "2", "--seed", "11", "--match-seconds", "20", "--gauntlet", "script:pro",
		"--latency", "file:latency.csv", "--wrong-press-cost", "100", "--isolate", "on",
		"models/pro-ce.onnx", "models/pro-ce.onnx?decode=hazard&threshold=0.3&delay=12&name=slow", "script:pro")
	d.equals("tournament-latency")
}

func TestSequentialTests(t *testing.T) {
	t.Parallel()
	sequential := []string{"tournament", "--json", "--sprt", "0,300", "--max-pairs", "8", "--seed", "5", "--match-seconds", "20"}
	d := &transcript{t: t}
	d.run(append(sequential, "models/pro-ce.onnx", "script:rookie", "script:dummy")...)
	d.run(append(sequential, "--challenge", "models/pro-ce.onnx", "script:rookie", "models/pro-ce.onnx?decode=argmax&name=naive")...)
	d.equals("tournament-sprt")
}

func TestSweep(t *testing.T) {
	t.Parallel()
	sweep := []string{"tournament", "--pairs", "2", "--seed", "5", "--match-seconds", "20"}
	delay := append(sweep, "--sweep", "delay=0..12/6", "models/pro-ce.onnx", "script:pro", "--out", "sweep")
	d := &transcript{t: t}
	d.run(append(delay, "--json", "--plot", "sweep.svg")...)
	d.file("sweep.svg")
	d.run(append(delay, "--csv")...)
	d.run(append(delay, "--markdown")...)
	d.run(append(sweep, "--sweep", "gamma=-4..0/2", "--json", "models/pro-ce.onnx", "script:pro", "script:rookie")...)
	d.equals("tournament-sweep")
}

func TestGate(t *testing.T) {
	t.Parallel()
	write(t, "gate/champion/pro-late.onnx", read(t, "models/pro-late.onnx"))
	write(t, "gate/candidates/pro-ce.onnx", read(t, "models/pro-ce.onnx"))
	write(t, "gate/candidates/silent.onnx", read(t, "models/pro-ce.onnx"))
	write(t, "gate/candidates/silent.onnx.json", []byte(`{"kumite.decoder": "decode=argmax"}`))
	d := &transcript{t: t}
	d.run("tournament", "--gate", "gate", "--sign", "tester", "--sprt", "0,300", "--max-pairs", "6", "--seed", "5", "--match-seconds", "20", "--isolate", "off", "--json")
	d.file("gate/accepted/pro-ce/record.json")
	d.add("gate", listing(t, "gate"))
	d.equals("tournament-gate")
}

// listing lists the files of a folder, except replays.
func listing(t *testing.T, dir string) string {
	t.Helper()
	var names strings.Builder
	root := at(t, dir)
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || filepath.Ext(path) == ".replay" {
			return err
		}
		name, err := filepath.Rel(root, path)
		names.WriteString(filepath.ToSlash(name) + "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names.String()
}
