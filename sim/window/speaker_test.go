package window

import (
	"bytes"
	"testing"

	"github.com/kumite/kumite/assets/sounds"
	"github.com/kumite/kumite/sim/window/scene"
)

func TestEverySoundHasAFile(t *testing.T) {
	for s := scene.HitSound; s <= scene.BellSound; s++ {
		if n := len(sounds.Samples(files[s])); n < sounds.Rate/20 {
			t.Errorf("sound %d is %q with %d samples", s, files[s], n)
		}
	}
}

func TestSamplesAreDoubledAndPlayedOnBothSides(t *testing.T) {
	want := []byte{100, 0, 100, 0, 0, 0, 0, 0, 0x9c, 0xff, 0x9c, 0xff, 0xce, 0xff, 0xce, 0xff}
	if got := stereo([]int16{100, -100}); !bytes.Equal(got, want) {
		t.Errorf("got % x, want % x", got, want)
	}
}

// noisy is a scene that makes a sound at each call.
type noisy struct {
	scene.Scene
	calls int
}

func (n *noisy) Sounds(dst []scene.Sound) []scene.Sound {
	n.calls++
	return append(dst, scene.HitSound)
}

func TestAMutedSpeakerTakesTheSoundsAndOpensNoDevice(t *testing.T) {
	s, from := speaker{muted: true}, &noisy{}
	s.play(from, normalSpeed)
	if from.calls != 1 || len(s.heard) != 1 || s.opened {
		t.Errorf("%d calls, %d sounds, device opened: %v; want 1, 1 and false", from.calls, len(s.heard), s.opened)
	}
	s.muted = false
	s.play(from, loudestSpeed+1)
	if from.calls != 2 || s.opened {
		t.Errorf("at high speed: %d calls, device opened: %v; want 2 and false", from.calls, s.opened)
	}
}
