package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/vision/logs/audit"
)

// abreast returns how many candidates are side by side in a table of skills; more are
// printed in further tables below.
func (p *page) abreast() int {
	const skill, candidate = 24, 50 // columns of the terminal
	if p.form.Markdown {
		return 3
	}
	return max((p.form.Width-skill)/candidate, 1)
}

// Evaluation writes an evaluation of a log folder or a table of predictions: a line
// for each candidate, the differences to the baseline, then every metric, then the skills. Tolerances are also given
// as time where the logs' decision period is not the duel's.
func Evaluation(out io.Writer, e *openloop.Evaluation, f Form) error {
	if f.JSON {
		return durable.EncodeJSON(out, e)
	}
	p := newPage(f)
	if len(e.Candidates) > 1 {
		printCandidates(p, e)
	}
	if len(e.Changes) > 0 {
		printChanges(p, e.Baseline, e.Changes, e.PeriodMS)
	}
	printMetrics(p, e.Candidates, e.PeriodMS)
	for some := range slices.Chunk(e.Candidates, p.abreast()) {
		printSkills(p, some, e.PeriodMS)
	}
	for _, c := range e.Candidates {
		if c.Echoes() {
			p.linef("%s presses %.0f frames after the expert, when the screen may already show the press: such a model can score well on logs and never act in a match; check the labels with `kumite logs check`", c.Name, c.Lag.Median)
		}
	}
	for _, warning := range e.Warnings {
		p.linef("warning: %s", warning)
	}
	p.linef("%s: %s, %s, %.2f %% %s", e.Source, plural(e.Logs.Recordings, "recording"), plural(e.Logs.Frames, "frame"), 100*e.Logs.NoActionShare, e.Null)
	return p.writeTo(out)
}

// within formats a tolerance in frames, ±2, and in time where the decision period is
// not the duel's, ±2 (66.7 ms).
func within(frames int, periodMS float64) string {
	return fmt.Sprintf("±%d%s", frames, audit.Lasting(frames, periodMS))
}

func printCandidates(p *page, e *openloop.Evaluation) {
	t := newWords("candidate", "presses / expert's", "event-F1 "+within(5, e.PeriodMS)+" [95 %]", "recall "+within(2, e.PeriodMS), "balanced accuracy", "frame accuracy [95 %]", "never acting")
	for _, c := range e.Candidates {
		x, _ := c.Events.At(5)
		near, _ := c.Events.At(2)
		t.add(
			title(c), presses(c, false),
			decimal(x.F1, 3)+interval(c, "event_f1_5", func(v stats.Float) string { return decimal(v, 3) }),
			decimal(near.Recall, 3),
			percent(c.BalancedAccuracy),
			percent(c.FrameAccuracy)+interval(c, "frame_accuracy", percent),
			percent(c.ConstantBaselineAccuracy),
		)
	}
	p.table(t)
}

// printMetrics prints every metric, the most important first: activity, presses in
// time, scores, single frames.
func printMetrics(p *page, candidates []offline.Result, periodMS float64) {
	header := []string{"metric [95 %]"}
	for _, c := range candidates {
		header = append(header, title(c))
	}
	t := newWords(header...)
	row := func(name string, of func(offline.Result) string) {
		cells := []any{name}
		any := false
		for _, c := range candidates {
			cell := of(c)
			any = any || cell != ""
			cells = append(cells, cell)
		}
		if any {
			t.add(cells...)
		}
	}
	number := func(name, key string, of func(offline.Result) stats.Float) {
		row(name, func(c offline.Result) string {
			write := func(v stats.Float) string { return decimal(v, 3) }
			return write(of(c)) + interval(c, key, write)
		})
	}
	share := func(name, key string, of func(offline.Result) stats.Float) {
		row(name, func(c offline.Result) string { return percent(of(c)) + interval(c, key, percent) })
	}

	row("presses / expert's", func(c offline.Result) string { return presses(c, true) })
	row("  without the agent's book", func(c offline.Result) string {
		if !c.UnbookedActionRateRatio.Defined() {
			return ""
		}
		return decimal(c.UnbookedActionRateRatio, 2)
	})
	row("longest idle stretch", func(c offline.Result) string {
		if periodMS == 0 {
			return plural(c.LongestIdleFrames, "frame")
		}
		return fmt.Sprintf("%s, %.1f s", plural(c.LongestIdleFrames, "frame"), float64(c.LongestIdleFrames)*periodMS/1000)
	})
	t.separate()
	for i, k := range offline.Tolerances {
		at := func(c offline.Result) offline.EventScore { return c.Events[i] }
		row("precision, recall "+within(k, periodMS), func(c offline.Result) string {
			return decimal(at(c).Precision, 3) + ", " + decimal(at(c).Recall, 3)
		})
		number("event-F1 "+within(k, periodMS), fmt.Sprintf("event_f1_%d", k), func(c offline.Result) stats.Float { return at(c).F1 })
	}
	number("event-F2 "+within(2, periodMS), "", func(c offline.Result) stats.Float { x, _ := c.Events.At(2); return x.F2 })
	number("event-F2 "+within(5, periodMS), "event_f2_5", func(c offline.Result) stats.Float { x, _ := c.Events.At(5); return x.F2 })
	share("wrong-skill rate", "wrong_skill_rate", func(c offline.Result) stats.Float { return c.WrongSkillRate })
	row("lag in frames, mean and median", func(c offline.Result) string {
		return signed(c.Lag.Mean, 2) + ", " + signed(c.Lag.Median, 1)
	})
	t.separate()
	if withScores(candidates) {
		number("average precision", "", func(c offline.Result) stats.Float { return c.AveragePrecision })
		for i, k := range offline.Tolerances {
			number("  "+within(k, periodMS), "", func(c offline.Result) stats.Float { return c.AveragePrecisionByTolerance[i] })
		}
		number("AUPRC of p_act", "", func(c offline.Result) stats.Float { return c.AUPRCAct })
		t.separate()
	}
	share("balanced accuracy", "balanced_accuracy", func(c offline.Result) stats.Float { return c.BalancedAccuracy })
	number("Youden's J of acting", "youden_j", func(c offline.Result) stats.Float { return c.YoudenJ })
	number("macro-F1", "macro_f1", func(c offline.Result) stats.Float { return c.MacroF1 })
	number("  of skills", "skill_macro_f1", func(c offline.Result) stats.Float { return c.SkillMacroF1 })
	number("MCC", "mcc", func(c offline.Result) stats.Float { return c.MCC })
	number("Cohen's kappa", "kappa", func(c offline.Result) stats.Float { return c.Kappa })
	share("frame accuracy", "frame_accuracy", func(c offline.Result) stats.Float { return c.FrameAccuracy })
	share("  of never acting", "constant_baseline_accuracy", func(c offline.Result) stats.Float { return c.ConstantBaselineAccuracy })
	t.separate()
	if withScores(candidates) {
		number("NLL, nats", "nll", func(c offline.Result) stats.Float { return c.NLL })
		number("  skill against the prior", "nll_skill", func(c offline.Result) stats.Float { return c.NLLSkill })
		number("Brier", "brier", func(c offline.Result) stats.Float { return c.Brier })
		number("  skill against the prior", "brier_skill", func(c offline.Result) stats.Float { return c.BrierSkill })
		row("ECE of p_act, 15 bins", func(c offline.Result) string { return decimal(c.ECE, 4) })
		number("mean p_act / prior's", "", func(c offline.Result) stats.Float { return c.PActRatio })
		t.separate()
	}
	printSplit(row, periodMS)
	p.table(t)
}

// printSplit adds the rows of frames with some skill available and with none.
func printSplit(row func(string, func(offline.Result) string), periodMS float64) {
	for _, part := range []struct {
		name string
		of   func(*offline.Split) offline.Share
	}{
		{"some skill available", func(s *offline.Split) offline.Share { return s.Available }},
		{"none available", func(s *offline.Split) offline.Share { return s.NoneAvailable }},
	} {
		in := func(write func(offline.Share) string) func(offline.Result) string {
			return func(c offline.Result) string {
				if c.Split == nil {
					return ""
				}
				return write(part.of(c.Split))
			}
		}
		row(part.name+": frames", in(func(s offline.Share) string { return fmt.Sprint(s.Frames) }))
		row("  presses / expert's", in(func(s offline.Share) string {
			return fmt.Sprintf("%d / %d = %s", s.Predicted, s.Expert, decimal(s.ActionRateRatio, 2))
		}))
		row("  precision, recall "+within(5, periodMS), in(func(s offline.Share) string { return decimal(s.EventPrecision, 3) + ", " + decimal(s.EventRecall, 3) }))
		row("  AUPRC, ECE of p_act", in(func(s offline.Share) string { return decimal(s.AUPRCAct, 3) + ", " + decimal(s.ECE, 4) }))
		row("  balanced accuracy, Youden's J", in(func(s offline.Share) string { return percent(s.BalancedAccuracy) + ", " + decimal(s.YoudenJ, 3) }))
		row("  skill macro-F1", in(func(s offline.Share) string { return decimal(s.SkillMacroF1, 3) }))
		row("  frame accuracy, never acting", in(func(s offline.Share) string { return percent(s.FrameAccuracy) + ", " + percent(s.NeverActing) }))
		row("  NLL, Brier", in(func(s offline.Share) string { return decimal(s.NLL, 4) + ", " + decimal(s.Brier, 4) }))
	}
}

// printSkills prints each skill, candidates side by side.
func printSkills(p *page, candidates []offline.Result, periodMS float64) {
	header := []string{"skill", "expert's"}
	for _, c := range candidates {
		header = append(header, title(c)+" presses", "ratio", "precision", "recall", "F1 "+within(5, periodMS))
		if withScores(candidates) {
			header = append(header, "AP "+within(5, periodMS))
		}
	}
	t := newWords(header...)
	for i, s := range candidates[0].Skills {
		cells := []any{s.Skill, s.Expert}
		for _, c := range candidates {
			x := c.Skills[i]
			cells = append(cells, x.Predicted, decimal(x.Ratio, 2), decimal(x.Precision, 2), decimal(x.Recall, 2), decimal(x.F1, 2))
			if withScores(candidates) {
				cells = append(cells, decimal(x.AP, 2))
			}
		}
		t.add(cells...)
	}
	p.table(t)
}

func title(c offline.Result) string {
	if c.Collapsed {
		return c.Name + " COLLAPSED"
	}
	return c.Name
}

// presses formats a candidate's presses over the expert's.
func presses(c offline.Result, withInterval bool) string {
	x, _ := c.Events.At(5)
	text := fmt.Sprintf("%d / %d = %s", x.Predicted, x.Expert, decimal(c.ActionRateRatio, 2))
	if withInterval {
		text += interval(c, "action_rate_ratio", func(v stats.Float) string { return decimal(v, 2) })
	}
	return text
}

// withScores reports whether any of the candidates has scores.
func withScores(candidates []offline.Result) bool {
	return slices.ContainsFunc(candidates, func(c offline.Result) bool { return c.Scored() })
}

// interval formats a metric's interval, or returns "" if there is none: with a single
// recording, or without resamples.
func interval(c offline.Result, metric string, write func(stats.Float) string) string {
	ci, ok := c.CI95[metric]
	if !ok {
		return ""
	}
	return fmt.Sprintf(" [%s, %s]", strings.TrimSuffix(write(stats.Float(ci.Lo)), " %"), strings.TrimSuffix(write(stats.Float(ci.Hi)), " %"))
}
