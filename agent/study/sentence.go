package study

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
)

// judge sets a level's verdict.
func (l *Level) judge() {
	best := l.Metrics[0]
	if best.All == nil || !best.All.Judgeable || !best.All.Spearman.Defined() {
		l.Verdict = fmt.Sprintf("No verdict: %d units; name at least %d that differ.", len(l.Units)-len(l.LeftOut), offline.MinUnits)
		return
	}
	l.Judged = true
	l.Verdict = fmt.Sprintf("%s predicts the online score best: ρ = %s over %d units%s. It picks %s, which scores %s; the best unit scores %s.",
		upper(best.Name), rho(best.All), best.All.Units, l.ceiling(), best.Pick, points(best.PickScore), points(l.best()))
	if a := l.Metric(Accuracy); a.All != nil {
		l.Verdict += fmt.Sprintf(" Choosing by frame accuracy picks %s, which scores %s: %s points lost.",
			a.Pick, points(a.PickScore), (100 * a.All.RegretAt1).Text("%.1f"))
	}
	if best.All.Few {
		l.Verdict += fmt.Sprintf(" With fewer than %d units a single unit can change this verdict.", offline.FewUnits)
	}
}

// points formats an online score.
func points(v stats.Float) string { return (100 * v).Text("%.1f") + " %" }

func (l *Level) ceiling() string {
	if l.Ceiling == nil || !l.Ceiling.Metric.Defined() {
		return ""
	}
	return fmt.Sprintf(" (at this noise a perfect metric would reach %s)", l.Ceiling.Metric.Text("%.2f"))
}

// best returns the highest online score.
func (l *Level) best() stats.Float {
	best := stats.Undefined()
	for _, u := range l.Units {
		if u.Score.Defined() && !(u.Score <= best) {
			best = u.Score
		}
	}
	return best
}

// beside is the largest distance from the best mean ρ at which a metric is named
// beside the best.
const beside = 0.03

// sentence returns the verdict over all levels: the metric with the highest mean ρ
// is the one to choose by. It needs a verdict at every level.
func (d *Document) sentence() string {
	for _, l := range d.Levels {
		if !l.Judged {
			return l.Verdict
		}
	}
	best := d.Overall[0]
	if !best.Mean.Defined() {
		return "No verdict: no metric is defined at every cost."
	}
	d.Choose = best.Metric
	text := "Choose models by " + best.Name + ". "
	if len(d.Levels) == 1 {
		text += d.Levels[0].Verdict
	} else {
		text += d.over(best)
	}
	var others []string
	for _, o := range d.Overall[1:] {
		if o.Mean >= best.Mean-beside {
			others = append(others, o.Name)
		}
	}
	if len(others) > 0 {
		text += fmt.Sprintf(" Within %v of its ρ here: %s.", beside, strings.Join(others, ", "))
	}
	return text
}

// over describes the results of the best metric and of frame accuracy at each level.
func (d *Document) over(best Overall) string {
	var costs, rhos, picks, most, picked, lost []string
	for i := range d.Levels {
		l := &d.Levels[i]
		costs = append(costs, fmt.Sprint(l.WrongPressCost))
		rhos = append(rhos, best.Spearman[i].Text("%+.2f"))
		picks = append(picks, (100 * l.Metric(best.Metric).PickScore).Text("%.1f"))
		most = append(most, (100 * l.best()).Text("%.1f"))
		a := l.Metric(Accuracy)
		if !slices.Contains(picked, a.Pick) {
			picked = append(picked, a.Pick)
		}
		lost = append(lost, (100 * a.PickScore).Text("%.1f"))
	}
	list := func(v []string) string { return strings.Join(v, ", ") }
	return fmt.Sprintf("Over %d units its ρ with the online score is %s where a wrong press costs %s, and its picks score %s %%; the best units score %s %%. Choosing by frame accuracy picks %s, which scores %s %%.",
		len(d.Units), list(rhos), list(costs), list(picks), list(most), list(picked), list(lost))
}

func upper(s string) string {
	if s == "" {
		return s
	}
	r := []rune(s)
	return strings.ToUpper(string(r[0])) + string(r[1:])
}

// rho formats Spearman's ρ of an agreement with its interval.
func rho(a *offline.Agreement) string {
	text := a.Spearman.Text("%+.2f")
	if ci := a.SpearmanCI95; stats.Float(ci.Lo).Defined() {
		text += fmt.Sprintf(" [%+.2f, %+.2f]", ci.Lo, ci.Hi)
	}
	return text
}
