package study

import (
	"cmp"
	"math"
	"slices"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// Schema is the schema of a study.
const Schema = "kumite.study/1"

// Document is study.json, the result of a study.
type Document struct {
	Schema       string          `json:"schema"`
	Verdict      string          `json:"verdict"` // the conclusion in a few sentences
	Choose       string          `json:"choose"`  // key of the metric to choose models by, "" if the verdict names none
	Seed         uint64          `json:"seed"`
	Pairs        int             `json:"pairs"` // of each unit against each opponent
	DelayTicks   int32           `json:"delay_ticks"`
	RulesVersion int             `json:"rules_version"`
	Opponents    []string        `json:"opponents"`
	Online       *Outcomes       `json:"online,omitempty"` // instead of matches
	Logs         Logs            `json:"logs"`
	Units        []OfflineUnit   `json:"units"`
	Levels       []Level         `json:"levels"`
	Overall      []Overall       `json:"overall"`            // metrics by their mean ρ over the levels
	Warnings     []string        `json:"warnings,omitempty"` // of the evaluations: why the numbers mean less than they seem to
	HoldOut      offline.HoldOut `json:"hold_out"`           // metrics chosen on half of the models, measured on the others
}

// Logs identifies the logs of the offline evaluation.
type Logs struct {
	Dir    string `json:"dir"`
	SHA256 string `json:"sha256"`
	offline.Logs
}

// OfflineUnit is a unit with its offline results.
type OfflineUnit struct {
	Unit        string `json:"unit"`
	Spec        string `json:"spec"`
	ModelSHA256 string `json:"model_sha256"`
	policy.FileHashes
	Decoder   string                    `json:"decoder"`
	Collapsed bool                      `json:"collapsed"`
	Presses   int                       `json:"presses"`
	Metrics   map[string]stats.Float    `json:"metrics"` // as printed, whichever direction is better
	CI95      map[string]stats.Interval `json:"ci95"`
}

// OnlineUnit is a unit's online result, over all opponents.
type OnlineUnit struct {
	Unit            string             `json:"unit"`
	Wins            int                `json:"wins"`
	Losses          int                `json:"losses"`
	Draws           int                `json:"draws"`
	Voids           int                `json:"voids"`
	Pentanomial     rating.Pentanomial `json:"pentanomial"`
	Score           stats.Float        `json:"score"` // mean over pairs
	ScoreCI95       stats.Interval     `json:"score_ci95"`
	SkillsPerMinute float64            `json:"skills_per_minute"`
	Collapsed       bool               `json:"collapsed"` // offline or online

	skills int   // accepted, in all matches
	ticks  int64 // of all matches
}

// Level is the result at one cost of a wrong press.
type Level struct {
	WrongPressCost int32               `json:"wrong_press_cost"`
	Verdict        string              `json:"verdict"`
	Judged         bool                `json:"judged"` // whether the verdict names a metric
	Units          []OnlineUnit        `json:"units"`
	LeftOut        []string            `json:"left_out,omitempty"` // units that finished no pair
	Metrics        []offline.Predictor `json:"metrics"`            // the best predictor first
	Ceiling        *offline.Ceiling    `json:"noise_ceiling"`
	CeilingActing  *offline.Ceiling    `json:"noise_ceiling_without_collapsed"`

	played []offline.Unit // that finished a pair
}

// Overall is one metric over all levels.
type Overall struct {
	Metric     string        `json:"metric"`
	Name       string        `json:"name"`
	Scores     bool          `json:"scores_alone"`
	Spearman   []stats.Float `json:"spearman"` // by level
	Acting     []stats.Float `json:"spearman_without_collapsed"`
	Regret     []stats.Float `json:"regret_at_1"`
	Mean       stats.Float   `json:"mean_spearman"`
	MeanActing stats.Float   `json:"mean_spearman_without_collapsed"`
	MeanRegret stats.Float   `json:"mean_regret_at_1"`
	partly     int           // 1 if the metric is undefined for some unit
}

// document returns a document without results.
func (x *run) document(logs string, who []duel.Participant) *Document {
	doc := &Document{
		Schema: Schema, Seed: x.Seed, Pairs: x.Pairs, DelayTicks: x.Delay.Ticks(), RulesVersion: sim.RulesVersion,
		Logs: Logs{Dir: x.Logs, SHA256: logs}, Opponents: []string{},
	}
	if x.Online != "" {
		doc.Pairs = 0
		return doc.identify(x.Units, who)
	}
	for _, o := range x.Opponents {
		doc.Opponents = append(doc.Opponents, o.Spec)
	}
	return doc.identify(x.Units, who)
}

// identify adds the units without results.
func (d *Document) identify(units []bot.Contestant, who []duel.Participant) *Document {
	for i, u := range units {
		d.Units = append(d.Units, OfflineUnit{Unit: u.Name, Spec: u.Spec, ModelSHA256: who[i].ModelSHA256, FileHashes: policy.FileHashes(who[i].FileHashes), Decoder: who[i].Decoder})
	}
	return d
}

// warn adds warnings that are not there yet.
func (d *Document) warn(warnings []string) {
	for _, w := range warnings {
		if !slices.Contains(d.Warnings, w) {
			d.Warnings = append(d.Warnings, w)
		}
	}
}

// measured sets a unit's offline results.
func (u *OfflineUnit) measured(r *offline.Result) {
	x, _ := r.Events.At(5)
	u.Collapsed, u.Presses, u.CI95 = r.Collapsed, x.Predicted, r.CI95
	u.Metrics = map[string]stats.Float{}
	for _, m := range offline.Metrics() {
		u.Metrics[m.Key] = stats.Float(m.Printed(r))
	}
}

// conclude ranks the metrics over all levels and sets the verdict.
func (d *Document) conclude() {
	for _, m := range offline.Metrics() {
		o := Overall{Metric: m.Key, Name: m.Name, Scores: m.Scores}
		for _, l := range d.Levels {
			p := l.Metric(m.Key)
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
	slices.SortStableFunc(d.Overall, func(a, b Overall) int {
		return cmp.Or(cmp.Compare(a.partly, b.partly), cmp.Compare(orLowest(b.Mean), orLowest(a.Mean)), cmp.Compare(a.MeanRegret, b.MeanRegret))
	})
	d.Verdict, d.Choose = d.conclusion()
}

func orLowest(v stats.Float) stats.Float {
	if !v.Defined() {
		return stats.Float(math.Inf(-1))
	}
	return v
}

// average is undefined if one of the values is.
func average(values []stats.Float) stats.Float {
	total := stats.Float(0)
	for _, v := range values {
		total += v
	}
	return total / stats.Float(len(values))
}

// Metric returns the result of a metric at the level, the zero value for a key that
// is not one of offline.Metrics.
func (l *Level) Metric(key string) offline.Predictor {
	for _, p := range l.Metrics {
		if p.Metric == key {
			return p
		}
	}
	return offline.Predictor{}
}

// Accuracy is the key of the metric that verdicts compare with the best one.
const Accuracy = "frame_accuracy"
