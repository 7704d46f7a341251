package report

import (
	"encoding/csv"
	"io"
	"strconv"

	"github.com/kumite/kumite/agent/sweep"
	"github.com/kumite/kumite/internal/plain"
)

// printSweepCSV writes one line for each value.
func printSweepCSV(out io.Writer, d *sweep.Document) error {
	w := csv.NewWriter(out)
	w.Write([]string{plain.Cell(d.Setting), "games", "wins", "losses", "draws", "voids", "win_rate", "win_rate_lo", "win_rate_hi",
		"pairs", "score", "score_lo", "score_hi", "skills_per_minute", "collapsed"}) // the writer remembers the first error
	for _, p := range d.Points {
		line := append(cells(p.Text), integers(p.Games, p.Wins, p.Losses, p.Draws, p.Voids)...)
		line = append(line, estimate(p.WinRate, p.WinRateCI95)...)
		line = append(line, integers(p.Pentanomial.Pairs())...)
		line = append(line, estimate(p.Score, p.ScoreCI95)...)
		w.Write(append(line, number(p.SkillsPerMinute), strconv.FormatBool(p.Collapsed)))
	}
	w.Flush()
	return w.Error()
}
