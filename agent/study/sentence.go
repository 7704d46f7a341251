package study

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
)

// judge sets a level's verdict.
func (l *Level) judge(seed uint64) {
	if l.tooFew() {
		l.Verdict = fmt.Sprintf("No verdict: %s; name at least %d that differ.", number.Of(len(l.Units)-len(l.LeftOut), "unit"), offline.FewUnits)
		return
	}
	var ranking []string
	for _, p := range l.Metrics {
		ranking = append(ranking, p.Metric)
	}
	reasons := doubts([]*Level{l}, ranking, seed)
	l.Judged = len(reasons) == 0
	l.Verdict = l.describe()
	if !l.Judged {
		l.Verdict = cannotTell("which metric predicts the online score best", l.Metrics[0].Name, reasons) + l.Verdict
	}
}

// tooFew reports whether there are too few units to compare metrics.
func (l *Level) tooFew() bool {
	best := l.Metrics[0].All
	return best == nil || !best.Judgeable || !best.Spearman.Defined()
}

// cannotTell says what cannot be told of the leading metric, and why.
func cannotTell(what, leader string, reasons []string) string {
	return fmt.Sprintf("Cannot tell %s: %s leads, but %s. ", what, leader, strings.Join(reasons, "; "))
}

// describe describes the results of the best metric and of frame accuracy.
func (l *Level) describe() string {
	best := l.Metrics[0]
	leads := "leads in predicting the online score"
	if l.Judged {
		leads = "predicts the online score best"
	}
	text := fmt.Sprintf("%s %s: ρ = %s over %s%s. It picks %s, which scores %s; the best unit scores %s.",
		upper(best.Name), leads, rho(best.All), number.Of(best.All.Units, "unit"), l.ceiling(), best.Pick, points(best.PickScore), points(l.best()))
	if a := l.Metric(Accuracy); a.All != nil {
		text += fmt.Sprintf(" Choosing by frame accuracy picks %s, which scores %s: %s points lost.",
			a.Pick, points(a.PickScore), (100 * a.All.RegretAt1).Text("%.1f"))
	}
	return text
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

// conclusion returns the verdict over all levels, and the key of the metric to choose
// by: the one with the highest mean ρ, if it can be told from the others.
func (d *Document) conclusion() (verdict, choose string) {
	var levels []*Level
	for i := range d.Levels {
		l := &d.Levels[i]
		if l.tooFew() {
			return l.Verdict, ""
		}
		levels = append(levels, l)
	}
	best := d.Overall[0]
	if !best.Mean.Defined() {
		return "No verdict: no metric is defined at every cost.", ""
	}
	var ranking []string
	for _, o := range d.Overall {
		ranking = append(ranking, o.Metric)
	}
	details := levels[0].describe()
	if len(levels) > 1 {
		details = d.over(best)
	}
	d.HoldOut = offline.HoldOutModels(shared(levels), d.Seed)
	reasons := doubts(levels, ranking, d.Seed)
	if !d.HoldOut.Confirmed(best.Metric) {
		reasons = append(reasons, d.unconfirmed(best))
	}
	if len(reasons) > 0 {
		return fmt.Sprintf("No metric could be confirmed: %s leads, but %s. ", best.Name, strings.Join(reasons, "; ")) + details, ""
	}
	return fmt.Sprintf("Choose models by %s, which was confirmed on models that did not choose it. ", best.Name) + details, best.Metric
}

// unconfirmed says how a metric failed on the models that did not choose it.
func (d *Document) unconfirmed(best Overall) string {
	h := d.HoldOut
	if h.Splits == 0 {
		return "half of the models cannot be held out"
	}
	for _, m := range h.Chosen {
		if m.Metric == best.Metric && 2*m.Times <= h.Splits {
			return fmt.Sprintf("only %d of %d halves of the models choose it", m.Times, h.Splits)
		}
		if m.Metric == best.Metric {
			return fmt.Sprintf("chosen on %d of %d halves of the models, it has a ρ of %s to %s on the others", m.Times, h.Splits,
				stats.Float(m.SpearmanSpan.Lo).Text("%+.2f"), stats.Float(m.SpearmanSpan.Hi).Text("%+.2f"))
		}
	}
	return fmt.Sprintf("none of %d halves of the models chooses it", h.Splits)
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
	return fmt.Sprintf("Over %s the ρ of %s with the online score is %s where a wrong press costs %s, and its picks score %s %%; the best units score %s %%. Choosing by frame accuracy picks %s, which scores %s %%.",
		number.Of(len(d.Units), "unit"), best.Name, list(rhos), list(costs), list(picks), list(most), list(picked), list(lost))
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
