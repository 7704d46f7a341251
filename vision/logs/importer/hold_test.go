package importer_test

import (
	"fmt"
	"reflect"
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
