package odds_test

import (
	"context"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/odds"
	"github.com/kumite/kumite/sim/script"
)

// Who is ahead 40 seconds before the end?
func ExampleLeft() {
	w := sim.New(sim.DefaultRules(), 1)
	w.Tick = 20 * sim.TickRate
	fmt.Printf("%.2f\n", odds.Left(&w))
	w.Fighters[sim.Right].Health -= 300
	fmt.Printf("%.2f\n", odds.Left(&w))
	// Output:
	// 0.50
	// 0.96
}

// state returns a world with so many seconds left and so much health.
func state(seconds float64, left, right int32) *sim.World {
	w := sim.New(sim.DefaultRules(), 1)
	w.Tick = w.Rules.MatchTicks - int32(seconds*sim.TickRate)
	w.Fighters[sim.Left].Health, w.Fighters[sim.Right].Health = left, right
	return &w
}

func TestMirroredStatesHaveMirroredOdds(t *testing.T) {
	for _, seconds := range []float64{0.1, 0.5, 0.7, 5, 33, 50, 60} {
		a, b := state(seconds, 800, 600), state(seconds, 600, 800)
		a.Fighters[sim.Left].Gauge, b.Fighters[sim.Right].Gauge = 500, 500
		if p, q := odds.Left(a), odds.Left(b); math.Abs(p+q-1) > 1e-12 || p <= 0.5 {
			t.Errorf("%g seconds left: the odds are %g and mirrored %g; want the first above ½ and a sum of 1", seconds, p, q)
		}
	}
}

func TestMoreHealthIsBetter(t *testing.T) {
	for _, seconds := range []float64{0.1, 3, 20, 55} {
		last := 0.0
		for health := int32(100); health <= 1000; health += 100 {
			p := odds.Left(state(seconds, health, 500))
			if !(p > last && p < 1) {
				t.Errorf("%g seconds left: the odds with %d health are %g after %g with 100 less", seconds, health, p, last)
			}
			last = p
		}
	}
}

// played plays a match between two scripts and returns the odds after so many seconds, and
// at its end.
func played(t *testing.T, left, right string, seed uint64, seconds int32) (then, end float64) {
	t.Helper()
	var players [2]duel.Controller
	for i, name := range [2]string{left, right} {
		f, err := script.New(name, seed, uint64(i)+2)
		if err != nil {
			t.Fatal(err)
		}
		players[i] = f
	}
	cfg := duel.Config{Rules: sim.DefaultRules(), Seed: seed}
	rec := duel.NewRecorder(cfg, [2]duel.Participant{{Name: left}, {Name: right}})
	res, err := duel.Play(context.Background(), cfg, players, rec.Watch)
	if err != nil {
		t.Fatal(err)
	}
	p, err := duel.NewPlayback(rec.Finish(res))
	if err != nil {
		t.Fatal(err)
	}
	p.Seek(seconds * sim.TickRate)
	then = odds.Left(p.World())
	p.Seek(p.Len())
	return then, odds.Left(p.World())
}

func TestTheOddsPredictMatchesThatTheTableWasNotFittedOn(t *testing.T) {
	names := []string{"pro", "rookie", "spammer", "random"}
	brier, n := 0.0, 0
	for seed := range uint64(60) {
		left, right := names[seed%4], names[(seed/4+seed%3+1)%4]
		then, end := played(t, left, right, 50_000+seed, 25)
		if end != 0 && end != 0.5 && end != 1 {
			t.Fatalf("seed %d: the odds at the end are %g", seed, end)
		}
		brier, n = brier+(then-end)*(then-end), n+1
	}
	if brier /= float64(n); brier > 0.15 {
		t.Errorf("after 25 of 60 seconds the Brier score of %d matches is %.3f; even odds have 0.25", n, brier)
	}
}

func TestATableIsReadAsItWasWritten(t *testing.T) {
	var table odds.Table
	for i := range table {
		table[i] = [3]float64{float64(i), 0.5, -0.25}
	}
	text := table.String()
	if got, err := odds.Parse(text); err != nil || got != table {
		t.Errorf("got %v, %v; want %v", got, err, table)
	}
	for want, bad := range map[string]string{
		"want the header": strings.Replace(text, "health", "hp", 1),
		"seconds left":    strings.Replace(text, "\n50,", "\n51,", 1),
		"is not a number": strings.Replace(text, "-0.2500", "NaN", 1),
		"odds table":      strings.Replace(text, ",0.5000", "", 1),
	} {
		if _, err := odds.Parse(bad); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}
