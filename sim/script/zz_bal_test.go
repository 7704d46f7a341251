package script

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

func playN(t *testing.T, a, b string, n int) {
	wins, losses, draws := 0, 0, 0
	var tal [2]duel.Tally
	ticks, kos := 0, 0
	left := 0
	press, frames := 0, 0
	for i := 0; i < n; i++ {
		for leg := 0; leg < 2; leg++ {
			l := mk(a, uint64(i), uint64(10+leg))
			r := mk(b, uint64(i), uint64(11-leg))
			p := [2]duel.Controller{l, r}
			me := sim.Left
			if leg == 1 {
				p[0], p[1] = r, l
				me = sim.Right
			}
			_ = left
			res, err := duel.Play(context.Background(), duel.Config{Rules: sim.DefaultRules(), Seed: uint64(i)}, p, func(w *sim.World, in [2]sim.Input) {
				if in[me].Skill != 0 {
					press++
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			ticks += int(res.Ticks)
			frames += int(res.Ticks) / 6
			if res.Ticks < 3600 {
				kos++
			}
			win, ok := res.Outcome.Winner()
			switch {
			case !ok:
				draws++
			case win == me:
				wins++
			default:
				losses++
			}
			if win == sim.Left && ok {
				left++
			}
			for s := 0; s < 2; s++ {
				side := s
				if leg == 1 {
					side = 1 - s
				}
				for k := range tal[s].Hit {
					tal[s].Accepted[k] += res.Tally[side].Accepted[k]
					tal[s].Hit[k] += res.Tally[side].Hit[k]
				}
				tal[s].Damage += res.Tally[side].Damage
			}
		}
	}
	g := float64(2 * n)
	fmt.Printf("%8s v %-8s win %.1f%% draw %.1f%% left %.1f%% sec %.1f ko %.0f%% noact %.2f%% dmg %.0f/%.0f ", a, b, 100*float64(wins)/g, 100*float64(draws)/g, 100*float64(left)/g, float64(ticks)/60/g, 100*float64(kos)/g, 100-100*float64(press)/float64(frames), float64(tal[0].Damage)/g, float64(tal[1].Damage)/g)
	for k := 1; k < 9; k++ {
		fmt.Printf(" %s %.2f/%.2f", sim.Skill(k).String()[:3], float64(tal[0].Accepted[k])/g, float64(tal[0].Hit[k])/g)
	}
	fmt.Println()
}

func TestBal(t *testing.T) {
	for _, m := range strings.Split(os.Getenv("BAL"), ",") {
		p := strings.Split(m, ":")
		playN(t, p[0], p[1], 400)
	}
}

type rhythm struct {
	seq    []sim.Skill
	period int32
	i      int
}

func (x *rhythm) choose(r *sim.Rand, w *sim.World, me sim.Side) sim.Skill {
	if x.period > 0 {
		if w.Tick%x.period == 0 {
			k := x.seq[x.i%len(x.seq)]
			x.i++
			return k
		}
		return 0
	}
	k := x.seq[x.i%len(x.seq)]
	if w.Fighters[me].Can(k) {
		x.i++
		return k
	}
	return 0
}

func mk(a string, seed, stream uint64) *Fighter {
	if a[0] == '@' {
		f := strings.Split(a[1:], "/")
		x := &rhythm{}
		fmt.Sscan(f[0], &x.period)
		for _, n := range f[1:] {
			k, _ := sim.ParseSkill(n)
			x.seq = append(x.seq, k)
		}
		return &Fighter{rand: sim.NewRand(seed, stream), mind: x}
	}
	f, err := New(a, seed, stream)
	if err != nil {
		panic(err)
	}
	return f
}
