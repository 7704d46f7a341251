package audit_test

import (
	"image"
	"image/color"
	"math/rand/v2"
	"testing"

	"github.com/kumite/kumite/vision/logs"
	"github.com/kumite/kumite/vision/logs/audit"
)

var classes = []string{"poke", logs.NoAction, "parry"}

// match says how matches of a made-up game are recorded. In each frame a dot
// moves; a press lights a field up, for one frame, some frames after its own.
type match struct {
	frames  int
	gap     int                        // least rows from press to press; as many again are drawn
	answers int                        // frames from a press to the first that shows it
	moved   func(number int) int       // rows that labels are moved down by; nil moves none
	gone    func(number, row int) bool // rows whose label is lost; nil loses none
	held    int                        // rows more that a press is written in
	keys    bool                       // the frame shows its own label in a corner
	blank   bool                       // frames show nothing
	silent  bool                       // the game shows no press
}

// usual is matches with nothing wrong.
func usual() match { return match{frames: 400, gap: 20, answers: 1} }

// presses are the rows in which the expert presses.
func (m match) presses(number int) map[int]bool {
	draw := rand.New(rand.NewPCG(uint64(number), 1))
	at := map[int]bool{}
	for f := m.gap / 2; f < m.frames; f += m.gap + draw.IntN(m.gap) {
		at[f] = true
	}
	return at
}

// label is the action in a row.
func (m match) label(number, row int, presses map[int]bool) string {
	down := 0
	if m.moved != nil {
		down = m.moved(number)
	}
	if m.gone != nil && m.gone(number, row) {
		return logs.NoAction
	}
	for k := range m.held + 1 {
		if presses[row-down-k] {
			return classes[2*(number%2)]
		}
	}
	return logs.NoAction
}

// frame draws one frame of 32×18.
func (m match) frame(number, f int, presses map[int]bool, label string) *image.Paletted {
	p := image.NewPaletted(image.Rect(0, 0, 32, 18), color.Palette{color.Gray{20}, color.Gray{60}, color.Gray{240}})
	if m.blank {
		return p
	}
	fill := func(r image.Rectangle, c uint8) {
		for y := r.Min.Y; y < r.Max.Y; y++ {
			for x := r.Min.X; x < r.Max.X; x++ {
				p.SetColorIndex(x, y, c)
			}
		}
	}
	dot := image.Pt((f*(number+2)+f/7)%20, (f+number)%18)
	fill(image.Rectangle{dot, dot.Add(image.Pt(2, 1))}, 1)
	if presses[f-m.answers] && !m.silent {
		fill(image.Rect(24, 4, 30, 12), 2)
	}
	if m.keys && label != logs.NoAction {
		fill(image.Rect(28, 14, 32, 18), 2)
	}
	return p
}

// record writes n matches.
func (m match) record(t testing.TB, n int) *logs.Folder {
	t.Helper()
	dir := t.TempDir()
	w, err := logs.NewWriter(dir, logs.Header{Game: "test/1", DecisionPeriodMS: 100, Width: 32, Height: 18, Classes: classes})
	if err != nil {
		t.Fatal(err)
	}
	for number := 1; number <= n; number++ {
		r, err := w.Record(number)
		if err != nil {
			t.Fatal(err)
		}
		r.SetSide([]string{"left", "right"}[number%2])
		presses := m.presses(number)
		for f := range m.frames {
			label := m.label(number, f, presses)
			if err := r.WriteFrame(m.frame(number, f, presses, label), int64(6*f), nil); err != nil {
				t.Fatal(err)
			}
			if err := r.WriteAction(label); err != nil {
				t.Fatal(err)
			}
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return open(t, dir)
}

func open(t testing.TB, dir string) *logs.Folder {
	t.Helper()
	folder, err := logs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// config is the usual one.
func config() audit.Config {
	return audit.Config{ShowsAfter: 1, ProbeFrames: 20000, Seed: 1, Workers: 2}
}

func run(t *testing.T, folder *logs.Folder, cfg audit.Config) *audit.Document {
	t.Helper()
	doc, err := audit.Run(t.Context(), folder, cfg)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// finding is what a check of a document found.
func finding(t *testing.T, doc *audit.Document, check string) audit.Finding {
	t.Helper()
	for _, f := range doc.Checks {
		if f.Check == check {
			return f
		}
	}
	t.Fatalf("there is no check %q", check)
	return audit.Finding{}
}
