package bot_test

import (
	"math"
	"path/filepath"
	"testing"
	"time"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
)

// recurrentModel has scores that depend on every frame since the start of a match:
// the sines of a state that grows by 5 times the frame's mean times 0.3, 1.7 and 2.9.
const recurrentModel = "../../policy/ort/testdata/recurrent.onnx"

func TestALoadedModelStartsWithZeroState(t *testing.T) {
	for _, eye := range []bot.Eye{bot.Fastest, bot.OpenCV} {
		path, err := filepath.Rel(shipped, recurrentModel)
		if err != nil {
			t.Fatal(err)
		}
		s := open(t, path, eye).Session
		for n := range 3 {
			for i := range s.Input().Floats {
				s.Input().Floats[i] = 0.5
			}
			if err := s.RunWithin(time.Minute); err != nil {
				t.Fatal(err)
			}
			for k, w := range []float64{0.3, 1.7, 2.9} {
				if got, want := float64(s.Scores()[k]), math.Sin(float64(n+1)*2.5*w); math.Abs(got-want) > 1e-4 {
					t.Errorf("run %d: score %d is %v, want %v", n+1, k, got, want)
				}
			}
		}
	}
}

func TestAMatchOfARecurrentModelDoesNotDependOnTheMatchBefore(t *testing.T) {
	contestants := []string{recurrentModel, "script:pro"}
	want, players := match(t, 3, nil, contestants...)
	if c := players[sim.Left].Model().Agent.Counts(); c.Sent == 0 || c.Faults > 0 {
		t.Fatalf("%d presses and %d faults, want some and none", c.Sent, c.Faults)
	}
	again := replay(t, players, 3)
	other := replay(t, players, 4)
	if again.Hash != want.Hash {
		t.Errorf("the second match with the seed ends in %016x, the first in %016x; want the same", again.Hash, want.Hash)
	}
	if last := replay(t, players, 3); last.Hash != want.Hash || other.Hash == want.Hash {
		t.Errorf("after another seed (%016x) the match ends in %016x, want %016x", other.Hash, last.Hash, want.Hash)
	}
}
