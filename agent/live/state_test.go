package live

import (
	"testing"
	"testing/synctest"

	"github.com/kumite/kumite/sim"
)

func TestARecurrentNetworkStartsAtZeroInEachMatchAndWhenItIsSwappedIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first, second := &network{}, &network{}
		g := newGame(t, model(t, first, 6, always))
		g.play(30)
		g.p.Replace(model(t, second, 6, always))
		if first.resets != 1 || second.resets != 1 {
			t.Errorf("the state was reset %d and %d times, want once by the match and once by the swap", first.resets, second.resets)
		}
		g.play(30)
		if second.resets != 1 {
			t.Errorf("within a match the state was reset %d times, want 1", second.resets)
		}
		g.p.Start(2, sim.Left)
		g.world.Tick = 0
		g.play(30)
		g.stop()
		if first.resets != 1 || second.resets != 2 {
			t.Errorf("after the next match began the state was reset %d and %d times, want 1 and 2", first.resets, second.resets)
		}
	})
}
