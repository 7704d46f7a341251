package main

import (
	"bytes"
	"encoding/json"
	"image"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
)

func TestResultsAreTheSameInProcessesOfTheirOwn(t *testing.T) {
	var results, matches [2]string
	for i, isolate := range []string{"off", "on"} {
		run := filepath.Join(t.TempDir(), "run")
		out := mustRun(t, "tournament", "--json", "--pairs", "2", "--seed", "5", "--match-seconds", "15", "--workers", "2", "--isolate", isolate,
			"--out", run, "../../models/pro-ce.onnx", tinyModel+"?decode=sample", "script:pro")
		results[i], matches[i] = withoutTimings(t, []byte(out)), string(read(t, filepath.Join(run, "matches.jsonl")))
	}
	if results[0] != results[1] {
		t.Errorf("results in this process\n%s\nin processes of their own\n%s", results[0], results[1])
	}
	if matches[0] != matches[1] {
		t.Errorf("matches in this process\n%s\nin processes of their own\n%s", matches[0], matches[1])
	}
}

func TestARecurrentModelPlaysTheSameInAnyProcessWithAnyNumberOfWorkers(t *testing.T) {
	var results []string
	for _, flags := range [][]string{{"--workers", "1"}, {"--workers", "2"}, {"--workers", "2", "--isolate", "on"}} {
		out := mustRun(t, append([]string{"tournament", "--json", "--pairs", "3", "--seed", "5", "--match-seconds", "10",
			"../../policy/ort/testdata/recurrent.onnx", tinyModel + "?decode=sample", "script:pro"}, flags...)...)
		results = append(results, withoutTimings(t, []byte(out)))
	}
	for _, got := range results[1:] {
		if got != results[0] {
			t.Errorf("results with one worker\n%s\nand otherwise\n%s", results[0], got)
		}
	}
}

// play runs a tournament and calls change with each isolated model after it is
// loaded.
func play(t *testing.T, change func(*bot.Model), specs ...string) (arena.Results, string) {
	t.Helper()
	contestants, err := bot.ParseAll(specs)
	if err != nil {
		t.Fatal(err)
	}
	setup := bot.Setup{Limit: 50 * time.Millisecond, Isolation: bot.Isolation{When: bot.Always, MemoryLimit: 1 << 30, Command: []string{os.Args[0], cli.NetworkCommand}}}
	var log bytes.Buffer
	tour := arena.Tournament{
		Config:  arena.Config{Contestants: contestants, Pairs: 2, Seed: 7, Rules: sim.DefaultRules()},
		Workers: 2, Log: zerolog.New(&log),
		Load: func(c bot.Contestant, delayTicks int32) (*bot.Model, error) {
			m, err := setup.Open(c, delayTicks, image.Pt(raster.Width, raster.Height))
			if err != nil {
				return nil, err
			}
			change(m)
			return m, nil
		},
	}
	tour.Config.Rules.MatchTicks = 10 * sim.TickRate
	out, err := tour.Run(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	return out.Results, log.String()
}

// among returns the pairing of two contestants.
func among(t *testing.T, r arena.Results, a, b string) string {
	t.Helper()
	for _, p := range r.Pairings {
		if p.A == a && p.B == b {
			text, err := json.Marshal(p)
			if err != nil {
				t.Fatal(err)
			}
			return string(text)
		}
	}
	t.Fatalf("no pairing of %s and %s", a, b)
	return ""
}

func TestAModelThatCrashesVoidsOnlyItsOwnMatches(t *testing.T) {
	good, bad := tinyModel+"?name=good", "?name=bad"
	alone, _ := play(t, func(*bot.Model) {}, good, "script:pro")
	for name, c := range map[string]struct {
		file, kind, reason string
		change             func(*bot.Model)
	}{
		"eats the memory": {"eater.onnx", "bad: crash: ", "out of memory (limit 1.0 GiB)", nil},
		"hangs":           {"hung.onnx", "bad: hang: ", "in consecutive runs no scores within 50ms of CPU time; look for an endless loop", nil},
		"segfaults": {"uint8.onnx", "bad: crash: ", "signal: segmentation fault", func(m *bot.Model) {
			// Every match begins with the signal that native code's mistake raises.
			m.Seed = func(uint64) {
				syscall.Kill(m.Session.(interface{ Pid() int }).Pid(), syscall.SIGSEGV)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			r, log := play(t, func(m *bot.Model) {
				if c.change != nil && m.SHA256 != alone.Contestants[0].ModelSHA256 {
					c.change(m)
				}
			}, good, "script:pro", "../../policy/ort/testdata/"+c.file+bad)
			if got, want := among(t, r, "good", "pro"), among(t, alone, "good", "pro"); got != want {
				t.Errorf("with a lost contestant the others make\n%s\nwithout it\n%s", got, want)
			}
			if x := r.Contestants[2]; x.Games != 0 || x.Voids == 0 || x.Losses != 0 {
				t.Errorf("the lost contestant has %d games, %d losses and %d voids; want voids alone", x.Games, x.Losses, x.Voids)
			}
			if !strings.Contains(log, c.kind) || !strings.Contains(log, c.reason) {
				t.Errorf("the log lacks %q or %q:\n%s", c.kind, c.reason, log)
			}
		})
	}
}

func TestAModelThatHangsInThisProcessLosesOnlyItsOwnDecisions(t *testing.T) {
	hung := "../../policy/ort/testdata/hung.onnx?name=hung"
	var r arena.Results
	out := mustRun(t, "tournament", "--isolate", "off", "--pairs", "1", "--match-seconds", "10", "--json", hung, "script:dummy")
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	x := r.Contestants[0]
	if x.Games != 2 || x.Voids != 0 || x.Ledger.Faults == 0 || x.Ledger.FaultKinds.Hung != x.Ledger.Faults || x.Ledger.Sent != 0 {
		t.Errorf("it has %d games, %d voids, %d faults and %d presses; want both games, with faults and no press", x.Games, x.Voids, x.Ledger.Faults, x.Ledger.Sent)
	}
}

// overload keeps every core busy with several processes until the test ends.
func overload(t *testing.T) {
	t.Helper()
	for range 3 * runtime.NumCPU() {
		hog := exec.Command("sh", "-c", "while :; do :; done")
		if err := hog.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			hog.Process.Kill()
			hog.Wait() // killed
		})
	}
}

func TestLoadVoidsNoMatch(t *testing.T) {
	overload(t)
	for _, when := range []bot.When{bot.Always, bot.Never} {
		tour := arena.Tournament{
			Config:  arena.Config{Pairs: 1, Seed: 7, Rules: sim.DefaultRules()},
			Workers: 2, Log: zerolog.Nop(),
			Load: bot.Setup{Limit: 10 * time.Millisecond, Isolation: bot.Isolation{When: when, Command: []string{os.Args[0], cli.NetworkCommand}}}.Loader(),
		}
		tour.Config.Rules.MatchTicks = 5 * sim.TickRate
		if err := tour.Config.SetContestants([]string{"../../models/pro-ce.onnx", tinyModel, "script:pro"}, ""); err != nil {
			t.Fatal(err)
		}
		out, err := tour.Run(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range out.Results.Contestants {
			if c.Games != 4 || c.Voids != 0 || c.Retried != 0 || c.Ledger.Faults != 0 {
				t.Errorf("isolation %s, on a busy machine: %s has %d games, %d voids, %d retries and %d faults; want 4 games",
					when, c.Name, c.Games, c.Voids, c.Retried, c.Ledger.Faults)
			}
		}
	}
}

// A folder named models is anybody's: what counts is that the file is a shipped one.
func TestIsolationIsChosenByTheContent(t *testing.T) {
	t.Chdir("../..")
	ce, err := filepath.Abs("models/pro-ce.onnx")
	if err != nil {
		t.Fatal(err)
	}
	strange, err := os.ReadFile("policy/ort/testdata/good.onnx")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "models"), 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, dir, "models/pro-ce.onnx", strange)
	write(t, dir, "models/large.onnx", make([]byte, 2<<20))
	write(t, dir, "copy.onnx", read(t, ce))
	if err := os.Symlink(ce, filepath.Join(dir, "link.onnx")); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	for path, want := range map[string]bool{
		ce: false, "copy.onnx": false, "link.onnx": false,
		"models/pro-ce.onnx": true, "./models/pro-ce.onnx": true, filepath.Join(dir, "models/pro-ce.onnx"): true,
		"models/large.onnx": true, "models/none.onnx": true, "models": true,
	} {
		if got := (bot.Isolation{When: bot.Auto}).Applies(path); got != want {
			t.Errorf("%s is isolated: %v, want %v", path, got, want)
		}
	}
}

func TestFlagsOfIsolationAreChecked(t *testing.T) {
	t.Chdir("../..")
	refuses(t, []string{"tournament", "--isolate", "maybe", "script:pro", "script:dummy"}, "--isolate", "valid: auto, on, off")
	refuses(t, []string{"tournament", "--memory-limit", "1GB", "script:pro", "script:dummy"}, "--memory-limit", "e.g. 512MiB")
	refuses(t, []string{"tournament", "--isolate", "on", "--memory-limit", "30MiB", "models/pro-ce.onnx", "script:dummy"}, "models/pro-ce.onnx", "out of memory (limit 30.0 MiB)", "raise --memory-limit")
	refuses(t, []string{"tournament", "--isolate", "on", "nope.onnx", "script:dummy"}, "load model nope.onnx: there is no such file")
}

func TestAnIsolatedModelHasTheSameAliases(t *testing.T) {
	c, err := bot.Parse(model)
	if err != nil {
		t.Fatal(err)
	}
	for name, when := range map[string]bot.Isolation{"in this process": {}, "isolated": {When: bot.Always, Command: []string{os.Args[0], cli.NetworkCommand}}} {
		setup := bot.Setup{Isolation: when, Aliases: map[string]string{"poke": "kick", "no_action": "idle", "unknown": "x"}}
		m, err := setup.Open(c, 6, image.Pt(raster.Width, raster.Height))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		contract := m.Session.Contract()
		if err := m.Close(); err != nil {
			t.Error(err)
		}
		if len(contract.Aliases) != 2 || contract.Alias("poke") != "kick" || contract.Alias("no_action") != "idle" || contract.Classes[contract.NoAction] != "no_action" {
			t.Errorf("%s: aliases %v and null class %d; want those of the setup", name, contract.Aliases, contract.NoAction)
		}
	}
}
