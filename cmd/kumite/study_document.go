package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// studyDocument is study.json.
type studyDocument struct {
	Schema       string         `json:"schema"`
	Verdict      string         `json:"verdict"` // the sentence to read first
	Choose       string         `json:"choose"`  // the metric to choose models by, "" without a verdict
	Seed         uint64         `json:"seed"`
	Pairs        int            `json:"pairs"` // of each unit against each opponent
	DelayTicks   int32          `json:"delay_ticks"`
	RulesVersion int            `json:"rules_version"`
	Opponents    []string       `json:"opponents"`
	Logs         studyLogs      `json:"logs"`
	Units        []offlineUnit  `json:"units"`
	Levels       []studyLevel   `json:"levels"`
	Overall      []overallScore `json:"overall"` // metrics by their mean ρ over the levels
}

type studyLogs struct {
	Dir    string `json:"dir"`
	SHA256 string `json:"sha256"`
	offline.Logs
}

// offlineUnit is a unit and what the logs say of it.
type offlineUnit struct {
	Unit        string                    `json:"unit"`
	Spec        string                    `json:"spec"`
	ModelSHA256 string                    `json:"model_sha256"`
	Decoder     string                    `json:"decoder"`
	Collapsed   bool                      `json:"collapsed"`
	Presses     int                       `json:"presses"`
	Metrics     map[string]stats.Float    `json:"metrics"` // as they are printed, not turned
	CI95        map[string]stats.Interval `json:"ci95"`
}

// onlineUnit is what a unit came to in play, over all opponents.
type onlineUnit struct {
	Unit            string             `json:"unit"`
	Wins            int                `json:"wins"`
	Losses          int                `json:"losses"`
	Draws           int                `json:"draws"`
	Voids           int                `json:"voids"`
	Pentanomial     rating.Pentanomial `json:"pentanomial"`
	Score           stats.Float        `json:"score"` // mean over pairs
	ScoreCI95       stats.Interval     `json:"score_ci95"`
	SkillsPerMinute float64            `json:"skills_per_minute"`
	Collapsed       bool               `json:"collapsed"` // on the logs or in play
}

// studyLevel is the study at one cost of a wrong press.
type studyLevel struct {
	WrongPressCost int32               `json:"wrong_press_cost"`
	Verdict        string              `json:"verdict"`
	Judged         bool                `json:"judged"` // enough units for a verdict
	Units          []onlineUnit        `json:"units"`
	LeftOut        []string            `json:"left_out,omitempty"` // units that finished no pair
	Metrics        []offline.Predictor `json:"metrics"`            // the best predictor first
	Ceiling        *offline.Ceiling    `json:"noise_ceiling"`
	CeilingActing  *offline.Ceiling    `json:"noise_ceiling_without_collapsed"`
}

// overallScore is one metric over all levels.
type overallScore struct {
	Metric     string        `json:"metric"`
	Name       string        `json:"name"`
	Scores     bool          `json:"scores_alone"`
	Spearman   []stats.Float `json:"spearman"` // by level
	Acting     []stats.Float `json:"spearman_without_collapsed"`
	Regret     []stats.Float `json:"regret_at_1"`
	Mean       stats.Float   `json:"mean_spearman"`
	MeanActing stats.Float   `json:"mean_spearman_without_collapsed"`
	MeanRegret stats.Float   `json:"mean_regret_at_1"`
	partly     int           // 1 where some unit has no value of it
}

func (x *study) document(logs string, who []duel.Participant) studyDocument {
	doc := studyDocument{
		Schema: "kumite.study/1", Seed: x.seed, Pairs: x.pairs, DelayTicks: x.delay, RulesVersion: sim.RulesVersion,
		Logs: studyLogs{Dir: x.logs, SHA256: logs},
	}
	for _, o := range x.opponents {
		doc.Opponents = append(doc.Opponents, o.Spec)
	}
	for i, u := range x.units {
		doc.Units = append(doc.Units, offlineUnit{Unit: u.Name, Spec: u.Spec, ModelSHA256: who[i].ModelSHA256, Decoder: who[i].Decoder})
	}
	return doc
}

// measured notes a unit's evaluation.
func (u *offlineUnit) measured(r *offline.Result) {
	x, _ := r.Events.At(5)
	u.Collapsed, u.Presses, u.CI95 = r.Collapsed, x.Predicted, r.CI95
	u.Metrics = map[string]stats.Float{}
	for _, m := range offline.Metrics() {
		u.Metrics[m.Key] = stats.Float(m.Printed(r))
	}
}

// conclude makes the overall order and the sentence to read first.
func (d *studyDocument) conclude() {
	for _, m := range offline.Metrics() {
		o := overallScore{Metric: m.Key, Name: m.Name, Scores: m.Scores}
		for _, l := range d.Levels {
			p := l.metric(m.Key)
			if len(p.Undefined) > 0 {
				o.partly = 1
			}
			rho, acting, regret := stats.Undefined(), stats.Undefined(), stats.Undefined()
			if p.All != nil {
				rho, regret = p.All.Spearman, p.All.RegretAt1
			}
			if p.Acting != nil {
				acting = p.Acting.Spearman
			}
			o.Spearman, o.Acting, o.Regret = append(o.Spearman, rho), append(o.Acting, acting), append(o.Regret, regret)
		}
		o.Mean, o.MeanActing, o.MeanRegret = average(o.Spearman), average(o.Acting), average(o.Regret)
		d.Overall = append(d.Overall, o)
	}
	slices.SortStableFunc(d.Overall, func(a, b overallScore) int {
		return cmp.Or(cmp.Compare(a.partly, b.partly), cmp.Compare(orLowest(b.Mean), orLowest(a.Mean)), cmp.Compare(a.MeanRegret, b.MeanRegret))
	})
	d.Verdict = d.sentence()
}

func orLowest(v stats.Float) stats.Float {
	if !v.Defined() {
		return stats.Float(math.Inf(-1))
	}
	return v
}

// average is undefined where one of the values is.
func average(values []stats.Float) stats.Float {
	total := stats.Float(0)
	for _, v := range values {
		total += v
	}
	return total / stats.Float(len(values))
}

func (l *studyLevel) metric(key string) offline.Predictor {
	i := slices.IndexFunc(l.Metrics, func(p offline.Predictor) bool { return p.Metric == key })
	return l.Metrics[i]
}

// accuracy is the metric that this project warns of.
const accuracy = "frame_accuracy"

// judge makes a level's sentence.
func (l *studyLevel) judge() {
	best := l.Metrics[0]
	if best.All == nil || !best.All.Judgeable || !best.All.Spearman.Defined() {
		l.Verdict = fmt.Sprintf("No verdict: %d units; name at least %d that differ.", len(l.Units)-len(l.LeftOut), offline.MinUnits)
		return
	}
	l.Judged = true
	l.Verdict = fmt.Sprintf("%s foretells the online score best: ρ = %s over %d units%s. It picks %s, which scores %s of at best %s.",
		upper(best.Name), rho(best.All), best.All.Units, l.ceiling(), best.Pick, points(best.PickScore), points(l.best()))
	if a := l.metric(accuracy); a.All != nil {
		l.Verdict += fmt.Sprintf(" Choosing by frame accuracy picks %s, which scores %s: %s points lost.",
			a.Pick, points(a.PickScore), decimal(100*a.All.RegretAt1, 1))
	}
	if best.All.Few {
		l.Verdict += fmt.Sprintf(" These are few units: below %d a single one can turn this.", offline.FewUnits)
	}
}

// points is an online score.
func points(v stats.Float) string { return decimal(100*v, 1) + " %" }

func (l *studyLevel) ceiling() string {
	if l.Ceiling == nil || !l.Ceiling.Metric.Defined() {
		return ""
	}
	return fmt.Sprintf(" (at this noise a perfect metric would reach %s)", decimal(l.Ceiling.Metric, 2))
}

// best is the highest online score.
func (l *studyLevel) best() stats.Float {
	best := stats.Undefined()
	for _, u := range l.Units {
		if u.Score.Defined() && !(u.Score <= best) {
			best = u.Score
		}
	}
	return best
}

// beside is how far below the best mean ρ a metric is still named beside it.
const beside = 0.03

// sentence is the verdict over all levels: the metric with the highest mean ρ
// is the one to choose by. Without a verdict at every level there is none.
func (d *studyDocument) sentence() string {
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

// over is what the best metric and frame accuracy came to at each level.
func (d *studyDocument) over(best overallScore) string {
	var costs, rhos, picks, most, picked, lost []string
	for i := range d.Levels {
		l := &d.Levels[i]
		costs = append(costs, fmt.Sprint(l.WrongPressCost))
		rhos = append(rhos, signed(best.Spearman[i], 2))
		picks = append(picks, decimal(100*l.metric(best.Metric).PickScore, 1))
		most = append(most, decimal(100*l.best(), 1))
		a := l.metric(accuracy)
		if !slices.Contains(picked, a.Pick) {
			picked = append(picked, a.Pick)
		}
		lost = append(lost, decimal(100*a.PickScore, 1))
	}
	list := func(v []string) string { return strings.Join(v, ", ") }
	return fmt.Sprintf("Over %d units its ρ with the online score is %s where a wrong press costs %s, and its picks score %s of at best %s %%. Choosing by frame accuracy picks %s, which scores %s %%.",
		len(d.Units), list(rhos), list(costs), list(picks), list(most), list(picked), list(lost))
}

func upper(s string) string {
	if s == "" {
		return s
	}
	r := []rune(s)
	return strings.ToUpper(string(r[0])) + string(r[1:])
}

// rho is Spearman's ρ with its interval.
func rho(a *offline.Agreement) string {
	if a == nil || !a.Spearman.Defined() {
		return "–"
	}
	text := signed(a.Spearman, 2)
	if ci := a.SpearmanCI95; stats.Float(ci.Lo).Defined() {
		text += fmt.Sprintf(" [%+.2f, %+.2f]", ci.Lo, ci.Hi)
	}
	return text
}
