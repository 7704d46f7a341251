package window

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"github.com/kumite/kumite/sim/window/panel"
)

// Settings are the person's own: keys, and the look of the panels. The zero value is the
// default.
type Settings struct {
	Keys     Keymap
	TextSize float64        // 1 to 3; 0 is 1
	Palette  *panel.Palette // nil is panel.FighterColours
	Muted    bool
}

// maxLine is the longest line of a settings file, in bytes.
const maxLine = 1000

// The entries of the table [window].
const (
	textSize = "text_size"
	colours  = "colors"
	sound    = "sound"
)

// palettes are the values of colors.
var palettes = map[string]*panel.Palette{"fighters": &panel.FighterColours, "safe": &panel.SafeColours}

// ParseSettings parses TOML: tables [first] and [second] with the actions walk_left,
// walk_right, hop, guard and the skills, each a key's name or a list of names, and a table
// [window] with text_size, 1 to 3, colors, "fighters" or "safe", and sound, true or false.
// What is missing keeps its default.
func ParseSettings(text string) (Settings, error) {
	for i, line := range strings.Split(text, "\n") {
		if len(line) > maxLine { // a key of thousands of parts takes the decoder minutes
			return Settings{}, fmt.Errorf("settings: line %d has %d bytes; want at most %d", i+1, len(line), maxLine)
		}
		if !utf8.ValidString(line) {
			return Settings{}, fmt.Errorf("settings: line %d is not UTF-8; save the file as UTF-8", i+1)
		}
	}
	var file map[string]map[string]any
	if _, err := toml.Decode(text, &file); err != nil {
		return Settings{}, fmt.Errorf("settings: %w", located(text, err))
	}
	s := Settings{Keys: Keymap{persons: [2]bindings{{}, {}}, set: true}}
	for i := range s.Keys.persons {
		for action, keys := range defaultKeymap.persons[i] {
			s.Keys.persons[i][action] = keys
		}
	}
	for _, table := range slices.Sorted(maps.Keys(file)) { // so that the error does not vary
		person := slices.Index([]string{"first", "second"}, table)
		for _, name := range slices.Sorted(maps.Keys(file[table])) {
			value := file[table][name]
			var err error
			switch {
			case table == "window":
				err = s.set(name, value)
			case person >= 0:
				err = s.Keys.bind(person, name, value)
			}
			if err != nil {
				return Settings{}, fmt.Errorf("settings: [%s] %w", table, err)
			}
		}
		if table != "window" && person < 0 {
			return Settings{}, fmt.Errorf("settings: [%s] is unknown; want [first], [second] or [window]", table)
		}
	}
	return s, s.Keys.check()
}

// set sets an entry of the table [window].
func (s *Settings) set(name string, value any) error {
	switch name {
	case textSize:
		v, ok := value.(float64)
		if n, whole := value.(int64); whole {
			v, ok = float64(n), true
		}
		if !ok || !(v >= 1 && v <= 3) {
			return fmt.Errorf("%s is %v; want 1 to 3", name, value)
		}
		s.TextSize = v
	case colours:
		p, ok := palettes[fmt.Sprint(value)]
		if !ok {
			return fmt.Errorf("%s is %v; want \"fighters\" or \"safe\"", name, value)
		}
		s.Palette = p
	case sound:
		on, ok := value.(bool)
		if !ok {
			return fmt.Errorf("%s is %v; want true or false", name, value)
		}
		s.Muted = !on
	default:
		return fmt.Errorf("%s is not a setting; want %s, %s or %s", name, textSize, colours, sound)
	}
	return nil
}

// bind gives an action of a person its keys.
func (m *Keymap) bind(person int, action string, value any) error {
	if !slices.Contains(actions(), action) {
		return fmt.Errorf("%s is not an action; want one of %s", action, strings.Join(actions(), ", "))
	}
	keys, err := parseKeys(value)
	if err != nil {
		return fmt.Errorf("%s: %w", action, err)
	}
	m.persons[person][action] = keys
	return nil
}

// located says in which line an error is. The parser counts a line that ends too early as
// the next one.
func located(text string, err error) error {
	var p toml.ParseError
	if !errors.As(err, &p) {
		return err
	}
	at := min(max(p.Position.Start, 0), len(text))
	return fmt.Errorf("line %d is not TOML (%s); write [first] and below it e.g. hop = \"W\"", 1+strings.Count(text[:at], "\n"), strings.TrimSuffix(p.Message, "."))
}
