package panel

import (
	"image"
	"slices"
	"strings"
	"testing"
)

// said returns the lines of text in panels of a size, and where its pictures and bars are.
func said(t *testing.T, size image.Point, v *View) (words []string, pictures []image.Rectangle) {
	t.Helper()
	p := painter(t)
	p.drawn = func(line string, at image.Rectangle) {
		if line != "" {
			words = append(words, line)
		} else {
			pictures = append(pictures, at)
		}
	}
	p.Draw(image.NewRGBA(image.Rectangle{Max: size}), v)
	return words, pictures
}

func TestATitleThatDoesNotFitBesideTheNameIsBelowIt(t *testing.T) {
	size, v := image.Pt(640, 80), longest()
	if f := painter(t).frame(size, &v); f.level != brief {
		t.Fatalf("panels of %v show level %d, want only what is important", size, f.level)
	}
	for _, name := range []string{"pro", strings.Repeat("candidate", 4)} {
		v.Sides[0].Name, v.Sides[0].Card.Title = name, "pressed lunge"
		if words, _ := said(t, size, &v); !slices.Contains(words, "pressed lunge") || !slices.Contains(words, name) {
			t.Errorf("%s: the panels say %q, want its press", name, words)
		}
	}
}

func TestTheOddsAreSaidInWords(t *testing.T) {
	v := longest()
	v.Timeline = &Timeline{At: 5, Len: 10, Odds: []float64{0.746}, OddsEvery: 1}
	words, _ := said(t, image.Pt(1280, 400), &v)
	if got := strings.Join(words, ""); !strings.Contains(got, "to win 75:25 %") || !strings.Contains(got, "presses, hits") {
		t.Errorf("the panels say %q", words)
	}
}

func TestWhereThereIsRoomTheRateTheRuleAndTheDecoderAreSaid(t *testing.T) {
	v := longest()
	v.Sides[0].Card.Why, v.Sides[0].Seen = "", Seen{}
	words, _ := said(t, image.Pt(1920, 600), &v)
	got := strings.Join(words, " ")
	for _, want := range []string{v.Sides[0].Rate, v.Sides[0].Card.Rule, "min_share=0.4"} {
		if !strings.Contains(got, want) {
			t.Errorf("the panels do not say %q: %q", want, words)
		}
	}
}

// Where words are beside the bars, from one press to the next only words change.
func TestPicturesAndBarsStayInTheirPlace(t *testing.T) {
	for _, size := range []image.Point{{1280, 300}, {1280, 360}, {1920, 360}, {1920, 540}} {
		v := longest()
		for i := range v.Sides {
			s := &v.Sides[i]
			s.Warning, s.Shadow, s.Lines = "COLLAPSED: 10 openings missed, 0 presses", "shadow pro-tiny: same in 108 of 117", []string{"pro-tiny would press lunge"}
			s.Card = Card{Title: usualTitle, Result: usualResult, Why: usualWhy}
		}
		_, want := said(t, size, &v)
		for _, card := range []Card{{Title: "pressed poke"}, {Title: "pressed lunge", Result: "hit: 140 damage"}} {
			for i := range v.Sides {
				v.Sides[i].Card = card
			}
			if _, got := said(t, size, &v); !slices.Equal(got, want) {
				t.Errorf("%v, %q: pictures and bars are at %v, and at %v at a usual press", size, card.Title, got, want)
			}
		}
	}
}

// Where there is no room beside the bars, how often a shadow agrees makes way for them.
func TestTheBarsAreMoreImportantThanAShadow(t *testing.T) {
	size, v := image.Pt(640, 180), longest()
	v.Sides[0].Shadow = "shadow pro-tiny: same in 108 of 117, acted 5 to 4"
	if words, _ := said(t, size, &v); strings.Contains(strings.Join(words, " "), "shadow") || !slices.Contains(words, "act at all") {
		t.Errorf("panels of %v say %q, want bars", size, words)
	}
}

func TestTheInputOfAPressHasAFrame(t *testing.T) {
	for _, frozen := range []bool{false, true} {
		v := longest()
		v.Sides[0].Bars, v.Sides[0].Frozen = nil, frozen
		v.Sides[0].Strip = nil
		size := image.Pt(1280, 300)
		_, pictures := said(t, size, &v)
		at := pictures[0]
		if n := count(drawn(t, size, v), image.Rect(at.Min.X, at.Min.Y, at.Max.X, at.Min.Y+1), FighterColours.Teams[0]); n > 0 != frozen {
			t.Errorf("frozen %v: the upper edge has %d pixels of the team's colour", frozen, n)
		}
	}
}
