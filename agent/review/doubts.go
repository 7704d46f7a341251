package review

import (
	"fmt"

	"github.com/kumite/kumite/policy/stats"
)

// tentative is the α below which Krippendorff ("Content Analysis", 2004) draws not even
// tentative conclusions from single judgements.
const tentative = 0.667

// doubts says why the verdicts mean less than they seem to.
func (d *Document) doubts() (all []string) {
	add := func(format string, args ...any) { all = append(all, fmt.Sprintf(format, args...)) }
	switch alpha := float64(d.Alpha); {
	case !d.Alpha.Defined():
	case alpha <= 0:
		add("beyond their common preference reviewers agree no more than by chance (α = %.2f, %.1f %% of verdicts are equal): what one prefers in a situation does not tell what another does", alpha, 100*d.Agreement)
	case alpha < tentative:
		add("beyond their common preference reviewers agree little (α = %.2f, below %.3f; %.1f %% of verdicts are equal): the preference holds on average, not for a single situation", alpha, tentative, 100*d.Agreement)
	}
	if d.Repeated > 0 && d.SelfCI95.Lo <= 0.5 {
		add("that reviewers agree with themselves more than by chance is not shown: %s of repeated situations", stats.Percent(float64(d.Self), d.SelfCI95))
	}
	if d.LeftShare.Defined() && (d.LeftCI95.Lo > 0.5 || d.LeftCI95.Hi < 0.5) {
		add("the place of a clip sways reviewers: they chose the left one in %s", stats.Percent(float64(d.LeftShare), d.LeftCI95))
	}
	return all
}
