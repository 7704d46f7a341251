package audit_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/vision/container/containertest"
	"github.com/kumite/kumite/vision/logs"
	"github.com/kumite/kumite/vision/logs/audit"
)

func TestUnevenFrameTimesAreNamed(t *testing.T) {
	for _, c := range []struct {
		name string
		at   func(i int) int // ms
		want string          // "" where nothing is to be found
	}{
		{"even", func(i int) int { return 100 * i }, ""},
		{"in whole milliseconds", func(i int) int { return 100*i + i%2 }, ""},
		{"one late frame of many", func(i int) int { return 100*i + []int{0, 50}[min(1, i/150)*(1-min(1, i/151))] }, ""},
		{"twice as slow", func(i int) int { return 200 * i }, ""},
		{"60 and 140 in turn", func(i int) int { return 100*i + 40*(i%2) }, "000002 (60 to 140 ms from frame to frame, up to "},
		{"50, then 150", func(i int) int { return 50*i + max(0, 100*(i-100)) }, "000002 (50 to 150 ms from frame to frame, up to "},
		{"a second is missing", func(i int) int { return 100*i + 1000*min(1, i/100) }, "000002 (100 to 1100 ms"},
		{"slowly apart", func(i int) int { return 95*i + max(0, 10*(i-100)) }, "000002 (95 to 105 ms"},
	} {
		m := usual()
		m.frames = 200
		dir := m.record(t, 2).Dir()
		ms := make([]int, m.frames)
		for i := range ms {
			ms[i] = c.at(i)
		}
		if err := containertest.Retime(filepath.Join(dir, logs.Name(2)+".mkv"), ms); err != nil {
			t.Fatal(err)
		}
		doc := run(t, open(t, dir), config())
		if !hasCheck(doc, "frame times") {
			if c.want != "" {
				t.Errorf("%s: nothing was found, want %q", c.name, c.want)
			}
			continue
		}
		if f := finding(t, doc, "frame times"); c.want == "" || f.Verdict != audit.Warn || !strings.Contains(f.Found, c.want) || !strings.Contains(f.Fix, "every 100 ms") {
			t.Errorf("%s: got %+v, want %q", c.name, f, c.want)
		}
	}
}
