package panel

import (
	"bytes"
	"image"
	"image/color"
	"math"
	"strings"
	"testing"
)

// example is a side with everything there is to show.
func example() View {
	var v View
	for i := range v.Sides {
		v.Sides[i] = Side{
			Name: "pro-ce", Kind: "model fe37d952", Detail: "decode=gate&gamma=-3.3&tau_skill=0.25&min_share=0.4&refractory=5&mask=to_noop",
			Caption: "now: presses", Card: Card{Title: "pressed lunge", Why: "opponent landing, in reach", Result: "hit: 140 damage", Tone: Good, Fresh: true}, Rate: "14.3 skills a minute", Warning: "COLLAPSED: it hardly ever acts",
			Bars: []Bar{
				{Name: "act", Raw: .25, Made: .25, Limit: .04, Shadow: math.NaN()},
				{Name: "no_action", Null: true, Raw: .75, Made: math.NaN(), Limit: math.NaN(), Shadow: math.NaN()},
				{Name: "lunge", Raw: .16, Made: .64, Limit: .36, Shadow: .09, Chosen: true},
			},
			Strip: []Cell{{Kind: Sent}, {}, {Kind: Faulty}}, Shadow: "shadow",
			Seen: Seen{Width: 2, Height: 1, Pix: []byte{255, 0, 255, 255, 0, 255, 255, 255}, Caption: "what it sees"},
		}
	}
	v.Score, v.Status = "1 – 0", "paused"
	return v
}

func painter(t *testing.T) *Painter {
	t.Helper()
	p, err := NewPainter()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// sideOf returns the rectangle of the left side in panels of a size.
func sideOf(t *testing.T, size image.Point) image.Rectangle {
	t.Helper()
	v := example()
	return painter(t).frame(size, &v).sides[0]
}

func drawn(t *testing.T, size image.Point, v View) *image.RGBA {
	t.Helper()
	p := painter(t)
	dst := image.NewRGBA(image.Rectangle{Max: size})
	p.Draw(dst, &v)
	return dst
}

// count counts the pixels of a colour in a part of the picture.
func count(dst *image.RGBA, r image.Rectangle, ink color.RGBA) (n int) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if dst.RGBAAt(x, y) == ink {
				n++
			}
		}
	}
	return n
}

var sizes = []image.Point{{640, 200}, {1280, 200}, {1920, 360}, {700, 900}}

func TestABarIsAsLongAsTheRootOfItsNumber(t *testing.T) {
	for _, size := range sizes {
		left := sideOf(t, size)
		long, short := example(), example()
		long.Sides[0].Bars[2].Made, short.Sides[0].Bars[2].Made = .64, .16
		a, b := count(drawn(t, size, long), left, FighterColours.Teams[0]), count(drawn(t, size, short), left, FighterColours.Teams[0])
		none := example()
		none.Sides[0].Bars[2].Made = 0
		c := count(drawn(t, size, none), left, FighterColours.Teams[0])
		if r := float64(a-c) / float64(b-c); math.Abs(r-2) > 0.15 {
			t.Errorf("%v: a bar of .64 is %.2f times as long as one of .16, want 2", size, r)
		}
	}
}

func TestWhatMattersIsShownAtEverySize(t *testing.T) {
	for _, size := range sizes {
		with := drawn(t, size, example())
		for name, change := range map[string]func(*View){
			"warning":  func(v *View) { v.Sides[0].Warning = "" },
			"limit":    func(v *View) { v.Sides[0].Bars[2].Limit = math.NaN() },
			"shadow":   func(v *View) { v.Sides[0].Bars[2].Shadow = math.NaN() },
			"strip":    func(v *View) { v.Sides[0].Strip = nil },
			"seen":     func(v *View) { v.Sides[0].Seen = Seen{} },
			"heat":     func(v *View) { v.Sides[0].Seen.Heat = []byte{0, 255} },
			"score":    func(v *View) { v.Score = "" },
			"status":   func(v *View) { v.Status = "" },
			"notice":   func(v *View) { v.Notices = []Notice{{"a broken model", true}} },
			"latency":  func(v *View) { v.Latency = []string{"p99 12 ms"} },
			"pace":     func(v *View) { v.Pace = "60 ticks a second" },
			"result":   func(v *View) { v.Sides[0].Card.Result = "" },
			"timeline": func(v *View) { v.Timeline = &Timeline{At: 5, Len: 10, Marks: []Mark{{Tick: 7}}} },
			"reason":   func(v *View) { v.Sides[0].Card.Why = "" },
			"caption":  func(v *View) { v.Sides[0].Caption = "" },
		} {
			v := example()
			change(&v)
			if bytes.Equal(with.Pix, drawn(t, size, v).Pix) {
				t.Errorf("%v: the %s is not to be seen", size, name)
			}
		}
	}
}

func TestTheWarningStaysClearOfTheScore(t *testing.T) {
	for _, size := range sizes {
		dst := drawn(t, size, example())
		p, v := painter(t), example()
		foot := p.frame(size, &v).foot
		if n := count(dst, foot, warn); n > 0 {
			t.Errorf("%v: %d pixels of the warning lie in the score's lines", size, n)
		}
		if n := count(dst, image.Rect(0, 0, size.X, foot.Min.Y), warn); n < 20 {
			t.Errorf("%v: the warning has %d pixels", size, n)
		}
	}
}

func TestNaNStaysInItsRow(t *testing.T) {
	for _, size := range sizes {
		v := example()
		v.Sides[1].Bars[2].Raw, v.Sides[1].Bars[2].Made = math.NaN(), math.NaN()
		other := example()
		left := sideOf(t, size)
		got, want := drawn(t, size, v), drawn(t, size, other)
		for y := left.Min.Y; y < left.Max.Y; y++ {
			for x := left.Min.X; x < left.Max.X; x++ {
				if got.RGBAAt(x, y) != want.RGBAAt(x, y) {
					t.Fatalf("%v: NaN on the right changes the left at %d,%d", size, x, y)
				}
			}
		}
	}
}

func TestALineThatDoesNotFitIsCutWithAnEllipsis(t *testing.T) {
	p := painter(t)
	f := p.face(mono, 12)
	long := strings.Repeat("refractory ", 20)
	for _, width := range []int{20, 100, 333} {
		got := f.fit(long, width)
		if w := f.width(got); w > width || !strings.HasSuffix(got, "…") || !strings.HasPrefix(long, strings.TrimSuffix(got, "…")) {
			t.Errorf("in %d pixels: %q, %d wide", width, got, w)
		}
	}
	if got := f.fit("short", 100); got != "short" {
		t.Errorf("a line that fits became %q", got)
	}
}

func TestPanelsThatAreFarTooSmallDoNotPanic(t *testing.T) {
	v := example()
	v.Timeline = &Timeline{}
	for _, size := range []image.Point{{1, 1}, {40, 20}, {320, 20}, {320, 60}, {320, 200}, {100, 900}, {4000, 16}} {
		drawn(t, size, v)
	}
}

func BenchmarkDraw(b *testing.B) {
	p, err := NewPainter()
	if err != nil {
		b.Fatal(err)
	}
	v := example()
	dst := image.NewRGBA(image.Rect(0, 0, 1280, 180))
	for b.Loop() {
		p.Draw(dst, &v)
	}
}

func TestASentenceThatIsTooWideContinuesBelow(t *testing.T) {
	p := painter(t)
	f := p.face(mono, 10)
	for words, want := range map[string][2]string{
		"shadow pro-tiny: same in 108": {"shadow pro-tiny: same", "in 108"},
		"shadow pro-tiny: sameness":    {"shadow pro-tiny:", "sameness"},
		"onewordthatisfartoolongforit": {"onewordthatisfartoolongforit", ""},
	} {
		line, rest := f.split(words, f.width("shadow pro-tiny: same"))
		if got := [2]string{line, rest}; got != want {
			t.Errorf("%q is split into %q, want %q", words, got, want)
		}
	}

	v := example()
	v.Sides[0].Warning = ""
	v.Sides[0].Shadow = "shadow pro-tiny: same in 108 of 117, acted 5 to 4"
	other := example()
	other.Sides[0] = v.Sides[0]
	other.Sides[0].Shadow = strings.TrimSuffix(v.Sides[0].Shadow, "4") + "7"
	if size := image.Pt(960, 300); bytes.Equal(drawn(t, size, v).Pix, drawn(t, size, other).Pix) {
		t.Errorf("%v: the end of %q is not to be seen", size, v.Sides[0].Shadow)
	}
}

func TestThePanelsOfEveryWindowStayInsideAndApart(t *testing.T) {
	for _, scale := range []float64{1, 1.5, 2, 3} {
		for _, timeline := range []bool{false, true} {
			for _, window := range []image.Point{
				{330, 200}, {640, 360}, {700, 1000}, {960, 720}, {1280, 400}, {1280, 720}, {1920, 1080}, {2560, 1080}, {3840, 2160}, {400, 1200},
			} {
				p, v := painter(t), example()
				p.Scale = scale
				if timeline {
					v.Timeline = &Timeline{At: 5, Len: 10, Odds: []float64{0.5}, OddsEvery: 1}
				}
				height := p.LeastHeight(window, timeline)
				if height == 0 {
					continue
				}
				size := image.Pt(window.X, height)
				f := p.frame(size, &v)
				if f.level != full || f.letters < p.least() {
					t.Errorf("%v at %g×: panels of %v show level %d with letters of %d; want everything", window, scale, size, f.level, f.letters)
				}
				all := []image.Rectangle{f.sides[0], f.sides[1], f.foot}
				if timeline {
					all = append(all, f.timeline)
				}
				for i, a := range all {
					if a.Empty() || !a.In(image.Rectangle{Max: size}) {
						t.Errorf("%v at %g×: part %d is at %v, outside of %v", window, scale, i, a, size)
					}
					for _, b := range all[:i] {
						if a.Overlaps(b) {
							t.Errorf("%v at %g×: %v and %v overlap", window, scale, a, b)
						}
					}
				}
			}
		}
	}
}

func TestSmallPanelsShowLessAndNeverSmallerLetters(t *testing.T) {
	for _, c := range []struct {
		size  image.Point
		level level
	}{
		{image.Pt(330, 10), nothing}, {image.Pt(330, 20), footOnly}, {image.Pt(640, 80), brief}, {image.Pt(640, 180), full}, {image.Pt(330, 640), full},
	} {
		p, v := painter(t), example()
		if f := p.frame(c.size, &v); f.level != c.level || f.letters < leastLetters {
			t.Errorf("%v: level %d with letters of %d, want level %d and letters of at least %d", c.size, f.level, f.letters, c.level, leastLetters)
		}
	}
}

func TestTheTimelineShowsTheOddsOfTheLeftSide(t *testing.T) {
	size := image.Pt(1280, 400)
	area := func(odds ...float64) int {
		v := example()
		v.Timeline = &Timeline{At: 20, Len: 20, Odds: odds, OddsEvery: 10}
		f := painter(t).frame(size, &v)
		return count(drawn(t, size, v), f.timeline, FighterColours.Pales[0])
	}
	none, half, most := area(0.01, 0.01), area(0.5, 0.5), area(0.9, 0.9)
	if !(none < half && half < most) {
		t.Errorf("odds of 0.01, 0.5 and 0.9 have %d, %d and %d pixels", none, half, most)
	}
	if rising := area(0.01, 0.99); math.Abs(float64(rising)/float64(area(0.99, 0.99))-0.5) > 0.1 {
		t.Errorf("odds that rise in the middle have %d pixels, want half of %d", rising, area(0.99, 0.99))
	}
}

func TestATimelineOfAMatchMakesWayForTheSides(t *testing.T) {
	for _, c := range []struct {
		height   int
		live     bool
		level    level
		timeline bool
	}{{180, true, full, false}, {180, false, brief, true}, {240, true, full, true}, {240, false, full, true}} {
		v := example()
		v.Timeline = &Timeline{Len: 10, Live: c.live}
		f := painter(t).frame(image.Pt(640, c.height), &v)
		if f.level != c.level || f.timeline.Empty() == c.timeline {
			t.Errorf("panels of %d pixels, live %v: level %d and the timeline at %v; want level %d and a timeline: %v", c.height, c.live, f.level, f.timeline, c.level, c.timeline)
		}
	}
}

// luminance is the relative luminance of WCAG 2.
func luminance(c color.RGBA) float64 {
	linear := func(v uint8) float64 {
		if s := float64(v) / 255; s > 0.04045 {
			return math.Pow((s+0.055)/1.055, 2.4)
		} else {
			return s / 12.92
		}
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

func TestTextOfThePanelsHasTheContrastThatWCAGAsksFor(t *testing.T) {
	p := painter(t)
	for _, palette := range []*Palette{&FighterColours, &SafeColours} {
		p.Palette = palette
		for ink := InkText; ink <= InkRight; ink++ {
			c := p.Colour(ink)
			if ratio := (luminance(c) + 0.05) / (luminance(back) + 0.05); ratio < 4.5 {
				t.Errorf("ink %d, %v: the contrast is %.1f, want 4.5", ink, c, ratio)
			}
		}
	}
}
