package report_test

import (
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/review"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/policy/stats"
)

func TestAPreferenceNamesWhoIsPreferred(t *testing.T) {
	for _, c := range []struct {
		p    review.Preference
		want string
	}{
		{review.Preference{A: "a", B: "b", Situations: 20, Share: 0.8, CI95: stats.Interval{Lo: 0.6, Hi: 0.9}}, "a is preferred to b: 80.0 % [60.0, 90.0] of 20 situations"},
		{review.Preference{A: "a", B: "b", Situations: 20, Share: 0.2, CI95: stats.Interval{Lo: 0.1, Hi: 0.4}}, "b is preferred to a: 80.0 % [60.0, 90.0] of 20 situations"},
		{review.Preference{A: "a", B: "b", Situations: 1, Share: 0.2, CI95: stats.Interval{Lo: 0, Hi: 0.7}}, "no preference is shown: 20.0 % [0.0, 70.0] of 1 situation for a over b"},
		{review.Preference{A: "a", B: "b"}, "a and b: no verdicts"},
	} {
		if got := report.Preferred(&c.p); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

func TestWhyAReviewMeansLittleIsSaid(t *testing.T) {
	d := &review.Document{Warnings: []string{"reviewers agree little", "the place of a clip sways reviewers"}}
	for _, f := range []report.Form{{}, {Markdown: true}} {
		var out strings.Builder
		if err := report.Review(&out, d, f); err != nil {
			t.Fatal(err)
		}
		for _, w := range d.Warnings {
			if !strings.Contains(out.String(), "warning: "+w) {
				t.Errorf("%+v: %q is missing from\n%s", f, w, out.String())
			}
		}
	}
}
