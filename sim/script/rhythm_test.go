package script_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// rhythm plays its skills in turn regardless of the world: every period ticks or, with
// period 0, each as soon as it can be pressed.
type rhythm struct {
	skills []sim.Skill
	period int32
}

func (r rhythm) String() string { return fmt.Sprintf("%v every %d ticks", r.skills, r.period) }

func (r rhythm) maker() maker {
	return func(uint64, sim.Side) duel.Controller { return &drummer{rhythm: r} }
}

type drummer struct {
	rhythm
	next int
}

func (d *drummer) Act(w *sim.World, me sim.Side) (sim.Input, error) {
	k := d.skills[d.next%len(d.skills)]
	if d.period > 0 && w.Tick%d.period != 0 || d.period == 0 && !w.Fighters[me].Can(k) {
		return sim.Input{}, nil
	}
	d.next++
	return sim.Input{Skill: k}, nil
}

// Pressing skills at the wrong time must not pay. The test searches blind rhythms for
// one that does.
func TestNoBlindRhythmScoresAboveAQuarterAgainstPro(t *testing.T) {
	pro := scripted(t, "pro")
	var tries []rhythm
	periods := []int32{0, 90, 150, 240, 360, 480, 720}
	for a := sim.Poke; a < sim.NumSkills; a++ {
		for _, p := range periods {
			tries = append(tries, rhythm{[]sim.Skill{a}, p})
		}
		for b := sim.Poke; b < sim.NumSkills; b++ {
			if a != b {
				tries = append(tries, rhythm{[]sim.Skill{a, b}, 0}, rhythm{[]sim.Skill{a, b}, 240})
			}
		}
	}
	draw := sim.NewRand(2026, 1)
	for range 150 {
		r := rhythm{period: periods[draw.Below(int32(len(periods)))]}
		for range draw.Between(3, 6) {
			r.skills = append(r.skills, sim.Skill(draw.Between(1, int32(sim.NumSkills)-1)))
		}
		tries = append(tries, r)
	}

	type result struct {
		rhythm
		score
	}
	screened := make([]result, len(tries))
	for i, r := range tries {
		screened[i] = result{r, play(t, r.maker(), pro, 20)}
	}
	slices.SortFunc(screened, func(a, b result) int { return cmp.Compare(b.mean, a.mean) })
	for _, r := range screened[:8] {
		s := play(t, r.maker(), pro, 200)
		t.Logf("%v: %v", r.rhythm, s)
		if s.mean > 0.25 {
			t.Errorf("%v scores %v against pro, want at most 25 %%", r.rhythm, s)
		}
	}
}
