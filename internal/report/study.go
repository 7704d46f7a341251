package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/kumite/kumite/agent/study"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
)

// Study writes a study: the verdict, the metrics over all levels, each level, the
// units.
func Study(out io.Writer, d *study.Document, f Form) error {
	if f.JSON {
		return durable.EncodeJSON(out, d)
	}
	p := newPage(f)
	section := func(heading, text string, t *sheet) {
		p.heading(heading)
		if text != "" {
			p.paragraph(text)
		}
		p.table(t)
	}
	p.paragraph(d.Verdict)
	for _, w := range d.Warnings {
		p.linef("warning: %s", w)
	}
	if len(d.Levels) > 1 {
		section("Metrics over all levels", "Spearman's ρ with the online score, and in brackets without collapsed units.", overallTable(d))
	}
	for _, l := range d.Levels {
		heading := fmt.Sprintf("A wrong press costs %d", l.WrongPressCost)
		if d.Online != nil {
			heading = "Metrics"
		}
		section(heading, l.Verdict+footing(&l), metricTable(&l))
	}
	online := fmt.Sprintf("Pair scores with 95 %% intervals over %s against each of %s, seed %d, delay %s.",
		plural(d.Pairs, "pair"), strings.Join(d.Opponents, ", "), d.Seed, plural(d.DelayTicks, "tick"))
	if d.Online != nil {
		online = fmt.Sprintf("Scores with 95 %% intervals over the matches in %s, sha256 %.12s.", d.Online.File, d.Online.SHA256)
	}
	section("Units: online", online, onlineTable(d))
	section("Units: offline", fmt.Sprintf("On %s, %s, %.2f %% no_action; logs sha256 %.12s.",
		plural(d.Logs.Recordings, "recording"), plural(d.Logs.Frames, "frame"), 100*d.Logs.NoActionShare, d.Logs.SHA256), offlineTable(d))
	section("Units: files and decoders", "", fileTable(d))
	return p.writeTo(out)
}

// overallTable lists the metrics by their mean ρ.
func overallTable(d *study.Document) *sheet {
	header := []string{"metric"}
	for _, l := range d.Levels {
		header = append(header, fmt.Sprintf("ρ at cost %d", l.WrongPressCost))
	}
	t := newWords(append(header, "mean ρ", "mean regret@1")...)
	for _, o := range d.Overall {
		cells := []any{o.Name}
		for i := range o.Spearman {
			cells = append(cells, fmt.Sprintf("%s (%s)", signed(o.Spearman[i], 2), signed(o.Acting[i], 2)))
		}
		t.add(append(cells, fmt.Sprintf("%s (%s)", signed(o.Mean, 2), signed(o.MeanActing, 2)), decimal(100*o.MeanRegret, 1))...)
	}
	return t
}

// footing describes the noise ceilings of a level and the units that it leaves out.
func footing(l *study.Level) string {
	text := ""
	if c := l.Ceiling; c != nil {
		text += fmt.Sprintf(" The online score predicts itself with ρ = %s on halves of the %s, %s on all of them.",
			decimal(c.Halves, 3), plural(c.Pairs, "pair"), decimal(c.Whole, 3))
	}
	if c := l.CeilingActing; c != nil {
		text += fmt.Sprintf(" Without collapsed units: %s and %s.", decimal(c.Halves, 3), decimal(c.Whole, 3))
	}
	if len(l.LeftOut) > 0 {
		text += fmt.Sprintf(" Left out, because they finished no pair: %s.", strings.Join(l.LeftOut, ", "))
	}
	return text
}

// metricTable shows a level's metrics, the best predictor first.
func metricTable(l *study.Level) *sheet {
	t := newWords("metric", "better", "units", "ρ [95 %]", "p", "drop one", "τ_b", "r", "MMRV", "regret@1", "it picks",
		"acting", "ρ [95 %] ", "τ_b ", "MMRV ", "regret@1 ")
	for _, p := range l.Metrics {
		cells := []any{p.Name, p.Better, 0, "–", "–", "–", "–", "–", "–", "–", p.Pick, 0, "–", "–", "–", "–"}
		if a := p.All; a != nil {
			copy(cells[2:], []any{a.Units, rho(a), chance(a.P), span(a.DropOne), signed(a.KendallTauB, 2),
				signed(a.Pearson, 2), decimal(100*a.MMRV, 1), decimal(100*a.RegretAt1, 1)})
		}
		if a := p.Acting; a != nil {
			copy(cells[11:], []any{a.Units, rho(a), signed(a.KendallTauB, 2), decimal(100*a.MMRV, 1), decimal(100*a.RegretAt1, 1)})
		}
		t.add(cells...)
	}
	return t
}

// rho formats Spearman's ρ with its interval.
func rho(a *offline.Agreement) string {
	text := signed(a.Spearman, 2)
	if ci := a.SpearmanCI95; a.Spearman.Defined() && stats.Float(ci.Lo).Defined() {
		text += fmt.Sprintf(" [%+.2f, %+.2f]", ci.Lo, ci.Hi)
	}
	return text
}

// chance formats a p value; 100 000 permutations do not resolve smaller ones.
func chance(p stats.Float) string {
	if p.Defined() && p < 0.0001 {
		return "< 0.0001"
	}
	return decimal(p, 4)
}

func span(i stats.Interval) string {
	return signed(stats.Float(i.Lo), 2) + " to " + signed(stats.Float(i.Hi), 2)
}

// onlineTable shows every unit's score at every level.
func onlineTable(d *study.Document) *sheet {
	if d.Online != nil {
		return outcomesTable(d)
	}
	header := []string{"unit"}
	for _, l := range d.Levels {
		header = append(header, fmt.Sprintf("W-L-D at cost %d", l.WrongPressCost), "pair score [95 %]"+strings.Repeat(" ", len(header)/3), "skills/min"+strings.Repeat(" ", len(header)/3))
	}
	t := newWords(header...)
	for i, u := range d.Units {
		cells := []any{u.Unit}
		for _, l := range d.Levels {
			x := l.Units[i]
			score := "no pairs"
			if x.Score.Defined() {
				score = stats.Percent(float64(x.Score), x.ScoreCI95)
			}
			games := fmt.Sprintf("%d-%d-%d", x.Wins, x.Losses, x.Draws)
			if x.Voids > 0 {
				games += fmt.Sprintf(" (%d void)", x.Voids)
			}
			pace := fmt.Sprintf("%.1f", x.SkillsPerMinute)
			if x.Collapsed {
				pace += " COLLAPSED"
			}
			cells = append(cells, games, score, pace)
		}
		t.add(cells...)
	}
	return t
}

// outcomesTable shows every unit's results from a file.
func outcomesTable(d *study.Document) *sheet {
	t := newWords("unit", "W-L-D", "score [95 %]", "offline")
	for i, u := range d.Units {
		x, state := d.Levels[0].Units[i], ""
		if x.Collapsed {
			state = "COLLAPSED"
		}
		t.add(u.Unit, fmt.Sprintf("%d-%d-%d", x.Wins, x.Losses, x.Draws), stats.Percent(float64(x.Score), x.ScoreCI95), state)
	}
	return t
}

// offlineTable shows every metric of every unit.
func offlineTable(d *study.Document) *sheet {
	header := []string{"unit"}
	for _, m := range offline.Metrics() {
		header = append(header, m.Name)
	}
	t := newWords(header...)
	for _, u := range d.Units {
		cells := []any{u.Unit}
		for _, m := range offline.Metrics() {
			cells = append(cells, offlineValue(m.Key, u.Metrics[m.Key]))
		}
		t.add(cells...)
	}
	return t
}

func offlineValue(key string, v stats.Float) string {
	if key == study.Accuracy {
		return percent(v)
	}
	return decimal(v, 3)
}

// fileTable shows the model and decoder of every unit.
func fileTable(d *study.Document) *sheet {
	t := newWords("unit", "model sha256", "decoder")
	t.left = true
	for _, u := range d.Units {
		t.add(u.Unit, strings.TrimPrefix(u.Describe(u.ModelSHA256), "sha256 "), u.Decoder)
	}
	return t
}
