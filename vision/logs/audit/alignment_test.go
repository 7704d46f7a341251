package audit_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/vision/logs/audit"
)

// down moves the labels of every recording down.
func down(rows int) func(int) int { return func(int) int { return rows } }

func TestPressesThatShowInTime(t *testing.T) {
	m := usual()
	m.frames = 800
	doc := run(t, m.record(t, 4), config())
	f := finding(t, doc, "alignment")
	if f.Verdict != audit.OK || !strings.Contains(f.Found, "one frame after") || f.Fix != "" || doc.Verdict != audit.OK {
		t.Errorf("got %+v in a document that is %s, want both ok", f, doc.Verdict)
	}
	v := doc.Visibility
	if v == nil || !v.Seen || v.Shows != 1 || v.Scores[audit.Reach+1] < 0.9 || v.Chance > 0.5 || len(v.Strays) > 0 {
		t.Errorf("got %+v; want presses to show after one frame", v)
	}
	if want := []int{0, 1, 2, 3}; !slices.Equal(doc.Probed, want) {
		t.Errorf("recordings %v were probed, want %v", doc.Probed, want)
	}
}

func TestMovedLabelsAreFoundWithHowFar(t *testing.T) {
	for _, rows := range []int{1, 3, 5, -1, -3, -5} {
		m := usual()
		m.moved = down(rows)
		f := finding(t, run(t, m.record(t, 4), config()), "alignment")
		verdict, fix := audit.Fail, fmt.Sprintf("move every label %s up", number.Of(rows, "row"))
		if rows < 0 {
			fix = fmt.Sprintf("move every label %s down", number.Of(-rows, "row"))
		}
		if rows == -1 {
			verdict, fix = audit.Warn, "move every label 1 row down" // it may be the game
		}
		if f.Verdict != verdict || !strings.Contains(f.Fix, fix) {
			t.Errorf("labels moved down by %d: got %+v, want %s and %q", rows, f, verdict, fix)
		}
	}
}

func TestAGameThatAnswersLateIsAllowedTo(t *testing.T) {
	m := usual()
	m.answers = 4
	folder := m.record(t, 4)
	if f := finding(t, run(t, folder, config()), "alignment"); f.Verdict != audit.Fail || !strings.Contains(f.Fix, "--shows-after 4") {
		t.Errorf("not stated: got %+v, want a failure that says what to state", f)
	}
	cfg := config()
	cfg.ShowsAfter = 4
	if f := finding(t, run(t, folder, cfg), "alignment"); f.Verdict != audit.OK {
		t.Errorf("stated: got %+v, want ok", f)
	}
}

// A recorder may write a press in each row for as long as a key is down.
func TestHeldLabelsCountOnce(t *testing.T) {
	m := usual()
	m.held = 3
	doc := run(t, m.record(t, 4), config())
	if f := finding(t, doc, "alignment"); f.Verdict != audit.OK {
		t.Errorf("got %+v, want ok", f)
	}
	if want := run(t, usual().record(t, 4), config()).Visibility.Presses; doc.Visibility.Presses != want {
		t.Errorf("%d presses, want %d", doc.Visibility.Presses, want)
	}
}

func TestFramesThatShowTheirOwnLabelLeak(t *testing.T) {
	m := usual()
	m.keys = true
	f := finding(t, run(t, m.record(t, 4), config()), "alignment")
	if f.Verdict != audit.Fail || !strings.Contains(f.Found, "leaks: presses show in their label's frame") || !strings.Contains(f.Fix, "display of keys") {
		t.Errorf("got %+v, want a leak", f)
	}
}

func TestPressesThatLeaveNoTrace(t *testing.T) {
	m := usual()
	m.frames, m.gap, m.silent = 600, 30, true
	if f := finding(t, run(t, m.record(t, 5), config()), "alignment"); f.Verdict != audit.Fail || !strings.Contains(f.Found, "nothing on the screen") {
		t.Errorf("many presses: got %+v, want a failure", f)
	}
	m.frames = 900
	if f := finding(t, run(t, m.record(t, 2), config()), "alignment"); f.Verdict != audit.Warn || !strings.Contains(f.Found, "nothing on the screen") {
		t.Errorf("few presses: got %+v, want a warning", f)
	}
}

func TestPressesInEveryFewFramesCannotBeTold(t *testing.T) {
	m := usual()
	m.gap, m.silent = 2, true
	if f := finding(t, run(t, m.record(t, 2), config()), "alignment"); f.Verdict != audit.Warn || !strings.Contains(f.Found, "too many to tell") {
		t.Errorf("got %+v, want a warning", f)
	}
}

func TestTooFewPressesAreNotProbed(t *testing.T) {
	doc := run(t, usual().record(t, 1), config())
	f := finding(t, doc, "alignment")
	if f.Verdict != audit.Warn || !strings.Contains(f.Found, "too few to tell: 13 presses in 1 recording") || !strings.Contains(f.Fix, "two matches or more with 20 presses") || doc.Visibility != nil {
		t.Errorf("got %+v and %+v, want a warning and no probe", f, doc.Visibility)
	}
}

// The probe's halves must not be those of the moved and the other recordings.
func TestRecordingsThatAreMovedAlikeAreNamed(t *testing.T) {
	for _, c := range []struct {
		name  string
		moved func(number int) int
		want  []audit.Stray
	}{
		{"late in every second", func(n int) int { return 3 * (1 - n%2) },
			[]audit.Stray{{Recording: "000002", Shows: -2}, {Recording: "000004", Shows: -2}, {Recording: "000006", Shows: -2}}},
		{"early in every second", func(n int) int { return -2 * (n % 2) },
			[]audit.Stray{{Recording: "000001", Shows: 3}, {Recording: "000003", Shows: 3}, {Recording: "000005", Shows: 3}}},
		{"by two rows in the last third", func(n int) int { return 2 * (n / 5) },
			[]audit.Stray{{Recording: "000005", Shows: -1}, {Recording: "000006", Shows: -1}}},
		{"each otherwise", func(n int) int { return []int{0, 0, 4, 0, -3, 0, 2}[n] },
			[]audit.Stray{{Recording: "000002", Shows: -3}, {Recording: "000004", Shows: 4}, {Recording: "000006", Shows: -1}}},
	} {
		m := usual()
		m.moved = c.moved
		doc := run(t, m.record(t, 6), config())
		f := finding(t, doc, "alignment")
		if doc.Visibility == nil || doc.Visibility.Shows != 1 || !slices.Equal(doc.Visibility.Strays, c.want) {
			t.Errorf("%s: %+v; want strays %v", c.name, doc.Visibility, c.want)
		}
		if f.Verdict != audit.Fail || !strings.Contains(f.Found, "moved against the others: "+c.want[0].Recording) || f.Fix == "" {
			t.Errorf("%s: got %+v", c.name, f)
		}
	}
}

func TestTheRecordingThatIsMovedIsNamed(t *testing.T) {
	m := usual()
	m.moved = func(number int) int {
		if number == 3 {
			return 4
		}
		return 0
	}
	doc := run(t, m.record(t, 5), config())
	if f := finding(t, doc, "alignment"); f.Verdict != audit.Fail || !strings.Contains(f.Found, "000003 (-4)") {
		t.Errorf("got %+v, want recording 000003 named", f)
	}
	if want := []audit.Stray{{Recording: "000003", Shows: -3}}; !slices.Equal(doc.Visibility.Strays, want) {
		t.Errorf("strays %+v, want %+v", doc.Visibility.Strays, want)
	}
}
