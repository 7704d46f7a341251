package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// legsOf returns the lines of a run by contestants, pair and leg, without the number of
// the pairing, and checks that they are all different matches.
func legsOf(t *testing.T, run string) map[string]string {
	t.Helper()
	all := map[string]string{}
	for line := range bytes.Lines(read(t, filepath.Join(run, "matches.jsonl"))) {
		var l arena.Leg
		if err := json.Unmarshal(line, &l); err != nil {
			t.Fatal(err)
		}
		key := fmt.Sprint(l.A, " ", l.B, " ", l.Pair, " ", l.Leg)
		if all[key] != "" {
			t.Errorf("%s is played twice", key)
		}
		l.Pairing = 0
		text, err := json.Marshal(l)
		if err != nil {
			t.Fatal(err)
		}
		all[key] = string(text)
	}
	return all
}

// ownReplays checks that each leg of a run is read with its own recording.
func ownReplays(t *testing.T, dir string) {
	t.Helper()
	run, err := arena.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i := range run.Legs {
		l := &run.Legs[i]
		data, err := run.Replay(l)
		if err != nil {
			t.Fatal(err)
		}
		r, err := duel.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Contestants[sim.Left].Name + " " + r.Contestants[sim.Right].Name; got != l.On(sim.Left)+" "+l.On(sim.Right) || r.Seed != l.Seed {
			t.Errorf("%s is of %s, seed %d; want %s and %s, seed %d", run.ReplayName(l), got, r.Seed, l.On(sim.Left), l.On(sim.Right), l.Seed)
		}
	}
}

func TestAGrownRunEqualsOneThatWasThatLargeFromTheStart(t *testing.T) {
	fixed := []string{"tournament", "--json", "--match-seconds", "5", "--seed", "3", "--isolate", "off"}
	rookie, random, pro := "script:rookie", "script:random", "script:pro"
	for name, c := range map[string]struct{ first, then, whole []string }{
		"more pairs": {[]string{"--pairs", "2", rookie, tinyModel}, []string{"--pairs", "4"}, []string{"--pairs", "4", rookie, tinyModel}},
		"a contestant": {[]string{"--pairs", "2", rookie, tinyModel}, []string{random, rookie, tinyModel},
			[]string{"--pairs", "2", rookie, tinyModel, random}},
		"two contestants in another order and more pairs": {[]string{"--pairs", "1", rookie, random, tinyModel}, []string{"--pairs", "2", tinyModel, pro, random, rookie},
			[]string{"--pairs", "2", rookie, random, tinyModel, pro}},
		"a contestant of a gauntlet": {[]string{"--pairs", "1", "--gauntlet", pro, rookie, pro}, []string{rookie, random, pro},
			[]string{"--pairs", "1", "--gauntlet", pro, rookie, pro, random}},
		"another order": {[]string{"--pairs", "1", rookie, random}, []string{random, rookie}, []string{"--pairs", "1", rookie, random}},
		"a longer test": {[]string{"--sprt", "0,5", "--max-pairs", "2", rookie, random}, []string{"--pairs", "3"}, []string{"--sprt", "0,5", "--max-pairs", "3", rookie, random}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			run, whole := filepath.Join(dir, "run"), filepath.Join(dir, "whole")
			mustRun(t, append(append(fixed, "--out", run), c.first...)...)
			before := read(t, filepath.Join(run, "matches.jsonl"))
			got := mustRun(t, append([]string{"tournament", "--json", "--isolate", "off", "--out", run}, c.then...)...)
			want := mustRun(t, append(append(fixed, "--out", whole), c.whole...)...)
			if withoutTimings(t, []byte(got)) != withoutTimings(t, []byte(want)) {
				t.Errorf("results of the grown run\n%s\nof the whole run\n%s", got, want)
			}
			if after := read(t, filepath.Join(run, "matches.jsonl")); !bytes.HasPrefix(after, before) {
				t.Errorf("the first matches were\n%s\nand are\n%s", before, after)
			}
			if got, want := legsOf(t, run), legsOf(t, whole); !reflect.DeepEqual(got, want) {
				t.Errorf("matches of the grown run\n%v\nof the whole run\n%v", got, want)
			}
			mustRun(t, "replay", "verify", run)
			ownReplays(t, run)
			if again := mustRun(t, "tournament", "--json", "--isolate", "off", "--out", run); again != got {
				t.Errorf("the grown run resumes with\n%s\nwant\n%s", again, got)
			}
			if shown := mustRun(t, "show", "--json", run); shown != got {
				t.Errorf("show prints\n%s\nwant\n%s", shown, got)
			}
			manifest := string(read(t, filepath.Join(run, "manifest.json")))
			if grown := strings.Contains(manifest, `"growth"`); grown != (name != "another order") {
				t.Errorf("the manifest records growth: %v\n%s", grown, manifest)
			}
		})
	}
}

func TestAGrownRunStillRefusesWhatChangesResults(t *testing.T) {
	run := filepath.Join(t.TempDir(), "run")
	model := idle(t)
	mustRun(t, "tournament", "--pairs", "1", "--match-seconds", "5", "--out", run, model, "script:pro")
	for says, args := range map[string][]string{
		"seed is 1 there and 2 now":          {"--seed", "2"},
		"match_ticks is 300 there and 600":   {"--match-seconds", "10"},
		"delay_ticks is 6 there and 7 now":   {"--delay", "7"},
		"gauntlet is none there and pro now": {"--gauntlet", "pro", model, "script:pro"},
		"idle.onnx is in the run and was not named: to add several contestants, also name those of the run": {"--pairs", "2", model + "?decode=gate", "script:pro"},
		"idle.onnx is in the run and was not named":                                                         {"--pairs", "2", "script:pro", "script:random"},
	} {
		refuses(t, append([]string{"tournament", "--out", run}, args...), run+" contains another run: ", says)
	}
	write(t, filepath.Dir(model), filepath.Base(model)+".json", []byte(`{"kumite.bias": [1001, 0, 0], "kumite.decoder": "decode=argmax"}`))
	refuses(t, []string{"tournament", "--out", run, "--pairs", "2"}, "contestant 1 is "+model+" (sha256 f56a44042d03, sidecar e65f0150d39e", "choose another folder")
}

// A single contestant cannot be a run of its own, so it is added.
func TestASingleNewContestantJoinsTheRun(t *testing.T) {
	settings := []string{"--pairs", "2", "--match-seconds", "5", "--json"}
	dir := t.TempDir()
	whole, grown := filepath.Join(dir, "whole"), filepath.Join(dir, "grown")
	want := mustRun(t, append([]string{"tournament", "--out", whole, "script:rookie", "script:random", "script:pro"}, settings...)...)
	mustRun(t, append([]string{"tournament", "--out", grown, "script:rookie", "script:random"}, settings...)...)
	if got := mustRun(t, "tournament", "--out", grown, "--json", "script:pro"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := mustRun(t, "tournament", "--out", grown, "--json"); got != want {
		t.Errorf("resumed: got\n%s\nwant\n%s", got, want)
	}
	refuses(t, []string{"tournament", "--out", grown, "script:pro"}, "needs two contestants")
	refuses(t, []string{"tournament", "--out", filepath.Join(dir, "other"), "script:pro"}, "needs two contestants")
}

func TestShowPrintsARunWithoutPlaying(t *testing.T) {
	run := filepath.Join(t.TempDir(), "run")
	mustRun(t, "tournament", "--pairs", "2", "--match-seconds", "5", "--out", run, "script:rookie", "script:random")
	finished := mustRun(t, "show", run)
	if !strings.Contains(finished, "rookie and random are tied: ") || strings.Contains(finished, "INTERRUPTED") {
		t.Errorf("a finished run is shown as\n%s", finished)
	}
	log := read(t, filepath.Join(run, "matches.jsonl"))
	half := log[:len(log)/2]
	write(t, run, "matches.jsonl", half)
	if out := mustRun(t, "show", run); !strings.Contains(out, "INTERRUPTED") {
		t.Errorf("an unfinished run is shown as\n%s", out)
	}
	if got := read(t, filepath.Join(run, "matches.jsonl")); !bytes.Equal(got, half) {
		t.Error("show has changed matches.jsonl")
	}
	refuses(t, []string{"show", t.TempDir()}, "is not a run folder: it has no manifest.json")
}
