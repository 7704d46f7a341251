package report

import (
	"fmt"
	"io"
	"path/filepath"

	"github.com/kumite/kumite/agent/review"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/stats"
)

// ReviewPrepared says what a review has, and how many verdicts it needs.
func ReviewPrepared(out io.Writer, page string, k *review.Key) error {
	repeats := 0
	for i := range k.Items {
		if k.Items[i].Repeats != nil {
			repeats++
		}
	}
	_, err := printf(out, `%s: %d situations, %d of them twice; %s says who is who
For 80 %% power, a sign test at the 5 %% level needs so many decided verdicts, each on another situation:
  60 %% prefer one of two: %d, 65 %%: %d, 70 %%: %d, 75 %%: %d
`, page, len(k.Items)-repeats, repeats, filepath.Join(filepath.Dir(page), "key.json"),
		stats.SignTestSize(0.60), stats.SignTestSize(0.65), stats.SignTestSize(0.70), stats.SignTestSize(0.75))
	return err
}

// ReviewAdded says how many verdicts of a file were added.
func ReviewAdded(out io.Writer, path string, n int) error {
	what := "added " + plural(n, "verdict")
	if n == 0 {
		what = "nothing new; the reviewer's verdicts are already there"
	}
	_, err := printf(out, "%s: %s\n", path, what)
	return err
}

// Review writes what reviewers prefer, and how far they agree.
func Review(out io.Writer, d *review.Document, f Form) error {
	if f.JSON {
		return durable.EncodeJSON(out, d)
	}
	p := newPage(f)
	for i := range d.Preferences {
		p.paragraph(Preferred(&d.Preferences[i]))
	}
	for _, w := range d.Warnings {
		p.linef("warning: %s", w)
	}
	t := newSheet("contestants", "situations", "verdicts", "for the first", "for the second", "no difference", "preference for the first [95 %]")
	for i := range d.Preferences {
		x := &d.Preferences[i]
		t.add(x.A+", "+x.B, x.Situations, x.ForA+x.ForB+x.Same, x.ForA, x.ForB, x.Same, shareOrDash(x.Share, x.CI95))
	}
	p.table(t)
	if d.RatingsError != "" {
		p.linef("no ratings: %s", d.RatingsError)
	}
	if r := d.Ratings; r != nil {
		ratings := newSheet("contestant", "Elo by verdicts [95 %]")
		for i, name := range r.Names {
			ratings.add(name, elo(r.Elo[i], r.EloCI95[i], false))
		}
		p.table(ratings)
	}
	p.linef("reviewers: %d, verdicts: %d; intervals are over situations, of these reviewers", d.Reviewers, d.Verdicts)
	p.linef("agreement: Krippendorff's α %s, raw %s of %d comparisons; with themselves %s of %d",
		d.Alpha.Text("%.2f"), (100 * d.Agreement).Text("%.1f %%"), d.Compared, shareOrDash(d.Self, d.SelfCI95), d.Repeated)
	p.linef("chose the left clip: %s", shareOrDash(d.LeftShare, d.LeftCI95))
	return p.writeTo(out)
}

// Preferred says in a sentence what reviewers say of two contestants.
func Preferred(p *review.Preference) string {
	of := fmt.Sprintf(" of %s", plural(p.Situations, "situation"))
	switch {
	case p.Situations == 0:
		return fmt.Sprintf("%s and %s: no verdicts", p.A, p.B)
	case p.CI95.Lo > 0.5:
		return fmt.Sprintf("%s is preferred to %s: %s", p.A, p.B, shareOrDash(p.Share, p.CI95)+of)
	case p.CI95.Hi < 0.5:
		return fmt.Sprintf("%s is preferred to %s: %s", p.B, p.A, shareOrDash(1-p.Share, p.CI95.Complement())+of)
	}
	return fmt.Sprintf("no preference is shown: %s for %s over %s", shareOrDash(p.Share, p.CI95)+of, p.A, p.B)
}

func shareOrDash(v stats.Float, ci stats.Interval) string {
	if !v.Defined() {
		return "–"
	}
	return stats.Percent(float64(v), ci)
}
