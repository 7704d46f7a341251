package moments_test

import (
	"context"
	"testing"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/moments"
	"github.com/kumite/kumite/sim/script"
)

// played returns the playback of a match between two scripts, and its result.
func played(t testing.TB, left, right string, rules sim.Rules, seed uint64) (*duel.Playback, duel.Result) {
	t.Helper()
	var players [2]duel.Controller
	for i, name := range [2]string{left, right} {
		f, err := script.New(name, seed, uint64(i)+2)
		if err != nil {
			t.Fatal(err)
		}
		players[i] = f
	}
	cfg := duel.Config{Rules: rules, Seed: seed}
	rec := duel.NewRecorder(cfg, [2]duel.Participant{{Name: left}, {Name: right}})
	res, err := duel.Play(context.Background(), cfg, players, rec.Watch)
	if err != nil {
		t.Fatal(err)
	}
	p, err := duel.NewPlayback(rec.Finish(res))
	if err != nil {
		t.Fatal(err)
	}
	return p, res
}

// count counts the moments of a kind by side.
func count(all []moments.Moment, kind moments.Kind) (n [2]int) {
	for _, m := range all {
		if m.Kind == kind {
			n[m.Side]++
		}
	}
	return n
}

func TestPressesAndHitsAreThoseOfTheReferee(t *testing.T) {
	costly := sim.DefaultRules()
	costly.WrongPressCost = 20
	for _, c := range []struct {
		left, right string
		rules       sim.Rules
	}{{"pro", "spammer", sim.DefaultRules()}, {"oracle", "random", sim.DefaultRules()}, {"random", "rookie", costly}} {
		p, res := played(t, c.left, c.right, c.rules, 7)
		all := moments.Find(p)
		for side := range 2 {
			var want [4]int
			for k := range res.Tally[side].Accepted {
				want[0] += res.Tally[side].Accepted[k]
				want[1] += res.Tally[side].Rejected[k]
				want[2] += res.Tally[side].Hit[k]
				want[3] += res.Tally[side].Blocked[k]
			}
			got := [4]int{count(all, moments.Press)[side], count(all, moments.Refused)[side], count(all, moments.Hit)[side], count(all, moments.Blocked)[side]}
			if got != want {
				t.Errorf("%s against %s, side %d: presses, refused, hits and blocked are %v, want %v", c.left, c.right, side, got, want)
			}
		}
		if got := count(all, moments.Wasted); c.rules.WrongPressCost > 0 && got[0]+got[1] == 0 {
			t.Errorf("%s against %s: no wasted press at a cost of %d", c.left, c.right, c.rules.WrongPressCost)
		}
	}
}

func TestPressesAreJudgedByTheOpeningsOfTheirSide(t *testing.T) {
	answers := func(left, right string) (n [5]int) {
		for seed := range uint64(4) {
			p, _ := played(t, left, right, sim.DefaultRules(), seed)
			for _, m := range moments.Find(p) {
				if m.Side == sim.Left {
					n[m.Answer]++
				}
				if (m.Kind == moments.Press) != (m.Answer != 0) {
					t.Errorf("%v at tick %d has the answer %d", m.Kind, m.Tick, m.Answer)
				}
				if m.Kind == moments.Press {
					p.Seek(m.Tick - 1)
					if right := script.Opening(p.World(), m.Side); (m.Answer == moments.Right) != (right == m.Skill) || (m.Answer == moments.Wrong) != (right != sim.None && right != m.Skill) {
						t.Errorf("press of %v at tick %d is answer %d; the oracle would press %v", m.Skill, m.Tick, m.Answer, right)
					}
				}
			}
		}
		return n
	}
	if n := answers("oracle", "pro"); n[moments.Right] == 0 || n[moments.Wrong]+n[moments.Late]+n[moments.Unasked] != 0 {
		t.Errorf("oracle's answers are %v; want only right ones", n)
	}
	if n := answers("rookie", "spammer"); n[moments.Late] == 0 {
		t.Errorf("rookie's answers are %v; it is slow, so some are late", n)
	}
	if n := answers("random", "pro"); n[moments.Unasked] <= n[moments.Right] {
		t.Errorf("random's answers are %v; most have no opening", n)
	}
}

func TestMomentsAreInOrderAndInsideTheMatch(t *testing.T) {
	p, _ := played(t, "pro", "rookie", sim.DefaultRules(), 3)
	last := int32(0)
	for _, m := range moments.Find(p) {
		if m.Tick < last || m.End < m.Tick || m.End > p.Len() {
			t.Errorf("%v at ticks %d to %d after one at %d in a match of %d ticks", m.Kind, m.Tick, m.End, last, p.Len())
		}
		if m.Kind.String() == "" || m.Skill == sim.None {
			t.Errorf("moment %+v has no name or no skill", m)
		}
		last = m.Tick
	}
}

func TestOpeningsAreMissedByThoseWhoDoNotPress(t *testing.T) {
	p, _ := played(t, "dummy", "spammer", sim.DefaultRules(), 5)
	missed := count(moments.Find(p), moments.Missed)
	if missed[sim.Left] < 3 {
		t.Errorf("dummy missed %d openings against spammer; want several", missed[sim.Left])
	}
	p, _ = played(t, "oracle", "pro", sim.DefaultRules(), 5)
	if missed := count(moments.Find(p), moments.Missed); missed[sim.Left] != 0 {
		t.Errorf("oracle missed %d openings; it presses in each", missed[sim.Left])
	}
}

func TestAMissedOpeningIsOneThatTheOracleWouldUse(t *testing.T) {
	p, _ := played(t, "pro", "rookie", sim.DefaultRules(), 11)
	for _, m := range moments.Find(p) {
		if m.Kind != moments.Missed {
			continue
		}
		if m.End-m.Tick < moments.MinOpening {
			t.Errorf("missed opening of %d ticks; want at least %d", m.End-m.Tick, moments.MinOpening)
		}
		for tick := m.Tick; tick < m.End; tick++ {
			p.Seek(tick)
			if got := script.Opening(p.World(), m.Side); got == sim.None || tick == m.Tick && got != m.Skill {
				t.Errorf("tick %d of a missed %v by %v: the oracle presses %v", tick, m.Skill, m.Side, got)
			}
		}
	}
}
