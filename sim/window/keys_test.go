package window

import (
	"strings"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"

	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

func TestAScriptOfKeysIsReadOrRefused(t *testing.T) {
	s, err := ParseScript("120:Space,180-240:D")
	if err != nil {
		t.Fatal(err)
	}
	k := keyboard{script: s}
	for now, want := range map[int][2]bool{119: {}, 120: {true, true}, 121: {}} {
		k.now = now
		if got := [2]bool{k.just(ebiten.KeySpace), k.held(ebiten.KeySpace)}; got != want {
			t.Errorf("Space at %d: just and held are %v, want %v", now, got, want)
		}
	}
	for now, want := range map[int][2]bool{179: {}, 180: {true, true}, 200: {false, true}, 240: {}} {
		k.now = now
		if got := [2]bool{k.just(ebiten.KeyD), k.held(ebiten.KeyD)}; got != want {
			t.Errorf("D at %d: just and held are %v, want %v", now, got, want)
		}
	}
	for text, want := range map[string]string{
		"Space": "want TICK:KEY", "9-3:A": "want TICK:KEY", "-1:A": "want TICK:KEY", "5:Spaec": `"Spaec" is not a key`, "5:": `"" is not a key`,
	} {
		if _, err := ParseScript(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

func TestAKeyMapChangesWhatItNamesAndKeepsTheRest(t *testing.T) {
	settings, err := ParseSettings("[first]\npoke = \"J\"\nhop = [\"W\", \"Space\"]\n")
	if err != nil {
		t.Fatal(err)
	}
	m := settings.Keys
	for action, want := range map[string]string{scene.Walk: "A D", scene.Hop: "W/Space", "poke": "J", "lunge": "2"} {
		if got := m.Names(0)[action]; got != want {
			t.Errorf("the key of %s is named %q, want %q", action, got, want)
		}
	}
	for action, want := range map[string]string{scene.Walk: "Left Right", "poke": "Num1"} {
		if got := (Keymap{}).Names(1)[action]; got != want {
			t.Errorf("the second's default key of %s is named %q, want %q", action, got, want)
		}
	}
	playing := [2]bool{true, false}
	if !m.binds(ebiten.KeySpace, playing) || m.binds(ebiten.KeyN, playing) || !m.binds(ebiten.KeyNumpad1, playing) || m.binds(ebiten.KeySpace, [2]bool{}) {
		t.Error("binds is true for the keys of both while one plays, and for none while nobody does")
	}
	for text, want := range map[string]string{
		"[third]\npoke=\"J\"":                        "[third] is unknown",
		"[first]\npok=\"J\"":                         "pok is not an action",
		"[first]\npoke=\"JJ\"":                       `"JJ" is not a key`,
		"[first]\npoke=3":                            "3 is not the name of a key",
		"[first]\npoke=\"Digit2\"":                   "give each its own key",
		"[first]\npoke=\"Escape\"":                   "choose another key",
		"[second]\npoke=\"A\"":                       "give each its own key",
		"[first":                                     "settings: line 1 is not TOML (",
		"\n" + strings.Repeat("a.", 100_000) + "b=1": "settings: line 2 has 200003 bytes; want at most 1000",
		"[first\npoke=\"J\"\n":                       "settings: line 1 is not TOML (",
		"[first]\npoke=\n":                           "settings: line 2 is not TOML (",
		"[first]\npoke=\"J\"\npoke=\"K\"\n":          "settings: line 3 is not TOML (Key 'first.poke' has already been defined); write [first] and below it e.g. hop = \"W\"",
		"[first]\n\xff\xfe=\"J\"\n":                  "settings: line 2 is not UTF-8; save the file as UTF-8",
		"[window]\ntext_size=4":                      "want 1 to 3",
		"[window]\nsound=\"no\"":                     "want true or false",
		"[window]\ncolors=\"red\"":                   "want \"fighters\" or \"safe\"",
		"[window]\nsize=1":                           "size is not a setting",
	} {
		if _, err := ParseSettings(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

func TestSettingsOfTheWindow(t *testing.T) {
	s, err := ParseSettings("[window]\ntext_size = 2\ncolors = \"safe\"\n")
	if err != nil || s.TextSize != 2 || s.Palette != &panel.SafeColours {
		t.Errorf("got %+v, %v; want letters of twice the size in safe colours", s, err)
	}
}

// silent is a scene that nobody plays and that has no commands.
type silent struct{ scene.Scene }

func (silent) Persons() [2]bool { return [2]bool{} }

func TestKeysThatGoDownInOneTickAllCount(t *testing.T) {
	script, err := ParseScript("0:Space,0:F12,0:Equal,0:X,0:Minus,1:Space,1:H,2:F12,2:Escape")
	if err != nil {
		t.Fatal(err)
	}
	last := "last.png"
	g, err := newGame(t.Context(), Config{Script: script, Screenshot: last}, silent{})
	if err != nil {
		t.Fatal(err)
	}
	press := func() {
		g.screenshot = ""
		g.clock()
		if err := g.keys(); err != nil {
			t.Fatal(err)
		}
	}
	if press(); !g.paused || g.screenshot == "" || g.speed != normalSpeed || !g.plain || !g.panels {
		t.Errorf("after the first tick: paused %v, screenshot %q, speed %d, plain %v, panels %v", g.paused, g.screenshot, g.speed, g.plain, g.panels)
	}
	if press(); g.paused || g.panels {
		t.Errorf("after the second tick: paused %v, panels %v", g.paused, g.panels)
	}
	if press(); !g.leaving || g.screenshot != last {
		t.Errorf("after the third tick: leaving %v, screenshot %q, want the one at the end", g.leaving, g.screenshot)
	}
}

func TestOfSeveralInvalidEntriesTheSameIsReported(t *testing.T) {
	for text, want := range map[string]string{
		"[zeta]\na = 1\n[alpha]\na = 1\n[mid]\na = 1":       "[alpha] is unknown",
		"[window]\nzeta = 1\nalpha = 1\nmid = 1":            "alpha is not a setting",
		"[window]\nzeta = 1\n[second]\na = 1\n[first]\na=1": "[first]",
	} {
		for range 30 {
			if _, err := ParseSettings(text); err == nil || !strings.Contains(err.Error(), want) {
				t.Fatalf("%q: got %v, want %q", text, err, want)
			}
		}
	}
}
