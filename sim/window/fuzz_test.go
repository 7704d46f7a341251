package window

import "testing"

// FuzzKeyScript parses keys to press.
func FuzzKeyScript(f *testing.F) {
	for _, seed := range []string{"120:Space,180-240:D", "", ",", ":", "-1:D", "1--1:D", "9223372036854775807:D", "1-1:D", "1:\x1b[31m", "1:D:E", "5-:D", "-5:D"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		all, err := ParseScript(text)
		if err != nil {
			return
		}
		for _, s := range all {
			if s.from < 0 || s.to <= s.from {
				t.Errorf("%q has the stroke %+v", text, s)
			}
		}
	})
}

// FuzzSettings parses a file of keys and settings.
func FuzzSettings(f *testing.F) {
	for _, seed := range []string{
		"[first]\npoke = \"J\"\n", "[first]\npoke = [\"J\", \"K\"]\n[second]\nguard = \"L\"\n", "[third]\n", "poke = 1", "[first]\npoke = [[]]\n", "[first]\npoke = {a = 1}\n",
		"[first]\npoke = \"\"\n", "[first]\npoke = \"J\"\nlunge = \"J\"\n", "[first]\n\"\\u001b[31m\" = \"J\"\n", "[[first]]\n", "[first.second]\n", "\xff\xfe", "[first]\npoke = 9999-99-99\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ParseSettings(text)
		if err != nil {
			return
		}
		m.Keys.Names(0) // must not panic
		m.Keys.Names(1)
	})
}
