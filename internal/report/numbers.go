package report

import (
	"unicode"
	"unicode/utf8"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
)

// Share formats a share with its interval: 61.5 % [57.0, 65.7].
func Share(share float64, ci stats.Interval) string { return stats.Percent(share, ci) }

// Rate formats a share with its counts and its interval: 123/200 = 61.5 % [54.6, 68.0].
func Rate(wins, games int, ci stats.Interval) string { return rate(wins, games, ci) }

// Decimal formats a metric of a candidate with its interval: 0.460 [0.431, 0.488].
func Decimal(c offline.Result, metric string, v stats.Float) string {
	write := func(v stats.Float) string { return decimal(v, 3) }
	return write(v) + interval(c, metric, write)
}

// Percent is Decimal in percent: 97.06 % [96.80, 97.31].
func Percent(c offline.Result, metric string, v stats.Float) string {
	return percent(v) + interval(c, metric, percent)
}

// Elo formats a rating, marked if it is biased, or returns "" if there is none.
func Elo(value stats.Float, ci stats.Interval, biased bool) string { return elo(value, ci, biased) }

// Warnings returns what limits the meaning of a tournament's numbers: mishaps and
// duplicates.
func Warnings(r arena.Results) []string { return warnings(r) }

// FitNotes returns sentences, without their full stops, on how well one rating per
// contestant fits.
func FitNotes(r arena.Results) []string {
	var all []string
	for _, note := range fitNotes(r) {
		first, n := utf8.DecodeRuneInString(note)
		all = append(all, string(unicode.ToUpper(first))+note[n:])
	}
	return all
}
