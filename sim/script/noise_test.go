package script_test

import (
	"testing"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/script"
)

// noisy returns a maker of a script with noise.
func noisy(t testing.TB, name string, n script.Noise) maker {
	return func(seed uint64, side sim.Side) duel.Controller {
		f, err := script.NewNoisy(name, n, seed, uint64(16+side))
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
}

func TestNoiseChangesOnlyHesitationAndMistakes(t *testing.T) {
	const n = 40
	rookie, pro := scripted(t, "rookie"), scripted(t, "pro")
	plain := play(t, pro, rookie, n)
	if same := play(t, noisy(t, "pro", script.Noise{}), rookie, n); same != plain {
		t.Errorf("with the zero Noise it plays %+v, want %+v", same, plain)
	}
	// The pro's own settings change nothing either.
	own := script.Noise{Reaction: script.To(15), Spread: script.To(4), LetPass: script.To(40)}
	if same := play(t, noisy(t, "pro", own), rookie, n); same != plain {
		t.Errorf("with its own settings it plays %+v, want %+v", same, plain)
	}
	keen := play(t, noisy(t, "pro", script.Noise{LetPass: script.To(0)}), rookie, n)
	if keen.presses*plain.frames*10 < plain.presses*keen.frames*12 {
		t.Errorf("taking every chance it presses %d times in %d frames, want 20 %% more than %d in %d", keen.presses, keen.frames, plain.presses, plain.frames)
	}
	if idle := play(t, noisy(t, "pro", script.Noise{LetPass: script.To(100)}), rookie, n); idle.presses != 0 {
		t.Errorf("taking no chance it presses %d times, want none", idle.presses)
	}
	slow := play(t, noisy(t, "pro", script.Noise{Reaction: script.To(60), Spread: script.To(0)}), rookie, n)
	if slow.mean >= plain.mean {
		t.Errorf("reacting after a second it scores %v, want less than %v after 250 ms", slow, plain)
	}
	wild := play(t, noisy(t, "pro", script.Noise{Wrong: script.To(60)}), rookie, n)
	if wild.presses < plain.presses+wild.frames/20 {
		t.Errorf("with a random press per second it presses %d times in %d frames, want more than the %d times without", wild.presses, wild.frames, plain.presses)
	}
}

func TestInvalidNoiseIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		noise  script.Noise
	}{
		"an oracle":        {"oracle", script.Noise{LetPass: script.To(1)}},
		"no such script":   {"ace", script.Noise{}},
		"no reaction":      {"pro", script.Noise{Reaction: script.To(0)}},
		"a wide spread":    {"pro", script.Noise{Spread: script.To(61)}},
		"more than all":    {"pro", script.Noise{LetPass: script.To(101)}},
		"a negative pause": {"rookie", script.Noise{Wrong: script.To(-1)}},
	} {
		if _, err := script.NewNoisy(c.script, c.noise, 1, 1); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
