package window

import (
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"
)

// keyboard combines the keys of a person and of a script.
type keyboard struct {
	script Script
	now    int // tick of the clock
}

func (k *keyboard) just(key ebiten.Key) bool {
	for _, s := range k.script {
		if s.key == key && s.from == k.now {
			return true
		}
	}
	return inpututil.IsKeyJustPressed(key)
}

func (k *keyboard) held(key ebiten.Key) bool {
	for _, s := range k.script {
		if s.key == key && s.from <= k.now && k.now < s.to {
			return true
		}
	}
	return ebiten.IsKeyPressed(key)
}

// repeated is just, repeated while the key is held.
func (k *keyboard) repeated(key ebiten.Key) bool {
	d := inpututil.KeyPressDuration(key)
	return k.just(key) || d > 20 && d%3 == 0
}

func (k *keyboard) shift() bool {
	return k.held(ebiten.KeyShiftLeft) || k.held(ebiten.KeyShiftRight)
}
