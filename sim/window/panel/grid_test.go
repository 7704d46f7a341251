package panel

import (
	"fmt"
	"image"
	"math"
	"slices"
	"strings"
	"testing"
)

// The longest sentences about a press.
const (
	longestTitle  = "pressed guard_break 10 s ago"
	longestResult = "not possible: busy recovering from guard_break"
	longestWhy    = "opponent recovering from guard_break, out of reach: guard_break 100 %, needed 100 % (1.0 ×)"
)

// longest is a view with the longest texts that a match has.
func longest() View {
	v := example()
	skills := []string{"poke", "lunge", "fireball", "dash", "anti_air", "guard_break", "parry", "ultimate"}
	for i := range v.Sides {
		s := &v.Sides[i]
		s.Name, s.Warning = "pro-filtered", ""
		s.Card = Card{Title: longestTitle, Result: longestResult, Why: longestWhy, Rule: "gate −3.3 ≥ −3.3 → guard_break", Tone: Poor}
		s.Rate = "19.6 presses a minute, pro 8.1; missed openings: 10"
		s.Shadow, s.Caption = "", "now: refractory: guard_break"
		s.Bars = []Bar{{Name: "act at all", Raw: 1, Made: 1, Limit: .04, Shadow: math.NaN()}}
		for n, name := range skills {
			s.Bars = append(s.Bars, Bar{Name: name, Icon: Icon{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, Raw: 1, Made: 1, Limit: .36, Shadow: math.NaN(), Chosen: n == 5})
		}
		s.Seen = Seen{Width: 80, Height: 45, Pix: make([]byte, 4*80*45), Caption: "what it sees, 80×45 colour"}
	}
	v.Score = "pro-filtered 3/9 – pro-balanced 6/9, 0 draws, seed 10"
	v.Pace, v.Status = "60 ticks a second", "paused   F1 help"
	return v
}

// On screens of three sizes and densities, and in windows of all sizes, no text is cut and
// nothing that is drawn lies over something else.
func TestNothingIsCutAndNothingOverlapsInAnyWindow(t *testing.T) {
	for _, density := range []float64{1, 1.5, 2} {
		windows := []image.Point{{330, 200}, {640, 360}, {700, 1000}, {960, 720}, {1280, 400}}
		for _, screen := range []image.Point{{1280, 720}, {1920, 1080}, {3840, 2160}} {
			h := screen.Y * 9 / 10
			windows = append(windows, screen, image.Pt(h*4/3, h), screen.Div(2))
		}
		for _, window := range windows {
			for _, sentences := range [][3]string{{longestTitle, longestResult, longestWhy}, {usualTitle, usualResult, usualWhy}} {
				for _, timeline := range []string{"without", "live", "replay"} {
					v := longest()
					for i := range v.Sides {
						c := &v.Sides[i].Card
						c.Title, c.Result, c.Why = sentences[0], sentences[1], sentences[2]
					}
					if timeline != "without" {
						v.Timeline = &Timeline{At: 5, Len: 10, Odds: []float64{1}, OddsEvery: 1, Live: timeline == "live"}
					}
					t.Run(fmt.Sprintf("%g/%v/%s", density, window, timeline), func(t *testing.T) { apart(t, density, window, &v) })
				}
			}
		}
	}
}

// Inputs of all shapes lie over nothing, also where there are no bars yet: decisions that are
// all too late have none.
func TestInputsOfAllSizesLieOverNothing(t *testing.T) {
	for _, input := range []image.Point{{8, 8}, {32, 18}, {160, 90}, {224, 224}, {320, 180}, {8, 600}, {1000, 4}} {
		for _, window := range []image.Point{{640, 360}, {700, 1000}, {960, 720}, {1280, 720}, {1920, 1080}} {
			for _, bars := range []bool{true, false} {
				v := longest()
				for i := range v.Sides {
					v.Sides[i].Seen.Width, v.Sides[i].Seen.Height = input.X, input.Y
					v.Sides[i].Seen.Pix = make([]byte, 4*input.X*input.Y)
					if !bars {
						v.Sides[i].Bars = nil
					}
				}
				t.Run(fmt.Sprintf("%v/%v/%v", input, window, bars), func(t *testing.T) { apart(t, 1, window, &v) })
			}
		}
	}
}

// apart draws the panels of a window below a picture of the game.
func apart(t *testing.T, density float64, window image.Point, v *View) {
	p := painter(t)
	p.Scale = density
	least := p.LeastHeight(window, v.Timeline != nil && !v.Timeline.Live)
	scale := max(min(window.X/320, (window.Y-least)/180), 1)
	size := image.Pt(window.X, window.Y-180*scale)
	if size.Y <= 0 {
		return
	}
	type part struct {
		words string
		at    image.Rectangle
	}
	var parts []part
	p.drawn = func(words string, at image.Rectangle) {
		if !at.Empty() {
			parts = append(parts, part{words, at})
		}
	}
	f := p.frame(size, v)
	p.Draw(image.NewRGBA(image.Rectangle{Max: size}), v)
	var all []string
	for i, a := range parts {
		if all = append(all, a.words); strings.Contains(a.words, "…") {
			t.Errorf("panels of %v with letters of %d: %q is cut", size, f.letters, a.words)
		}
		if !a.at.In(image.Rectangle{Max: size}) {
			t.Errorf("panels of %v: %q is at %v", size, a.words, a.at)
		}
		for _, b := range parts[:i] {
			if a.at.Overlaps(b.at) {
				t.Errorf("panels of %v with letters of %d: %q at %v lies over %q at %v", size, f.letters, a.words, a.at, b.words, b.at)
			}
		}
	}
	if f.level < brief {
		return
	}
	said := strings.Join(all, " ")
	if f.level == full && !strings.Contains(said, v.Sides[0].Caption) {
		t.Errorf("panels of %v with letters of %d do not say %q: %q", size, f.letters, v.Sides[0].Caption, all)
	}
	for _, want := range []string{v.Sides[0].Card.Title, v.Sides[0].Card.Result, v.Sides[0].Card.Why} {
		if n := strings.Count(said, want); n != 2 {
			t.Errorf("panels of %v with letters of %d say %q %d times, want once a side: %q", size, f.letters, want, n, all)
		}
	}
	if f.level == full && len(v.Sides[0].Bars) > 0 && !slices.Contains(all, "act at all") {
		t.Errorf("panels of %v with letters of %d show no bars", size, f.letters)
	}
}
