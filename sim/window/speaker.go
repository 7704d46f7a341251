package window

import (
	"bytes"
	"slices"

	"github.com/ebitengine/oto/v3"

	"github.com/kumite/kumite/assets/sounds"
	"github.com/kumite/kumite/sim/window/scene"
)

// speaker plays sounds with Ebiten's audio driver. It uses the driver itself: Ebiten's own
// audio context closes the window if there is no device. Without a device, a speaker is
// silent. The zero value is a speaker that is not muted.
type speaker struct {
	muted   bool
	opened  bool
	driver  *oto.Context // nil without a device
	ready   chan struct{}
	samples map[scene.Sound][]byte
	playing []*oto.Player
	heard   []scene.Sound // of the scene, in this tick
}

// loudestSpeed is the fastest play with sound, an index into speeds.
const loudestSpeed = normalSpeed + 1

// mostPlaying is the number of sounds that play at once.
const mostPlaying = 8

// files are the names of the sounds.
var files = map[scene.Sound]string{
	scene.HitSound: sounds.Hit, scene.BlockSound: sounds.Block, scene.ParrySound: sounds.Parry,
	scene.KnockOutSound: sounds.KnockOut, scene.BellSound: sounds.Bell,
}

// open opens the device, once per process, as the driver demands.
func (s *speaker) open() {
	if s.opened {
		return
	}
	s.opened = true
	if !hasSoundDevice() {
		return
	}
	driver, ready, err := oto.NewContext(&oto.NewContextOptions{SampleRate: 2 * sounds.Rate, ChannelCount: 2, Format: oto.FormatSignedInt16LE})
	if err != nil {
		return
	}
	s.driver, s.ready, s.samples = driver, ready, map[scene.Sound][]byte{}
	for sound, name := range files {
		s.samples[sound] = stereo(sounds.Samples(name))
	}
}

// silent reports whether there is no device, as far as is known.
func (s *speaker) silent() bool {
	s.open()
	if s.driver == nil {
		return true
	}
	select {
	case <-s.ready:
		return s.driver.Err() != nil
	default:
		return false
	}
}

// play plays the sounds that a scene made since the last call.
func (s *speaker) play(from scene.Scene, speed int) {
	sounder, ok := from.(scene.Sounder)
	if !ok {
		return
	}
	s.heard = sounder.Sounds(s.heard[:0])
	if len(s.heard) == 0 || s.muted || speed > loudestSpeed || s.silent() {
		return
	}
	select {
	case <-s.ready:
	default:
		return // the device is still being opened
	}
	s.playing = slices.DeleteFunc(s.playing, func(p *oto.Player) bool { return !p.IsPlaying() })
	for _, sound := range s.heard {
		if len(s.playing) < mostPlaying {
			p := s.driver.NewPlayer(bytes.NewReader(s.samples[sound]))
			p.Play()
			s.playing = append(s.playing, p)
		}
	}
}

// toggle mutes the speaker or not, and returns what to say of it.
func (s *speaker) toggle() string {
	s.muted = !s.muted
	switch {
	case s.silent():
		return "no sound: there is no sound device"
	case s.muted:
		return "sound off"
	}
	return "sound on"
}

// stereo returns mono samples at twice their rate and on two channels, in bytes.
func stereo(samples []int16) []byte {
	b := make([]byte, 0, 8*len(samples))
	for i, now := range samples {
		next := int16(0)
		if i+1 < len(samples) {
			next = samples[i+1]
		}
		for _, v := range [...]int16{now, now, int16((int32(now) + int32(next)) / 2), int16((int32(now) + int32(next)) / 2)} {
			b = append(b, byte(v), byte(uint16(v)>>8))
		}
	}
	return b
}
