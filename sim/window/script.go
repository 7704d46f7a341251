package window

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hajimehoshi/ebiten/v2"
)

// Script is a list of keys that are pressed at given sixtieths of a second, as if by a
// person, for tests and screenshots.
type Script []stroke

// stroke holds a key from one tick of the clock up to another.
type stroke struct {
	from, to int
	key      ebiten.Key
}

// ParseScript parses strokes such as "120:Space,180-240:D,200:ShiftLeft,200:T": a key
// is pressed for one tick of the clock, or held from one tick up to another. Keys have
// Ebiten's names.
func ParseScript(text string) (Script, error) {
	var s Script
	if text == "" {
		return nil, nil
	}
	for _, part := range strings.Split(text, ",") {
		when, name, _ := strings.Cut(part, ":")
		first, last, ranged := strings.Cut(when, "-")
		from, err := strconv.Atoi(first)
		to := from + 1
		if err == nil && ranged {
			to, err = strconv.Atoi(last)
		}
		if err != nil || from < 0 || to <= from {
			return nil, fmt.Errorf("key script: %q; want TICK:KEY or FROM-TO:KEY, e.g. 120:Space", part)
		}
		key, err := parseKey(name)
		if err != nil {
			return nil, fmt.Errorf("key script: %w", err)
		}
		s = append(s, stroke{from, to, key})
	}
	return s, nil
}

func parseKey(name string) (ebiten.Key, error) {
	var k ebiten.Key
	if err := k.UnmarshalText([]byte(name)); err != nil {
		return 0, fmt.Errorf("%q is not a key; want a name such as Space, A, Digit1 or ArrowLeft", name)
	}
	return k, nil
}
