package number_test

import (
	"testing"

	"github.com/kumite/kumite/internal/number"
)

func TestThingsAreCountedInEnglish(t *testing.T) {
	for _, c := range []struct {
		n    int
		what string
		want string
	}{
		{1, "recording", "1 recording"},
		{0, "recording", "0 recordings"},
		{-1, "frame", "-1 frames"},
		{2, "press", "2 presses"},
		{1, "press", "1 press"},
		{3, "match", "3 matches"},
		{3, "entry", "3 entries"},
		{3, "replay", "3 replays"},
		{2, "wrong press", "2 wrong presses"},
		{2, "box", "2 boxes"},
	} {
		if got := number.Of(c.n, c.what); got != c.want {
			t.Errorf("%d of %q: got %q, want %q", c.n, c.what, got, c.want)
		}
	}
}

func TestAVerbAgreesWithItsNumber(t *testing.T) {
	for n, want := range map[int]string{0: "are", 1: "is", 2: "are", -1: "are"} {
		if got := number.Verb(n, "is", "are"); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}
