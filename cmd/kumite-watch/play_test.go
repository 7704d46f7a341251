package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/kumite/kumite/agent/watch"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// shown runs a window whose summary is JSON, and reads it.
func shown(t *testing.T, summary any, args ...string) {
	t.Helper()
	code, stdout, stderr := start(t, nil, append([]string{"--json", "--countdown", "0", "--width", "640", "--height", "360"}, args...)...)
	if code != 0 {
		t.Fatalf("%v: exit %d, %s", args, code, stderr)
	}
	if err := json.Unmarshal([]byte(stdout), summary); err != nil {
		t.Fatalf("%v: %v in %q", args, err, stdout)
	}
}

// played runs matches of one second in a window and returns the first one's
// replay, which must verify.
func played(t *testing.T, args ...string) *duel.Recording {
	t.Helper()
	dir := t.TempDir()
	var s watch.MatchSummary
	shown(t, &s, append([]string{"--record", dir, "--match-seconds", "1", "--exit-after", "75"}, args...)...)
	r, err := duel.ReadFile(filepath.Join(dir, "000001.replay"))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Verify(); err != nil {
		t.Errorf("the match of a person does not replay: %v", err)
	}
	return r
}

// pressed counts the ticks on which a side's input has all of a move.
func ticksOf(r *duel.Recording, side sim.Side, m sim.Move) (n int) {
	for _, in := range r.Inputs {
		if in[side].Move&m == m {
			n++
		}
	}
	return n
}

// presses are the skills that a side pressed, in order.
func presses(r *duel.Recording, side sim.Side) (all []sim.Skill) {
	for _, in := range r.Inputs {
		if k := in[side].Skill; k != sim.None {
			all = append(all, k)
		}
	}
	return all
}

func TestAPersonWalksGuardsAndPresses(t *testing.T) {
	r := played(t, "--script", "5-25:D,25-30:A,30-45:S,12:Digit1", "human", "script:dummy")
	if got := fmt.Sprint(presses(r, sim.Left)); got != "[poke]" {
		t.Errorf("pressed %s, want one poke", got)
	}
	if r.Inputs[0][0].Move&sim.Manual == 0 || r.Inputs[0][1].Move&sim.Manual != 0 {
		t.Error("the person's feet must be their own, the script's the game's")
	}
	for m, want := range map[sim.Move]int{sim.Forward: 20, sim.Back: 5, sim.Block: 15} {
		if got := ticksOf(r, sim.Left, m); got != want {
			t.Errorf("move %d was held for %d ticks, want %d", m, got, want)
		}
	}
	if r.Contestants[0].Name != "human" {
		t.Errorf("the replay names %q", r.Contestants[0].Name)
	}
}

func TestAPersonOnTheRightSeesThemselvesOnTheLeft(t *testing.T) {
	r := played(t, "--script", "5-25:ArrowRight,10:Digit3", "script:dummy", "human")
	if got := ticksOf(r, sim.Right, sim.Forward); got != 20 {
		t.Errorf("the key to the right led forward for %d ticks, want 20", got)
	}
	if got := fmt.Sprint(presses(r, sim.Right)); got != "[fireball]" {
		t.Errorf("pressed %s, want a fireball", got)
	}
}

func TestTwoPersonsShareAKeyboard(t *testing.T) {
	r := played(t, "--script", "5-15:D,8:Digit2,5-12:ArrowLeft,20:Numpad1", "human", "human")
	if l, rt := fmt.Sprint(presses(r, sim.Left)), fmt.Sprint(presses(r, sim.Right)); l != "[lunge]" || rt != "[poke]" {
		t.Errorf("pressed %s and %s, want a lunge and a poke", l, rt)
	}
	if l, rt := ticksOf(r, sim.Left, sim.Forward), ticksOf(r, sim.Right, sim.Forward); l != 10 || rt != 7 {
		t.Errorf("walked forward for %d and %d ticks, want 10 and 7", l, rt)
	}
}

func TestAKeyMapOfOnesOwnIsPlayedWith(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.toml")
	if err := os.WriteFile(path, []byte("[first]\npoke = \"J\"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	r := played(t, "--keys", path, "--script", "10:J,30:Digit1", "human", "script:dummy")
	if got := fmt.Sprint(presses(r, sim.Left)); got != "[poke]" {
		t.Errorf("pressed %s, want one poke", got)
	}
}

func TestASideIsTakenOverAndHandedBack(t *testing.T) {
	for _, bot := range []string{"script:dummy", model} {
		r := played(t, "--script", "10:T,15:Digit1,40:T", bot, "script:dummy")
		manual := 0
		for tick, in := range r.Inputs {
			if in[0].Move&sim.Manual != 0 {
				manual++
				if tick < 8 || tick > 42 {
					t.Errorf("%s: a person plays at tick %d", bot, tick)
				}
			}
		}
		if manual != 30 {
			t.Errorf("%s: a person played for %d ticks, want 30", bot, manual)
		}
		if got := presses(r, sim.Left); len(got) == 0 || got[0] != sim.Poke {
			t.Errorf("%s: pressed %v, want the person's poke first", bot, got)
		}
	}
}

// A fireball that a person sees coming and stands for still takes a little: who
// throws the only one of a match wins it at the bell. At twice the speed a
// match of two seconds and the rest after it take 121 ticks of the clock.
func TestBestOfThreeWaitsForARematch(t *testing.T) {
	args := []string{"--lockstep", "--match-seconds", "2", "human", "human"}
	var s watch.MatchSummary
	shown(t, &s, append(args, "--exit-after", "310", "--script", "1:Equal,8:Digit3,128:Digit3")...)
	if s.Wins != [2]int{2, 0} || s.Draws != 0 {
		t.Errorf("the score is %v with %d draws; want the set to end after two matches", s.Wins, s.Draws)
	}
	shown(t, &s, append(args, "--exit-after", "275", "--script", "1:Equal,8:Digit3,128:Digit3,195:Enter,203:Digit3")...)
	if s.Wins != [2]int{3, 0} {
		t.Errorf("after Enter the score is %v; want a rematch", s.Wins)
	}
}
