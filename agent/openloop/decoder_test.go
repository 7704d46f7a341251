package openloop_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/policy"
)

var classes = []string{"no_action", "poke", "lunge"}

func contract() policy.Contract {
	return policy.Contract{
		Classes: classes, Output: policy.Logits, Semantics: policy.Natural,
		Temperature: 1, Bias: make([]float64, len(classes)), Decoder: "decode=argmax",
	}
}

// even returns a recording whose classes are equally likely on every frame.
func even(name string, frames int) *openloop.Scored {
	x := &openloop.Scored{Name: name, Truth: make([]int, frames), Scores: [][]float32{make([]float32, frames*len(classes))}}
	for f := range frames {
		x.Ticks = append(x.Ticks, int32(6*f))
	}
	return x
}

func decoder(t *testing.T, query string, names []string) *openloop.Decoder {
	t.Helper()
	mapped, err := openloop.MapClasses(contract(), names, policy.NoAction)
	if err != nil {
		t.Fatal(err)
	}
	d, err := openloop.NewDecoder(contract(), bot.Contestant{Path: "made-up.onnx", Query: query}, mapped)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func predicted(t *testing.T, d *openloop.Decoder, x *openloop.Scored) []int {
	t.Helper()
	r, _, err := d.Decode(x, x.Scores[0])
	if err != nil {
		t.Fatal(err)
	}
	return r.Predicted
}

func TestDrawsDependOnlyOnTheRecordingsName(t *testing.T) {
	alone, after := decoder(t, "decode=sample", classes), decoder(t, "decode=sample", classes)
	a, b := even("000007", 200), even("000008", 200)
	want := predicted(t, alone, a)
	predicted(t, after, b)
	if got := predicted(t, after, a); !slices.Equal(got, want) {
		t.Error("the same recording is decoded differently after another one")
	}
	if got := predicted(t, alone, b); slices.Equal(got, want) {
		t.Error("two recordings of equal scores and different names get the same draws")
	}
}

func TestTheBookMasksASkillThatWasJustUsed(t *testing.T) {
	x := even("a", 200)
	for f := range 200 {
		copy(x.Scores[0][f*3:], []float32{-9, 9, -9})
	}
	d := decoder(t, "decode=argmax&mask=to_noop", classes)
	pressed := 0
	unbooked, err := d.Decide(x, x.Scores[0], func(_ int, decision policy.Decision) {
		if d.Class(decision.Class) == 1 {
			pressed++
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if unbooked != 1 || pressed >= 200 || pressed < 2 {
		t.Errorf("%d frames of 200 pressed with the book and %d presses without; want 2 to 199 frames and 1 press", pressed, unbooked)
	}
}

func TestClassesAreMappedToTheLogsOrderAndMissingOnesScoreLow(t *testing.T) {
	names := []string{"lunge", "parry", "poke", "no_action"}
	x := even("a", 1)
	copy(x.Scores[0], []float32{0, 1, 2})
	r, _, err := decoder(t, "decode=argmax", names).Decode(x, x.Scores[0])
	if err != nil {
		t.Fatal(err)
	}
	if want := []float32{2, -50, 1, 0}; !slices.Equal(r.Scores, want) || r.Predicted[0] != 0 {
		t.Errorf("got scores %v and class %d; want %v and 0, lunge", r.Scores, r.Predicted[0], want)
	}
}

func TestAModelWithAClassThatTheLogsLackIsRefused(t *testing.T) {
	_, err := openloop.MapClasses(contract(), []string{"no_action", "poke"}, policy.NoAction)
	if err == nil || !strings.Contains(err.Error(), `class "lunge" is not among the logs' classes no_action, poke`) {
		t.Errorf("got %v; want the class named, and those of the logs", err)
	}
}
