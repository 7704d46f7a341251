package importer_test

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/kumite/kumite/vision/logs/importer"
)

func TestAHeldKeyIsOnePress(t *testing.T) {
	// A keyboard repeats after half a second, every 33 ms.
	repeated := func(start, end float64) (rows string) {
		rows = fmt.Sprintf("%v,jump\n", start)
		for at := start + 0.5; at < end; at += 0.033 {
			rows += fmt.Sprintf("%.3f,jump\n", at)
		}
		return rows
	}
	for _, c := range []struct {
		name, text string
		want       map[int]string
		repeats    int
	}{
		{"repeated by the keyboard", "time,action\n" + repeated(0.1, 1) + repeated(1.2, 1.9), map[int]string{1: "jump", 12: "jump"}, 20},
		{"with another key between", "time,action\n" + repeated(0.1, 1) + "0.75,kick\n", map[int]string{1: "jump", 7: "kick"}, 13},
		{"at every second frame", "frame,action\n4,jump\n6,jump\n8,jump\n10,jump\n40,jump\n", map[int]string{0: "jump", 8: "jump"}, 3},
		{"sampled at every frame", "time,action\n0,none\n0.1,jump\n0.12,none\n0.5,jump\n0.52,jump\n0.54,jump\n0.56,none\n", map[int]string{1: "jump", 5: "jump"}, 2},
		{"intervals that overlap", "start,end,key\n0.1,0.9,jump\n0.5,1.2,jump\n1.1,1.5,jump\n1.5,1.6,jump\n", map[int]string{1: "jump", 15: "jump"}, 2},
		{"intervals in another", "start,end,key\n0.1,1.5,jump\n0.3,0.4,jump\n0.9,1,jump\n", map[int]string{1: "jump"}, 2},
		{"frames in others", "start_frame,end_frame,key\n0,5000,jump\n20,30,jump\n40,50,jump\n", map[int]string{0: "jump"}, 2},
		{"a press soon before a held key", "time,action\n0.1,jump\n0.2,jump\n0.233,jump\n0.266,jump\n", map[int]string{1: "jump", 2: "jump"}, 2},
		{"a press long before a held key", "time,action\n0.1,jump\n1.2,jump\n1.233,jump\n1.266,jump\n", map[int]string{1: "jump", 12: "jump"}, 2},
		{"a press after a held key", "time,action\n0.1,jump\n0.6,jump\n0.633,jump\n0.666,jump\n0.9,jump\n0.933,jump\n0.966,jump\n", map[int]string{1: "jump", 9: "jump"}, 5},
		{"a press and one that bounces", "time,action\n0.1,jump\n0.6,jump\n0.633,jump\n1.7,jump\n", map[int]string{1: "jump", 6: "jump", 17: "jump"}, 1},
		{"a press and a hold in frames", "frame,action\n0,jump\n25,jump\n26,jump\n27,jump\n", map[int]string{0: "jump", 5: "jump"}, 2},
		{"a press and intervals in one", "start,end,key\n0.1,0.15,jump\n0.6,0.7,jump\n0.62,0.63,jump\n0.64,0.65,jump\n", map[int]string{1: "jump", 6: "jump"}, 2},
		{"pressed ten times a second", "time_ms,action\n100,jump\n200,jump\n300,jump\n", map[int]string{1: "jump", 2: "jump", 3: "jump"}, 0},
	} {
		dir := t.TempDir()
		film(t, dir, "a.mkv", every(20, 100))
		write(t, dir, "a.csv", c.text)
		cfg := config(dir)
		cfg.NoAction = "none"
		doc, err := importer.Run(t.Context(), cfg)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if _, got := imported(t, doc.Dir, 0); !reflect.DeepEqual(got, c.want) || doc.Recordings[0].Repeats != c.repeats {
			t.Errorf("%s: presses %v and %d repetitions, want %v and %d", c.name, got, doc.Recordings[0].Repeats, c.want, c.repeats)
		}
	}
}

// Frames are further apart than the repetitions of a keyboard.
func TestConsecutiveFramesOfASlowVideoAreOnePress(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       map[int]string
	}{
		{"frames", "frame,action\n4,jump\n5,jump\n6,jump\n9,jump\n", map[int]string{4: "jump", 9: "jump"}},
		{"intervals", "start_frame,end_frame,action\n4,4,jump\n5,5,jump\n", map[int]string{4: "jump", 5: "jump"}},
	} {
		dir := t.TempDir()
		film(t, dir, "a.mkv", every(100, 20))
		write(t, dir, "a.csv", c.text)
		doc, err := importer.Run(t.Context(), config(dir))
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if _, got := imported(t, doc.Dir, 0); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: presses %v, want %v", c.name, got, c.want)
		}
	}
}

// A short video may end soon after its presses, and seconds may have three decimals.
func TestTimesThatOnlyLookWrongAreImported(t *testing.T) {
	for text, want := range map[string]map[int]string{
		"time_ms,action\n1,jump\n103,kick\n":               {0: "jump", 1: "kick"},
		"time_ms,action\n1,jump\n2,kick\n":                 {0: "jump"},
		"time,action\n1.234,jump\n1,kick\n":                {12: "jump", 10: "kick"},
		"start,end,action\n1.234,1.5,jump\n1,1.125,kick\n": {12: "jump", 10: "kick"},
	} {
		dir := t.TempDir()
		film(t, dir, "a.mkv", every(100, 20))
		write(t, dir, "a.csv", text)
		doc, err := importer.Run(t.Context(), config(dir))
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if _, got := imported(t, doc.Dir, 0); !reflect.DeepEqual(got, want) {
			t.Errorf("%q: presses %v, want %v", text, got, want)
		}
	}
}

// Some keyboards repeat a key 11 times a second, as fast as people press.
func TestSlowRepetitionsAreCountedAndJoinedOnRequest(t *testing.T) {
	rows := func(pause float64, steps ...float64) string {
		at := 100 + pause
		text := fmt.Sprintf("time_ms,action\n100,jump\n%v,jump\n", at)
		for _, step := range steps {
			at += step
			text += fmt.Sprintf("%v,jump\n", at)
		}
		return text
	}
	for _, c := range []struct {
		name, text string
		even       int
		ms         float64
		joined     int // presses with --repeat
	}{
		{"a Mac's", rows(375, 90, 90, 90, 90, 90), 6, 90, 1},
		{"a console's", rows(250, 92, 91, 92, 92, 91, 92), 7, 92, 1},
		{"polled at 60 Hz", rows(383, 83, 100, 83, 83, 100, 83), 7, 100, 1},
		{"with another key between", rows(375, 90, 90, 90, 90) + "500,kick\n", 5, 90, 2},
		{"too few to tell", rows(375, 90, 90, 90), 0, 0, 5},
		{"without a pause", rows(90, 90, 90, 90, 90), 0, 0, 6},
		{"after a long time", rows(1100, 90, 90, 90, 90), 0, 0, 6},
		{"by hand", rows(375, 90, 120, 85, 131, 102), 0, 0, 7},
		{"frames", "frame,action\n0,jump\n20,jump\n25,jump\n30,jump\n35,jump\n40,jump\n", 0, 0, 6},
		{"sampled", rows(375, 90, 90, 90, 90) + "1500,none\n", 0, 0, 6},
	} {
		dir := t.TempDir()
		film(t, dir, "a.mkv", every(20, 100))
		write(t, dir, "a.csv", c.text)
		cfg := config(dir)
		cfg.NoAction, cfg.PeriodMS = "none", 20
		doc, err := importer.Run(t.Context(), cfg)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		r := doc.Recordings[0]
		if r.Even != c.even || r.EvenMS != c.ms || r.Repeats != 0 {
			t.Errorf("%s: %d presses follow evenly, up to %v ms apart, and %d are left out; want %d, %v and 0", c.name, r.Even, r.EvenMS, r.Repeats, c.even, c.ms)
		}
		cfg.Out += "-joined"
		if cfg.RepeatMS = 0; c.even > 0 {
			cfg.RepeatMS = c.ms + 10
		}
		if doc, err = importer.Run(t.Context(), cfg); err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if r := doc.Recordings[0]; r.Presses != c.joined || r.Even != 0 && c.even > 0 {
			t.Errorf("%s, with a repeat of %v ms: %d presses and %d that follow evenly, want %d and 0", c.name, cfg.RepeatMS, r.Presses, r.Even, c.joined)
		}
	}
}

func TestARepeatOutOfBoundsIsRefused(t *testing.T) {
	for _, ms := range []float64{-1, 1001, math.NaN()} {
		cfg := config(t.TempDir())
		cfg.RepeatMS = ms
		if err := cfg.Validate(); err == nil || !strings.Contains(err.Error(), "want 0 to 1000") {
			t.Errorf("a repeat of %v ms: error %v, want the bounds", ms, err)
		}
	}
}
