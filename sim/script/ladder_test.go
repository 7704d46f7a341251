package script_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/script"
)

// maker returns the controller of one side of a match.
type maker func(seed uint64, side sim.Side) duel.Controller

func scripted(t testing.TB, name string) maker {
	return func(seed uint64, side sim.Side) duel.Controller {
		f, err := script.New(name, seed, uint64(16+side))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
}

// score is a contestant's result over pairs, with a mean pair score.
type score struct {
	pairs                 int
	mean, lo, hi          float64
	wins, games, split    int
	frames, presses, left int
}

func (s score) String() string {
	return fmt.Sprintf("%d/%d wins, pair score %.1f %% [%.1f, %.1f] over %d pairs", s.wins, s.games, 100*s.mean, 100*s.lo, 100*s.hi, s.pairs)
}

// play plays n pairs of a against b, on seeds 1 to n, and returns a's score.
func play(t testing.TB, a, b maker, n int) score {
	t.Helper()
	s := score{pairs: n, games: 2 * n}
	var sum, squares float64
	for seed := uint64(1); seed <= uint64(n); seed++ {
		pair := 0.0
		for _, me := range []sim.Side{sim.Left, sim.Right} {
			var players [2]duel.Controller
			players[me], players[me.Other()] = a(seed, me), b(seed, me.Other())
			res, err := duel.Play(context.Background(), duel.Config{Rules: sim.DefaultRules(), Seed: seed}, players,
				func(w *sim.World, in [2]sim.Input) {
					if in[me].Skill != sim.None {
						s.presses++
					}
				})
			if err != nil {
				t.Fatal(err)
			}
			s.frames += int(res.Ticks) / 6
			winner, won := res.Outcome.Winner()
			switch {
			case !won:
				pair += 0.25
			case winner == me:
				pair += 0.5
				s.wins++
			}
			if won && winner == sim.Left {
				s.left++
			}
		}
		if pair == 0.5 {
			s.split++
		}
		sum += pair
		squares += pair * pair
	}
	s.mean = sum / float64(n)
	se := math.Sqrt(max(squares/float64(n)-s.mean*s.mean, 0) / float64(n))
	s.lo, s.hi = s.mean-1.96*se, s.mean+1.96*se
	return s
}

func TestEveryScriptBeatsTheWeakerOnes(t *testing.T) {
	for _, c := range []struct{ better, worse string }{
		{"random", "dummy"}, {"spammer", "dummy"}, {"rookie", "random"}, {"rookie", "spammer"},
		{"pro", "rookie"}, {"oracle", "pro"},
	} {
		s := play(t, scripted(t, c.better), scripted(t, c.worse), 200)
		t.Logf("%s against %s: %v", c.better, c.worse, s)
		if s.lo <= 0.60 {
			t.Errorf("%s against %s: %v, want an interval above 60 %%", c.better, c.worse, s)
		}
	}
	for _, name := range []string{"random", "spammer"} {
		if s := play(t, scripted(t, name), scripted(t, "pro"), 200); s.mean >= 0.10 {
			t.Errorf("%s against pro: %v, want under 10 %%", name, s)
		}
	}
	if s := play(t, scripted(t, "oracle"), scripted(t, "pro"), 200); s.mean < 0.75 {
		t.Errorf("oracle against pro: %v, want at least 75 %%", s)
	}
}

func TestAScriptAgainstItselfSplitsEveryPair(t *testing.T) {
	for _, name := range script.Names() {
		if s := play(t, scripted(t, name), scripted(t, name), 200); s.split != s.pairs {
			t.Errorf("%s split %d of %d pairs against itself", name, s.split, s.pairs)
		}
	}
}

func TestNeitherSideHasAnAdvantage(t *testing.T) {
	const n = 3000 // both legs of a pair of a script against itself are the same match
	s := play(t, scripted(t, "pro"), scripted(t, "pro"), n)
	left := float64(s.left) / 2 / n
	if decided := float64(s.wins) / n; math.Abs(left-decided/2) > 3*math.Sqrt(decided*0.25/n) {
		t.Errorf("left won %.1f %% of %d matches, of which %.1f %% were decided; want about half of those", 100*left, n, 100*decided)
	}
}

func TestThePressesOfAProAreAboutOnePercentOfItsFrames(t *testing.T) {
	for _, opponent := range []string{"pro", "rookie"} {
		s := play(t, scripted(t, "pro"), scripted(t, opponent), 200)
		idle := 1 - float64(s.presses)/float64(s.frames)
		t.Logf("pro against %s: %.2f %% no_action over %d frames", opponent, 100*idle, s.frames)
		if idle < 0.985 || idle > 0.993 {
			t.Errorf("pro against %s: %.2f %% of frames are no_action, want 98.5 to 99.3 %%", opponent, 100*idle)
		}
	}
}
