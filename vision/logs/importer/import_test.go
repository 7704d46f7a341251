package importer_test

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/kumite/kumite/vision/container/containertest"
	"github.com/kumite/kumite/vision/cv"
	"github.com/kumite/kumite/vision/logs"
	"github.com/kumite/kumite/vision/logs/importer"
)

// film writes a video whose frame i is of the grey value i, shown at ms[i].
func film(t testing.TB, dir, name string, ms []int) {
	t.Helper()
	path := filepath.Join(dir, name)
	v, err := cv.CreateVideo(path, image.Pt(32, 18), 30)
	if err != nil {
		t.Fatal(err)
	}
	for i := range ms {
		frame := cv.NewFrame(32, 18)
		for p := range frame.Pix {
			frame.Pix[p] = uint8(i)
		}
		if err := v.WriteCaptured(frame); err != nil {
			t.Fatal(err)
		}
	}
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	if err := containertest.Retime(path, ms); err != nil {
		t.Fatal(err)
	}
}

// every is n times with a step.
func every(step, n int) (ms []int) {
	for i := range n {
		ms = append(ms, i*step)
	}
	return ms
}

func write(t testing.TB, dir, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func config(dir string) importer.Config {
	return importer.Config{Out: filepath.Join(dir, "logs"), Videos: []string{filepath.Join(dir, "*.mkv")}, Game: "test", PeriodMS: 100, RepeatMS: importer.RepeatMS}
}

// imported is the frame that each row of recording i shows, and its actions that
// are not the null class.
func imported(t *testing.T, dir string, i int) (frames []int, actions map[int]string) {
	t.Helper()
	f, err := logs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.Open(i)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	actions = map[int]string{}
	for range r.Rows() {
		frame, row, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		frames = append(frames, int(frame.Pix[0]))
		if row.Action != f.Null() {
			actions[row.Frame] = row.Action
		}
	}
	return frames, actions
}

func TestRowsHaveTheLastFrameShownByThen(t *testing.T) {
	for name, c := range map[string]struct {
		ms   []int
		want []int
	}{
		"as fast as the decisions": {every(100, 5), []int{0, 1, 2, 3, 4}},
		"30 a second":              {[]int{0, 33, 67, 100, 133, 167, 200, 233, 267}, []int{0, 3, 6}},
		"uneven":                   {[]int{0, 60, 200, 260, 400, 460}, []int{0, 1, 2, 3, 4, 5}},
		"a gap":                    {[]int{0, 50, 350, 400}, []int{0, 1, 1, 1, 3, 3}},
		"slower":                   {every(200, 3), []int{0, 0, 1, 1, 2, 2}},
	} {
		dir := t.TempDir()
		film(t, dir, "a.mkv", c.ms)
		write(t, dir, "a.csv", "time,action\n0.05,jump\n")
		doc, err := importer.Run(t.Context(), config(dir))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got, _ := imported(t, doc.Dir, 0); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: rows show the frames %v, want %v", name, got, c.want)
		}
		if r := doc.Recordings[0]; !r.Stamped || r.Frames != len(c.ms) || r.Rows != len(c.want) || r.LagMS != 50 {
			t.Errorf("%s: got %+v", name, r)
		}
	}
}

func TestTablesOfEveryFormGiveTheSamePresses(t *testing.T) {
	want := map[int]string{2: "jump", 7: "kick"}
	for name, text := range map[string]string{
		"a.csv":     "time,action\n0.25,jump\n0.71,kick\n",
		"ms.csv":    "time_ms;key\r250;jump\r710;kick\r",
		"comma.csv": "time;action\n0,25;jump\n0,71;kick\n",
		"three.csv": "time;action\n0,250;jump\n0,710;kick\n",
		"parts.csv": "time_ms;action\n250,125;jump\n710,5;kick\n",
		"micro.csv": "time_ms;action\n250.1250;jump\n710.000;kick\n",
		"power.csv": "time_ms,action\n2.5e2,jump\n7.1E+2,kick\n",
		"c.jsonl":   "{\"time_ms\": 250.125, \"action\": \"jump\"}\n{\"time_ms\": 710.125, \"action\": \"kick\"}\n",
		"frame.csv": "frame,action\n5,jump\n14,kick\n",
		"rows.csv":  "frame,action\n4,none\n5,jump\n6,jump\n7,jump\n8,none\n14,kick\n15,kick\n",
		"keys.csv":  "start,end,key\n0.25,0.60,jump\n0.71,0.90,kick\n",
		"f.csv":     "start_frame,end_frame,action\n5,12,jump\n14,18,kick\n",
		"a.jsonl":   "{\"time\": 0.71, \"action\": \"kick\"}\n{\"time\": 0.25, \"action\": \"jump\"}\n",
		"b.jsonl":   "\ufeff{\"start_ms\": 250, \"end_ms\": 600, \"key\": \"jump\"}\n\n{\"start_ms\": 710, \"end_ms\": 720, \"key\": \"kick\"}\n",
		"a.json":    `[{"frame": 5, "action": "jump"}, {"frame": 14, "action": "kick"}]`,
		"more.json": `[{"frame": 5, "action": "jump", "mouse": [3, 4]}, {"frame": 14, "action": "kick", "player": {"name": "up"}}]`,
		"index.csv": ",time_ms,action\n1.234,250,jump\n5.678,710,kick\n",
		"note.csv":  "time;action;\n0.25;jump;1,234\n0.71;kick;9\n",
		"turn.csv":  "time,action,direction\n0.25,jump,up\n0.71,kick,up\n",
		"down.csv":  "time,action,state\n0.25,jump,down\n0.71,kick,down\n",
	} {
		dir := t.TempDir()
		film(t, dir, "v.mkv", every(50, 20))
		write(t, dir, name, text)
		cfg := config(dir)
		cfg.Actions, cfg.NoAction = []string{filepath.Join(dir, name)}, "none"
		doc, err := importer.Run(t.Context(), cfg)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if _, got := imported(t, doc.Dir, 0); !reflect.DeepEqual(got, want) || !reflect.DeepEqual(doc.Classes, []string{"none", "jump", "kick"}) {
			t.Errorf("%s: presses %v of classes %v, want %v", name, got, doc.Classes, want)
		}
	}
}

func TestPressesThatFitNoRowAreCounted(t *testing.T) {
	dir := t.TempDir()
	film(t, dir, "a.mkv", every(100, 10))
	write(t, dir, "a.csv", "time,action\n0.31,jump\n0.35,kick\n0.5,kick\n0.6,jump\n-1,jump\n1.2,kick\n")
	doc, err := importer.Run(t.Context(), config(dir))
	if err != nil {
		t.Fatal(err)
	}
	if r := doc.Recordings[0]; r.Presses != 3 || r.Crowded != 1 || r.Outside != 2 {
		t.Errorf("got %+v; want 3 presses, 1 crowded, 2 outside", r)
	}
	cfg := config(dir)
	cfg.Out, cfg.OffsetMS = filepath.Join(dir, "late"), 250
	if doc, err = importer.Run(t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	if _, got := imported(t, doc.Dir, 0); !reflect.DeepEqual(got, map[int]string{5: "jump", 6: "kick", 7: "kick", 8: "jump"}) {
		t.Errorf("250 ms later: presses %v", got)
	}
}

func TestSecondsThatAreCalledMillisecondsAreRefused(t *testing.T) {
	for _, c := range []struct {
		text    string
		offset  float64
		refused bool
	}{
		{"time_ms,action\n1.5,jump\n4.25,kick\n8,jump\n", 0, true},
		{"start_ms,end_ms,key\n1,2,jump\n5,6,kick\n", 0, true},
		{"time,action\n0.001,jump\n0.008,kick\n", 0, true},
		{"time_ms,action\n-8,jump\n-1,kick\n", 5000, true},
		{"time_ms,action\n1.5,jump\n4.25,kick\n80,jump\n", 0, false},
		{"time_ms,action\n-4800,jump\n-1000,kick\n", 5000, false},
		{"time_ms,action\n-4800,jump\n3,kick\n", 5000, false},
		{"frame,action\n0,jump\n0,kick\n", 0, false},
		{"time_ms,action\n1,jump\n", 0, false},
	} {
		dir := t.TempDir()
		film(t, dir, "a.mkv", every(100, 100))
		write(t, dir, "a.csv", c.text)
		cfg := config(dir)
		cfg.OffsetMS = c.offset
		_, err := importer.Run(t.Context(), cfg)
		if got := err != nil && strings.Contains(err.Error(), " ms of a video of 10.0 s: check the unit of the times"); got != c.refused || !c.refused && err != nil {
			t.Errorf("%q, %v ms later: %v; want it refused: %v", c.text, c.offset, err, c.refused)
		}
	}
}

// A game may have actions that differ only in case, if its classes say so.
func TestListedClassesMayDifferInCase(t *testing.T) {
	dir := t.TempDir()
	film(t, dir, "a.mkv", every(100, 10))
	write(t, dir, "a.csv", "time,action\n0.1,a\n0.3,A\n")
	cfg := config(dir)
	cfg.Classes = []string{"no_action", "a", "A"}
	doc, err := importer.Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	if _, got := imported(t, doc.Dir, 0); !reflect.DeepEqual(got, map[int]string{1: "a", 3: "A"}) {
		t.Errorf("presses %v", got)
	}
}

func TestRowsThatRepeatAFrameAreCounted(t *testing.T) {
	for period, want := range map[float64]int{50: 10, 100: 0, 200: 0} {
		dir := t.TempDir()
		film(t, dir, "a.mkv", every(100, 10))
		write(t, dir, "a.csv", "time,action\n0.31,jump\n")
		cfg := config(dir)
		cfg.PeriodMS = period
		doc, err := importer.Run(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		if got := doc.Recordings[0].Repeated; got != want {
			t.Errorf("period %v ms: %d rows repeat a frame, want %d", period, got, want)
		}
	}
}

func TestVideosArePairedWithTablesByName(t *testing.T) {
	dir, other := t.TempDir(), t.TempDir()
	for i, name := range []string{"one", "two", "three"} {
		film(t, dir, name+".mkv", every(100, 5+i))
		write(t, other, name+".jsonl", fmt.Sprintf(`{"frame": %d, "action": "jump"}`, i))
	}
	cfg := config(dir)
	cfg.Actions = []string{filepath.Join(other, "t*.jsonl"), filepath.Join(other, "one.jsonl")}
	doc, err := importer.Run(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []struct {
		stem string
		row  int
	}{{"one", 0}, {"three", 2}, {"two", 1}} {
		r := doc.Recordings[i]
		_, got := imported(t, doc.Dir, i)
		if filepath.Base(r.Video) != want.stem+".mkv" || filepath.Base(r.Actions) != want.stem+".jsonl" || got[want.row] != "jump" {
			t.Errorf("recording %d is %+v with %v, want %+v", i, r, got, want)
		}
	}
}

func TestWhatCannotBeImportedIsNamed(t *testing.T) {
	for _, c := range []struct {
		name, table, text string
		change            func(*importer.Config)
		want              string
	}{
		{"no table", "b.csv", "", nil, "no table of actions has the name of"},
		{"no columns", "a.csv", "t,what\n1,2\n", nil, "docs/formats.md"},
		{"no time", "a.csv", "when,action\n1,jump\n", nil, "it does not say when among action, when"},
		{"no number", "a.csv", "time,action\nsoon,jump\n", nil, `row 2: time "soon" is not a number`},
		{"a time of day", "a.csv", "time,action\n0:00:01.5,jump\n", nil, `row 2: time "0:00:01.5" is not a number; write 1:23.5 as 83.5 seconds`},
		{"a time of day in milliseconds", "a.csv", "start_ms,end_ms,key\n1,0:02,jump\n", nil, `end_ms "0:02" is not a number; write 1:23.5 as 83500 milliseconds`},
		{"a time of day for a frame", "a.csv", "frame,action\n0:01,jump\n", nil, "write times into a column time, as seconds"},
		{"a number beyond all times", "a.csv", "time,action\n1e300,jump\n", nil, "1 of 1 press outside the video"},
		{"a column in two cases", "a.csv", "time,Time,action\n0.1,0.2,jump\n", nil, `column "time" appears twice`},
		{"a key twice", "a.jsonl", `{"time": 0.1, "time": 0.5, "action": "jump"}`, nil, `object 1: key "time" appears twice in one object`},
		{"a key in two cases", "a.json", `[{"time": 0.1, "Time": 0.5, "action": "jump"}]`, nil, `key "Time" appears twice in one object`},
		{"a row with a comma more", "a.csv", "time,action\n0.1,jump,\n", nil, "line 2: the heading has 2 fields and this row 3"},
		{"no press", "a.csv", "time,action\n0.1,\n0.2,no_action\n", nil, `no table has a press: every action is empty or "no_action"`},
		{"a class in two cases", "a.csv", "time,action\n0.1,Jump\n0.3,jump\n", nil, `actions "Jump" and "jump" differ only in case; write them the same way, or list all classes with --classes`},
		{"the null class in another case", "a.csv", "time,action\n0.1,No_Action\n0.3,jump\n", nil, `actions "no_action" and "No_Action" differ only in case`},
		{"thousands of milliseconds", "a.csv", "time_ms;action\n950;jump\n1,234;jump\n", nil, `a.csv: row 3: time_ms "1,234" may be 1234 or 1.2340; write it as one of them`},
		{"thousands with a point", "a.csv", "start_ms,end_ms,action\n10,950,jump\n1000,1.234,jump\n", nil, `row 3: end_ms "1.234" may be 1234 or 1.2340`},
		{"a thousand frames", "a.csv", "frame;action\n9;jump\n1,000;jump\n", nil, `row 3: frame "1,000" may be 1000 or 1.0000`},
		{"thousands of seconds", "a.csv", "time;action\n9;jump\n1,234;jump\n", nil, `row 3: time "1,234" may be 1234 or 1.2340`},
		{"thousands in a text of JSON", "a.jsonl", `{"time_ms": "1,234", "action": "jump"}`, nil, `time_ms "1,234" may be 1234 or 1.2340`},
		{"millions", "a.csv", "time_ms;action\n1,234,567;jump\n", nil, `time_ms "1,234,567" is not a number; write it without separators of thousands`},
		{"thousands and decimals", "a.csv", "time_ms;action\n1.234,5;jump\n", nil, `time_ms "1.234,5" is not a number; write it without separators of thousands`},
		{"keys that are let go", "a.csv", "time,action,state\n0.1,jump,down\n0.3,jump,up\n", nil, `row 3: state is "up", and each row is a press; leave out the rows of keys that are let go`},
		{"other words for it", "a.csv", "time,key,Event\n0.1,jump,KeyDown\n0.3,jump,KeyUp\n", nil, `row 3: event is "KeyUp"`},
		{"an event of JSON", "a.jsonl", `{"time": 0.1, "key": "jump", "type": "key_release"}`, nil, `row 1: type is "key_release"`},
		{"a list of actions", "a.jsonl", `{"time": 0.1, "action": ["jump", "kick"]}`, nil, `object 1: "action" is a list or an object; want one text or number`},
		{"a time in parts", "a.json", `[{"time": {"s": 1}, "action": "jump"}]`, nil, `object 1: "time" is a list or an object`},
		{"an end in parts", "a.json", `[{"start": 1, "End": [2], "action": "jump"}]`, nil, `object 1: "end" is a list or an object`},
		{"JSON that is cut off", "a.jsonl", `{"time": 0.1, "action": "ju`, nil, "object 1: the JSON ends too early; copy the whole file"},
		{"a unit", "a.csv", "time_ms,action\n250 ms,jump\n", nil, `row 2: time_ms "250 ms" is not a number`},
		{"half a frame", "a.csv", "frame,action\n1.5,jump\n", nil, `frame "1.5" is not a frame`},
		{"an end before its start", "a.csv", "start,end,action\n2,1,jump\n", nil, "end is 1, before start at 2"},
		{"a held key and milliseconds", "a.csv", "time,action\n0.1,jump\n0.12,jump\n0.14,jump\n0.16,jump\n100,kick\n200,kick\n", nil, "2 of 3 presses outside the video"},
		{"milliseconds as seconds", "a.csv", "time,action\n100,jump\n200,jump\n", nil, "2 of 2 presses outside the video"},
		{"no object", "a.jsonl", "[1]\n", nil, "object 1 is not an object"},
		{"broken JSON", "a.jsonl", "{\"time\": 1,\n", nil, "a.jsonl: object 1"},
		{"empty table", "a.csv", "time,action\n", nil, "it has no rows"},
		{"a class for each press", "a.csv", "time,action\n" + manyActions, nil, "the tables have 4098 actions; want at most 4096: check the column of actions"},
		{"another class", "a.csv", "time,action\n0.1,jump\n", func(c *importer.Config) { c.Classes = []string{"no_action", "kick"} }, `action "jump" is not among`},
		{"no video", "a.csv", "time,action\n0.1,jump\n", func(c *importer.Config) { c.Videos = []string{"nowhere/*.mp4"} }, "nowhere/*.mp4: there is no such file"},
		{"bad settings", "a.csv", "", func(c *importer.Config) { c.PeriodMS, c.Game = 0, "" }, "the game's name is empty; the period is 0 ms; want 1 to 60000"},
	} {
		dir := t.TempDir()
		film(t, dir, "a.mkv", every(100, 10))
		write(t, dir, c.table, c.text)
		cfg := config(dir)
		if c.change != nil {
			c.change(&cfg)
		}
		_, err := importer.Run(t.Context(), cfg)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v; want one line with %q", c.name, err, c.want)
		}
		if _, err := os.Stat(cfg.Out); err == nil {
			t.Errorf("%s: a folder was written", c.name)
		}
	}
}

func TestAFolderWithRecordingsIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	film(t, dir, "a.mkv", every(100, 10))
	write(t, dir, "a.csv", "time,action\n0.1,jump\n")
	if _, err := importer.Run(t.Context(), config(dir)); err != nil {
		t.Fatal(err)
	}
	if _, err := importer.Run(t.Context(), config(dir)); err == nil || !strings.Contains(err.Error(), "holds 1 recording already") {
		t.Errorf("a second import: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	cfg := config(dir)
	cfg.Out += "2"
	if _, err := importer.Run(ctx, cfg); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestAVideoThatIsCutIsAnErrorWhereRowsNeedItsFramesAndElseReported(t *testing.T) {
	dir := t.TempDir()
	film(t, dir, "a.mkv", every(33, 40))
	write(t, dir, "a.csv", "time,action\n0.3,jump\n0.8,jump\n1.2,jump\n")
	path := filepath.Join(dir, "a.mkv")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string][]byte{"cut": data[:len(data)*7/10], "cut later": data[:len(data)*8/10]} {
		if err := os.WriteFile(path, c, 0o600); err != nil {
			t.Fatal(err)
		}
		cfg := config(dir)
		cfg.Out = filepath.Join(dir, name)
		doc, err := importer.Run(t.Context(), cfg)
		if err == nil {
			if got := doc.Recordings[0].Short; !strings.Contains(got, "of 40 frames can be read") {
				t.Errorf("%s: got %q, want how many of 40 frames can be read", name, got)
			}
		} else if !strings.Contains(err.Error(), "of 40 frames can be read") {
			t.Errorf("%s: got %v, want how many of 40 frames can be read", name, err)
		}
	}
}

// manyActions are more actions than a log folder has classes.
var manyActions = func() string {
	var text strings.Builder
	for i := range logs.MaxClasses + 1 {
		fmt.Fprintf(&text, "0.1,c%d\n", i)
	}
	return text.String()
}()
