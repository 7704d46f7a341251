package window

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/scene"
)

// Keymap holds the keys of two persons. The zero value is the default.
type Keymap struct {
	persons [2]bindings
	set     bool
}

// bindings are the keys of one person, by action.
type bindings map[string][]ebiten.Key

// The actions besides the skills, whose names are actions too.
const (
	walkLeft  = "walk_left"
	walkRight = "walk_right"
	hop       = "hop"
	guard     = "guard"
)

func actions() []string {
	return append([]string{walkLeft, walkRight, hop, guard}, sim.SkillNames()[1:]...)
}

var defaultKeymap = func() Keymap {
	m := Keymap{persons: [2]bindings{
		{walkLeft: {ebiten.KeyA}, walkRight: {ebiten.KeyD}, hop: {ebiten.KeyW}, guard: {ebiten.KeyS}},
		{walkLeft: {ebiten.KeyArrowLeft}, walkRight: {ebiten.KeyArrowRight}, hop: {ebiten.KeyArrowUp}, guard: {ebiten.KeyArrowDown}},
	}, set: true}
	for i, name := range sim.SkillNames()[1:] {
		m.persons[0][name] = []ebiten.Key{ebiten.KeyDigit1 + ebiten.Key(i)}
		m.persons[1][name] = []ebiten.Key{ebiten.KeyNumpad1 + ebiten.Key(i)}
	}
	return m
}()

func parseKeys(value any) ([]ebiten.Key, error) {
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	var keys []ebiten.Key
	for _, v := range list {
		name, ok := v.(string)
		if !ok {
			return nil, fmt.Errorf("%v is not the name of a key", v)
		}
		k, err := parseKey(name)
		if err != nil {
			return nil, err
		}
		keys = append(keys, k)
	}
	return keys, nil
}

// check refuses a key for two actions.
func (m Keymap) check() error {
	taken := map[ebiten.Key]string{}
	for i, table := range []string{"first", "second"} {
		for _, action := range actions() {
			for _, k := range m.persons[i][action] {
				if k == ebiten.KeyEscape {
					return fmt.Errorf("settings: [%s] %s: Escape leaves the window; choose another key", table, action)
				}
				if other := taken[k]; other != "" {
					return fmt.Errorf("settings: %v is both %s and [%s] %s; give each its own key", k, other, table, action)
				}
				taken[k] = fmt.Sprintf("[%s] %s", table, action)
			}
		}
	}
	return nil
}

// Names returns the names of one person's keys, by skill and by scene.Walk, scene.Hop and
// scene.Guard.
func (m Keymap) Names(person int) map[string]string {
	if !m.set {
		m = defaultKeymap
	}
	name := func(action string) string {
		var names []string
		for _, k := range m.persons[person][action] {
			n := strings.TrimPrefix(strings.TrimPrefix(k.String(), "Digit"), "Arrow")
			names = append(names, strings.Replace(n, "Numpad", "Num", 1))
		}
		return strings.Join(names, "/")
	}
	all := map[string]string{scene.Walk: name(walkLeft) + " " + name(walkRight), scene.Hop: name(hop), scene.Guard: name(guard)}
	for _, skill := range sim.SkillNames()[1:] {
		all[skill] = name(skill)
	}
	return all
}

// binds reports whether a key belongs to a person who plays. A person who plays alone
// may use the keys of both.
func (m *Keymap) binds(key ebiten.Key, playing [2]bool) bool {
	for i := range m.persons {
		for _, keys := range m.persons[i] {
			if (playing[i] || playing[1-i]) && slices.Contains(keys, key) {
				return true
			}
		}
	}
	return false
}

// pad returns a person's input. A person who plays alone may use the keys of both, and
// the first gamepad.
func (m *Keymap) pad(kb *keyboard, person int, alone bool) (p scene.Pad) {
	for i := range m.persons {
		if i != person && !alone {
			continue
		}
		b := m.persons[i]
		held := func(action string) bool { return slices.ContainsFunc(b[action], kb.held) }
		p.Left, p.Right = p.Left || held(walkLeft), p.Right || held(walkRight)
		p.Hop, p.Guard = p.Hop || held(hop), p.Guard || held(guard)
		for k := sim.Poke; k < sim.NumSkills; k++ {
			if slices.ContainsFunc(b[k.String()], kb.just) {
				p.Skill = k
			}
		}
	}
	nth := person
	if alone {
		nth = 0
	}
	addGamepad(&p, nth)
	return p
}
