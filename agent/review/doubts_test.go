package review_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/review"
)

func TestReviewersWhoAlwaysChooseLeftAreSeen(t *testing.T) {
	k := made(2, 40)
	d := review.Tally(k, reviewers(k, 1, func(int, int, int) float64 { return 1 }))
	if d.LeftShare != 1 || !(d.LeftCI95.Lo > 0.9) || float64(d.Preferences[0].Share) != 0.5 {
		t.Errorf("left share %v %v, preference %+v; want all left and no preference", d.LeftShare, d.LeftCI95, d.Preferences[0])
	}
}

func TestLittleAgreementIsWarnedOf(t *testing.T) {
	k := made(2, 60)
	first := func(a, b int) float64 { // always prefers contestant 0
		if a < b {
			return 1
		}
		return 0
	}
	for name, c := range map[string]struct {
		likes func(reviewer, a, b int) float64
		want  string // of a warning, "" for none
	}{
		"they agree":           {func(_, a, b int) float64 { return first(a, b) }, ""},
		"each prefers another": {func(reviewer, a, b int) float64 { return math.Abs(float64(reviewer) - first(a, b)) }, "no more than by chance (α = -"},
		"one judges by a coin": {func(reviewer, a, b int) float64 {
			if reviewer == 0 {
				return 0.5
			}
			return first(a, b)
		}, "no more than by chance (α = -0."},
		"both choose the left":  {func(int, int, int) float64 { return 1 }, "the place of a clip sways reviewers: they chose the left one in 100.0 %"},
		"both choose the right": {func(int, int, int) float64 { return 0 }, "the place of a clip sways reviewers: they chose the left one in 0.0 %"},
	} {
		d := review.Tally(k, reviewers(k, 3, c.likes))
		got := strings.Join(d.Warnings, "; ")
		if (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("%s (α %v): the warnings are %q, want %q", name, d.Alpha, got, c.want)
		}
	}
	var most []review.Verdict
	for reviewer := range 2 {
		for i := range k.Items {
			choice := review.Left
			if (i%4 < 2) != (reviewer == 1 && i%5 == 0) {
				choice = review.Right
			}
			most = append(most, review.Verdict{Reviewer: fmt.Sprint(reviewer), Answer: review.Answer{Item: i, Choice: choice, When: when}})
		}
	}
	if got := strings.Join(review.Tally(k, most).Warnings, "; "); !strings.HasPrefix(got, "beyond their common preference reviewers agree little (α = 0.6") {
		t.Errorf("reviewers who agree in four of five situations are warned of by %q", got)
	}
	one := 0
	k.Items[1].Repeats = &one
	d := review.Tally(k, []review.Verdict{verdict("one", 0), {Schema: review.VerdictSchema, Reviewer: "one", Answer: review.Answer{Item: 1, Choice: review.Left, When: when}}})
	if got := strings.Join(d.Warnings, "; "); !strings.Contains(got, "agree with themselves more than by chance is not shown") {
		t.Errorf("one who contradicts the only repeat is warned of by %q", got)
	}
}
