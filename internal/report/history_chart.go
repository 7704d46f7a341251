package report

import (
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/kumite/kumite/agent/history"
	"github.com/kumite/kumite/internal/chart"
	"github.com/kumite/kumite/internal/durable"
)

// maxHistoryCurves is the number of curves that can still be told apart.
const maxHistoryCurves = 12

// KeepHistoryChart draws the win rates of a history over time, as SVG: a curve for each
// contestant and opponent, with the model's hash where it is another one than before.
func KeepHistoryChart(path string, d *history.Document) error {
	c, err := historyChart(d)
	if err != nil {
		return err
	}
	return durable.WriteFile(path, func(w io.Writer) error { return chart.Lines(w, c) })
}

func historyChart(d *history.Document) (chart.Chart, error) {
	c := chart.Chart{X: "time of a run's last match, UTC", Y: "win rate (Wilson 95 %)"}
	first, last, games := time.Time{}, time.Time{}, 0
	hash := ""
	for i, r := range d.Rows {
		if i == 0 || r.Time.Before(first) {
			first = r.Time
		}
		if i == 0 || r.Time.After(last) {
			last = r.Time
		}
		games += r.Games()
		pt := chart.Point{X: float64(r.Time.Unix()), Y: float64(r.Rate), Low: r.CI95.Lo, High: r.CI95.Hi}
		if i == 0 || d.Rows[i-1].Contestant != r.Contestant || d.Rows[i-1].Opponent != r.Opponent {
			c.Series = append(c.Series, chart.Series{Name: r.Contestant + " against " + r.Opponent})
			hash = ""
		}
		if r.SHA256 != hash {
			pt.Label = r.SHA256[:min(len(r.SHA256), 8)]
			hash = r.SHA256
		}
		s := &c.Series[len(c.Series)-1]
		s.Points = append(s.Points, pt)
	}
	switch n := len(c.Series); {
	case n == 0:
		return c, errors.New("draw the history: it has no run; check --since, --contestant and --opponent")
	case n > maxHistoryCurves:
		return c, fmt.Errorf("draw the history: it has %d curves; select at most %d with --contestant and --opponent", n, maxHistoryCurves)
	}
	c.Title = fmt.Sprintf("Win rates from %s to %s: %d matches", first.Format(time.DateOnly), last.Format(time.DateOnly), games)
	c.XTicks = dates(first, last)
	c.YRange = [2]float64{0, 1.02 + 0.06*float64(len(c.Series))} // room for the legend
	return c, nil
}

// dates returns up to six ticks from the first to the last time, whole days apart if there
// are so many.
func dates(first, last time.Time) (ticks []chart.Tick) {
	const steps = 5
	span := last.Sub(first)
	form, step := "01-02 15:04", span/steps
	if day := 24 * time.Hour; span >= 2*day {
		form, step = time.DateOnly, time.Duration(math.Ceil(span.Hours()/24/steps))*day
	}
	at := first
	for {
		ticks = append(ticks, chart.Tick{At: float64(at.Unix()), Label: at.Format(form)})
		if at = at.Add(step); step <= 0 || at.After(last) {
			return ticks
		}
	}
}
