package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/internal/chart"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
)

// sweepSchema is the schema of a sweep's JSON.
const sweepSchema = "kumite.sweep/1"

// sweepResults is what a sweep came to.
type sweepResults struct {
	Schema      string       `json:"schema"`
	Contestant  string       `json:"contestant"`
	ModelSHA256 string       `json:"model_sha256"`
	Setting     string       `json:"setting"`
	Opponents   []string     `json:"opponents"`
	Seed        uint64       `json:"seed"`
	Pairs       int          `json:"pairs"` // for each value and opponent, on the same seeds for all values
	Bar         float64      `json:"bar"`
	Points      []sweepPoint `json:"points"`
	Knee        *sweepKnee   `json:"knee"`  // null where no value reaches the bar
	Best        *sweepKnee   `json:"best"`  // by pair score; null without a finished pair
	Ended       string       `json:"ended"` // by "schedule" or "clock"
	mishaps     []string
}

// sweepPoint is one value.
type sweepPoint struct {
	Value           float64            `json:"value"`
	Millis          *float64           `json:"ms,omitempty"` // of a delay
	Games           int                `json:"games"`
	Wins            int                `json:"wins"`
	Losses          int                `json:"losses"`
	Draws           int                `json:"draws"`
	Voids           int                `json:"voids"`
	WinRate         stats.Float        `json:"win_rate"`
	WinRateCI95     stats.Interval     `json:"win_rate_ci95"`
	Pentanomial     rating.Pentanomial `json:"pentanomial"`
	Score           stats.Float        `json:"score"`
	ScoreCI95       stats.Interval     `json:"score_ci95"`
	ScoreMethod     rating.Method      `json:"score_method"`
	SkillsPerMinute float64            `json:"skills_per_minute"`
	Collapsed       bool               `json:"collapsed"`
	Faults          int                `json:"faults,omitempty"`
	Retried         int                `json:"retried,omitempty"`
	Withdrawn       *arena.VoidReason  `json:"withdrawn,omitempty"`
	word            string
}

// sweepKnee is a value that stands out.
type sweepKnee struct {
	Value  float64  `json:"value"`
	Millis *float64 `json:"ms,omitempty"`
	// SureFrom to Sure are the values around the best at which the whole interval
	// of the win rate lies at or above the bar; null where the best's does not.
	SureFrom   *float64 `json:"sure_from"`
	Sure       *float64 `json:"sure"`
	SureMillis *float64 `json:"sure_ms,omitempty"`
	at         int
}

// newSweepResults takes a sweep's part out of a tournament's results, whose
// first contestants are its values.
func newSweepResults(s sweep, spec string, bar float64, results arena.Results) sweepResults {
	r := sweepResults{Schema: sweepSchema, Contestant: spec, ModelSHA256: results.Contestants[0].ModelSHA256, Setting: s.setting,
		Opponents: results.Gauntlet, Seed: results.Seed, Pairs: results.Pairs, Bar: bar, Ended: results.Ended, mishaps: report.Mishaps(results)}
	for i, v := range s.values {
		c := results.Contestants[i]
		var method rating.Method
		if sum, err := c.Pentanomial.Summarize(); err == nil { // there are pairs
			method = sum.Method
		}
		r.Points = append(r.Points, sweepPoint{
			Value: v, Millis: r.millis(v), Games: c.Games, Wins: c.Wins, Losses: c.Losses, Draws: c.Draws, Voids: c.Voids,
			WinRate: c.WinRate, WinRateCI95: c.WinRateCI95, Pentanomial: c.Pentanomial, Score: c.PairScore, ScoreCI95: c.PairScoreCI95, ScoreMethod: method,
			SkillsPerMinute: c.SkillsPerMinute, Collapsed: c.Collapsed, Faults: c.Ledger.Faults, Retried: c.Retried, Withdrawn: c.Withdrawn, word: s.words[i],
		})
	}
	r.findKnee()
	return r
}

// millis is a delay in milliseconds, and nil for another setting.
func (r *sweepResults) millis(v float64) *float64 {
	if r.Setting != "delay" {
		return nil
	}
	ms := v * 1000 / sim.TickRate
	return &ms
}

// findKnee finds the largest value that still reaches the bar, the best, and
// the values around that which surely reach it.
func (r *sweepResults) findKnee() {
	for i := range r.Points {
		p := &r.Points[i]
		if p.Games > 0 && float64(p.WinRate) >= r.Bar {
			r.Knee = &sweepKnee{Value: p.Value, Millis: r.millis(p.Value), at: i}
		}
		if p.Score.Defined() && (r.Best == nil || p.Score > r.Points[r.Best.at].Score) {
			r.Best = &sweepKnee{Value: p.Value, Millis: r.millis(p.Value), at: i}
		}
	}
	sure := func(i int) bool {
		return i >= 0 && i < len(r.Points) && r.Points[i].Games > 0 && r.Points[i].WinRateCI95.Lo >= r.Bar
	}
	if r.Knee == nil || r.Best == nil || !sure(r.Best.at) {
		return
	}
	from, to := r.Best.at, r.Best.at
	for sure(from - 1) {
		from--
	}
	for sure(to + 1) {
		to++
	}
	r.Knee.SureFrom, r.Knee.Sure, r.Knee.SureMillis = &r.Points[from].Value, &r.Points[to].Value, r.millis(r.Points[to].Value)
}

// print shows a sweep to a person.
func (r sweepResults) print(out io.Writer, markdown bool) error {
	header := []any{r.Setting}
	if r.Setting == "delay" {
		header[0] = "delay (ticks)"
		header = append(header, "ms")
	}
	cut := slices.ContainsFunc(r.Points, func(p sweepPoint) bool { return p.Pentanomial.Pairs() != r.Pairs*len(r.Opponents) })
	if cut {
		header = append(header, "pairs")
	}
	t := newTable(append(header, "W-L-D", "win rate [95 %]", "pair score [95 %]", "skills/min")...)
	for _, p := range r.Points {
		row := table.Row{p.word}
		if p.Millis != nil {
			row = append(row, fmt.Sprintf("%.0f", *p.Millis))
		}
		if cut {
			row = append(row, p.Pentanomial.Pairs())
		}
		score := "no pairs"
		if p.Score.Defined() {
			score = starred(p.Score, p.ScoreCI95, p.ScoreMethod)
		}
		skills := fmt.Sprintf("%.1f", p.SkillsPerMinute)
		if p.Collapsed {
			skills += " COLLAPSED"
		}
		if p.Voids > 0 {
			skills += fmt.Sprintf(" (%d void)", p.Voids)
		}
		t.AppendRow(append(row, fmt.Sprintf("%d-%d-%d", p.Wins, p.Losses, p.Draws), rate(p.Wins, p.Games, p.WinRateCI95), score, skills))
	}
	render := t.Render
	if markdown {
		render = t.RenderMarkdown
	}
	fmt.Fprintln(out, render())
	if slices.ContainsFunc(r.Points, func(p sweepPoint) bool { return p.ScoreMethod == rating.MethodWilson }) {
		fmt.Fprintln(out, wilsonNote)
	}
	for _, line := range append(slices.Clone(r.mishaps), r.findings()...) {
		fmt.Fprintln(out, line)
	}
	each := "pairs each"
	if cut {
		each = "pairs asked of each"
	}
	_, err := fmt.Fprintf(out, "%s (sha256 %.12s) against %s: %d %s, seed %d, the same seeds for every value\n",
		r.Contestant, r.ModelSHA256, strings.Join(r.Opponents, ", "), r.Pairs, each, r.Seed)
	return err
}

// findings are the sentences that a reader looks for.
func (r sweepResults) findings() []string {
	var lines []string
	if k := r.Knee; k == nil {
		lines = append(lines, fmt.Sprintf("knee: no value reaches a win rate of %s", wholePercent(r.Bar)))
	} else {
		p := r.Points[k.at]
		line := fmt.Sprintf("knee: %s is the largest with a win rate of at least %s: %s", r.name(k.Value, k.Millis), wholePercent(r.Bar), rate(p.Wins, p.Games, p.WinRateCI95))
		if k.at == len(r.Points)-1 {
			line += "; it is the last of the range, so the knee may lie beyond"
		}
		lines = append(lines, line)
		if k.Sure != nil {
			lines = append(lines, fmt.Sprintf("sure: from %s to %s the whole interval lies at %s or above",
				r.name(*k.SureFrom, r.millis(*k.SureFrom)), r.name(*k.Sure, k.SureMillis), wholePercent(r.Bar)))
		} else {
			lines = append(lines, fmt.Sprintf("sure: not even the best value's whole interval lies at %s or above", wholePercent(r.Bar)))
		}
	}
	if b := r.Best; b != nil {
		p := r.Points[b.at]
		lines = append(lines, fmt.Sprintf("best: %s with a pair score of %s", r.name(b.Value, b.Millis), formatRate(float64(p.Score), p.ScoreCI95)))
	}
	return lines
}

// name is a value in words.
func (r sweepResults) name(v float64, ms *float64) string {
	if ms != nil {
		return fmt.Sprintf("%g ticks (%.0f ms)", v, *ms)
	}
	return fmt.Sprintf("%s=%g", r.Setting, v)
}

func wholePercent(p float64) string { return strconv.FormatFloat(100*p, 'f', -1, 64) + " %" }

// printCSV writes one line for each value.
func (r sweepResults) printCSV(out io.Writer) error {
	w := csv.NewWriter(out)
	w.Write([]string{r.Setting, "games", "wins", "losses", "draws", "voids", "win_rate", "win_rate_lo", "win_rate_hi",
		"pairs", "score", "score_lo", "score_hi", "skills_per_minute", "collapsed"}) // the writer remembers the first error
	for _, p := range r.Points {
		line := append([]string{p.word}, integers(p.Games, p.Wins, p.Losses, p.Draws, p.Voids)...)
		line = append(line, estimate(p.WinRate, p.WinRateCI95)...)
		line = append(line, integers(p.Pentanomial.Pairs())...)
		line = append(line, estimate(p.Score, p.ScoreCI95)...)
		w.Write(append(line, number(p.SkillsPerMinute), strconv.FormatBool(p.Collapsed)))
	}
	w.Flush()
	return w.Error()
}

// draw writes the sweep as a picture.
func (r sweepResults) draw(path string) (err error) {
	wins := chart.Series{Name: "win rate (Wilson 95 %)"}
	scores := chart.Series{Name: "pair score (95 %)"}
	for _, p := range r.Points {
		if p.Games > 0 {
			wins.Points = append(wins.Points, chart.Point{X: p.Value, Y: float64(p.WinRate), Low: p.WinRateCI95.Lo, High: p.WinRateCI95.Hi})
		}
		if p.Score.Defined() {
			scores.Points = append(scores.Points, chart.Point{X: p.Value, Y: float64(p.Score), Low: p.ScoreCI95.Lo, High: p.ScoreCI95.Hi})
		}
	}
	file, _, _ := strings.Cut(r.Contestant, "?")
	c := chart.Chart{
		Title:  fmt.Sprintf("%s against %s: %d pairs each, seed %d", file, strings.Join(r.Opponents, ", "), r.Pairs, r.Seed),
		X:      r.Setting,
		Y:      "share of matches won",
		Series: []chart.Series{wins, scores},
		Marks:  []chart.Mark{{At: r.Bar, Label: "bar: " + wholePercent(r.Bar)}},
		YRange: [2]float64{0, 1},
	}
	if r.Setting == "delay" {
		c.X = "delay from a frame to its press, in ticks of 1/60 s"
	}
	if k := r.Knee; k != nil {
		c.Marks = append(c.Marks, chart.Mark{At: k.Value, Vertical: true, Label: "knee: " + r.name(k.Value, k.Millis)})
	}
	return durable.WriteFile(path, func(w io.Writer) error { return chart.Lines(w, c) })
}
