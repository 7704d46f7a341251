package audit_test

import (
	"image"
	"image/color"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/vision/logs"
	"github.com/kumite/kumite/vision/logs/audit"
)

var skills = []string{"poke", "parry", "dash", "kick"}

// named records eight matches in which each skill lights a field of its own up, but for
// those that look alike, under the name that it has in that recording.
func named(t *testing.T, alike [2]string, name func(number int, skill string) string) *logs.Folder {
	t.Helper()
	dir := t.TempDir()
	w, err := logs.NewWriter(dir, logs.Header{Game: "test/1", DecisionPeriodMS: 100, Width: 32, Height: 18, Classes: append([]string{logs.NoAction}, skills...)})
	if err != nil {
		t.Fatal(err)
	}
	for number := 1; number <= 8; number++ {
		r, err := w.Record(number)
		if err != nil {
			t.Fatal(err)
		}
		draw, press, shows := rand.New(rand.NewPCG(uint64(number), 7)), "", ""
		for f := range 400 {
			frame := image.NewPaletted(image.Rect(0, 0, 32, 18), color.Palette{color.Gray{20}, color.Gray{60}, color.Gray{240}})
			frame.SetColorIndex((f*(number+2)+f/7)%20, (f+number)%18, 1)
			if shows != "" {
				at := slices.Index(skills, shows)
				if shows == alike[1] {
					at = slices.Index(skills, alike[0])
				}
				for y := range 4 {
					for x := range 3 {
						frame.SetColorIndex(21+x, 4*at+y, 2)
					}
				}
			}
			press = ""
			if f%20 == 10 {
				press = skills[draw.IntN(len(skills))]
			}
			if err := r.WriteFrame(frame, int64(6*f), nil); err != nil {
				t.Fatal(err)
			}
			label := logs.NoAction
			if press != "" {
				label = name(number, press)
			}
			if err := r.WriteAction(label); err != nil {
				t.Fatal(err)
			}
			shows = press
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return open(t, dir)
}

// swapped gives two skills each other's names in some recordings.
func swapped(a, b string, in func(number int) bool) func(int, string) string {
	return func(number int, skill string) string {
		switch {
		case in(number) && skill == a:
			return b
		case in(number) && skill == b:
			return a
		}
		return skill
	}
}

func TestNamesThatAreSwappedBetweenRecordingsAreFound(t *testing.T) {
	right := func(_ int, skill string) string { return skill }
	for _, c := range []struct {
		name    string
		alike   [2]string
		as      func(number int, skill string) string
		verdict audit.Verdict
		found   string
	}{
		{"right names", [2]string{}, right, audit.OK, "tells the classes of 6 pairs apart"},
		{"swapped in one recording", [2]string{}, swapped("parry", "kick", func(n int) bool { return n == 5 }), audit.Warn, "look like those of the other class in 000005 (parry, kick)"},
		{"swapped in every second recording", [2]string{}, swapped("poke", "dash", func(n int) bool { return n%2 == 0 }), audit.Warn, "poke and dash look alike, and others do not"},
		{"one skill under two names", [2]string{}, func(n int, skill string) string {
			if skill == "kick" || skill == "parry" {
				return []string{"parry", "kick"}[n%2]
			}
			return skill
		}, audit.Warn, "parry and kick look alike"},
		{"two skills that look alike", [2]string{"parry", "dash"}, right, audit.Warn, "parry and dash look alike"},
		{"swapped in all recordings, which nobody can tell", [2]string{}, swapped("parry", "kick", func(int) bool { return true }), audit.OK, ""},
	} {
		doc := run(t, named(t, c.alike, c.as), config())
		if f := finding(t, doc, "class names"); f.Verdict != c.verdict || !strings.Contains(f.Found, c.found) || (c.verdict == audit.Warn) != (f.Fix != "") {
			t.Errorf("%s: got %+v, want %s and %q", c.name, f, c.verdict, c.found)
		}
	}
}

func TestNamesAreNotCheckedWherePressesDoNotShow(t *testing.T) {
	for name, m := range map[string]match{
		"two classes":      usual(),
		"no trace":         {frames: 600, gap: 30, answers: 1, silent: true},
		"a few recordings": {frames: 60, gap: 20, answers: 1},
	} {
		if f := finding(t, run(t, m.record(t, 4), config()), "class names"); f.Verdict != audit.NotChecked {
			t.Errorf("%s: got %+v, want that it was not checked", name, f)
		}
	}
}
