package decompose

import (
	"fmt"
	"strings"

	"github.com/kumite/kumite/policy/stats"
)

// conclude sets the largest loss and the verdict.
func (d *Document) conclude() {
	base := d.Variants[0]
	var shown, others []Variant
	for _, v := range d.Variants {
		switch {
		case v.Loss == "":
		case v.shown():
			shown = append(shown, v)
		default:
			others = append(others, v)
		}
	}
	text := fmt.Sprintf("The model scores %s.", score(base))
	if len(shown) > 0 {
		best := shown[0]
		for _, v := range shown[1:] {
			if v.Gain > best.Gain {
				best = v
			}
		}
		d.Largest = best.Key
		text += fmt.Sprintf(" The largest loss is %s: %s the score changes by %s points.", best.Loss, best.Name, points(best.Gain, best.GainCI95))
		var level, smaller []string
		for _, v := range shown {
			if v.Key == best.Key {
				continue
			}
			line := fmt.Sprintf("%s (%s)", v.Loss, points(v.Gain, v.GainCI95))
			if _, ci := gain(best, v); ci.Lo > 0 {
				smaller = append(smaller, line)
			} else {
				level = append(level, line)
			}
		}
		text += list(" Not shown to be smaller: %s.", level) + list(" Smaller: %s.", smaller)
	}
	var names []string
	for _, v := range others {
		names = append(names, fmt.Sprintf("%s (%s)", v.Loss, points(v.Gain, v.GainCI95)))
	}
	text += list(" Not shown to cost anything: %s.", names)
	rule, free := d.Find("rule"), d.Find("rule_free")
	mean, ci := gain(free, rule)
	text += fmt.Sprintf(" The rule on this timing scores %s, and on every tick without delay %s: the timing costs it %s points.",
		score(rule), score(free), points(mean, ci))
	d.Verdict = text
}

// score formats a variant's pair score.
func score(v Variant) string {
	return stats.Percent(float64(v.Score), v.ScoreCI95)
}

// points formats a difference of scores in points.
func points(v stats.Float, ci stats.Interval) string {
	return stats.Points(float64(v), ci)
}

// list formats a sentence about names, "" without any.
func list(format string, names []string) string {
	if len(names) == 0 {
		return ""
	}
	return fmt.Sprintf(format, strings.Join(names, ", "))
}
