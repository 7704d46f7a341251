package report

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/internal/plain"
	"github.com/kumite/kumite/policy/stats"
)

// number formats a value for CSV; it is empty if undefined.
func number[T ~float64](v T) string {
	if math.IsNaN(float64(v)) {
		return ""
	}
	return strconv.FormatFloat(float64(v), 'g', -1, 64)
}

// estimate formats a value with its interval as three fields.
func estimate[T ~float64](v T, ci stats.Interval) []string {
	if math.IsNaN(float64(v)) {
		return []string{"", "", ""}
	}
	return []string{number(v), number(ci.Lo), number(ci.Hi)}
}

// cells returns texts as fields that no spreadsheet computes.
func cells(texts ...string) []string {
	fields := make([]string, len(texts))
	for i, text := range texts {
		fields[i] = plain.Cell(text)
	}
	return fields
}

func integers(values ...int) []string {
	fields := make([]string, len(values))
	for i, v := range values {
		fields[i] = strconv.Itoa(v)
	}
	return fields
}

// printStandingsCSV writes one line for each contestant.
func printStandingsCSV(out io.Writer, r arena.Results) error {
	w := csv.NewWriter(out)
	w.Write([]string{ // the writer remembers the first error
		"name", "spec", "model_sha256", "decoder", "games", "wins", "losses", "draws", "voids", "duplicates",
		"win_rate", "win_rate_lo", "win_rate_hi", "pairs", "pair_score", "pair_score_lo", "pair_score_hi", "elo", "elo_lo", "elo_hi", "elo_biased",
		"decisions", "chosen", "masked", "sent", "accepted", "hit", "faults",
		"skills_per_minute", "no_action_share", "collapsed", "decision_us_p50", "decision_us_p99", "withdrawn",
	})
	for _, c := range r.Contestants {
		line := cells(c.Name, c.Spec, c.ModelSHA256, c.Decoder)
		line = append(line, integers(c.Games, c.Wins, c.Losses, c.Draws, c.Voids, c.Duplicates)...)
		line = append(line, estimate(c.WinRate, c.WinRateCI95)...)
		line = append(line, integers(c.Pentanomial.Pairs())...)
		line = append(line, estimate(c.PairScore, c.PairScoreCI95)...)
		line = append(line, estimate(c.Elo, c.EloCI95)...)
		line = append(line, strconv.FormatBool(c.EloBiased))
		l := c.Ledger
		line = append(line, integers(l.Decisions, l.Chosen, l.Masked, l.Sent, l.Accepted, l.Hit, l.Faults)...)
		withdrawn := ""
		if c.Withdrawn != nil {
			withdrawn = plain.Cell(c.Withdrawn.String())
		}
		w.Write(append(line, number(c.SkillsPerMinute), number(c.NoActionShare), strconv.FormatBool(c.Collapsed),
			number(c.DecisionUS.P50), number(c.DecisionUS.P99), withdrawn))
	}
	w.Flush()
	return w.Error()
}

// printPairingsCSV writes one line for each pairing.
func printPairingsCSV(out io.Writer, r arena.Results) error {
	w := csv.NewWriter(out)
	w.Write([]string{
		"a", "b", "wins", "losses", "draws", "voids", "duplicates", "pairs", "seeds", "ll", "ld", "ddwl", "wd", "ww",
		"score", "score_lo", "score_hi", "elo", "elo_lo", "elo_hi", "elo_biased", "los", "elo0", "elo1", "llr", "verdict",
	})
	for _, p := range r.Pairings {
		n := p.Pentanomial
		line := append(cells(p.A, p.B), integers(p.Wins, p.Losses, p.Draws, p.Voids, p.Duplicates, n.Pairs(), p.Seeds, n[0], n[1], n[2], n[3], n[4])...)
		line = append(line, estimate(p.Score, p.ScoreCI95)...)
		line = append(line, estimate(p.Elo, p.EloCI95)...)
		w.Write(append(line, strconv.FormatBool(p.EloBiased), number(p.LOS),
			number(p.SPRT.Elo0), number(p.SPRT.Elo1), number(p.SPRT.LLR), plain.Cell(string(p.SPRT.Verdict))))
	}
	w.Flush()
	return w.Error()
}
