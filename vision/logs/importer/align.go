package importer

import (
	"fmt"
	"math"
	"slices"

	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/safefile"
)

// plan says which frame and which action each row has.
type plan struct {
	frames  []int    // by row
	actions []string // by row; "" presses nothing
}

// align lays the rows of a video on its clock, and the presses into the rows; it
// counts in r what does not fit.
func align(c clock, t track, cfg Config, r *Recording) (plan, error) {
	period, offset := cfg.PeriodMS, cfg.OffsetMS
	var p plan
	if rows := c.end / period; rows > float64(safefile.Table.Items) {
		return p, fmt.Errorf("the video lasts %.0f s, which is %.0f rows of %v ms; want at most %d: check its timestamps, choose a longer --period, or split it",
			c.end/1000, rows, period, safefile.Table.Items)
	}
	frame := 0
	for k := 0; float64(k)*period < c.end-slack; k++ {
		at := float64(k) * period
		for frame+1 < len(c.ms) && c.ms[frame+1] <= at+slack {
			frame++
		}
		if k > 0 && frame == p.frames[k-1] {
			r.Repeated++
		}
		p.frames = append(p.frames, frame)
	}
	p.actions = make([]string, len(p.frames))
	var begins []begin
	for _, x := range t.presses {
		b := begin{x, x.ms, x.endMS}
		switch {
		case x.frame >= len(c.ms):
			b.at, b.until = math.Inf(1), math.Inf(1)
		case x.frame >= 0:
			b.at, b.until = c.ms[x.frame], c.ms[min(x.end, len(c.ms)-1)]
		}
		begins = append(begins, b)
	}
	begins, r.Repeats = holds(begins, t.sampled, cfg.RepeatMS)
	if !t.sampled {
		r.Even, r.EvenMS = even(begins)
	}
	var lags []float64
	for _, b := range begins {
		at := b.at + offset
		k := math.Floor((at + slack) / period)
		switch {
		case k < 0 || k >= float64(len(p.frames)):
			r.Outside++
			continue
		case p.actions[int(k)] != "":
			r.Crowded++
			continue
		}
		p.actions[int(k)] = b.action
		lags = append(lags, max(0, at-c.ms[p.frames[int(k)]]))
		r.Presses++
	}
	if 2*r.Outside > len(begins) {
		return p, fmt.Errorf("%d of %s outside the video, which lasts %.1f s: check the unit of the times (time is in seconds, time_ms in milliseconds) and at --offset",
			r.Outside, number.Of(len(begins), "press"), c.end/1000)
	}
	if n := len(begins); n > 1 && begins[n-1].frame < 0 && c.end >= earlyMS {
		// Times may be on another clock, which the offset sets right.
		if furthest := max(begins[n-1].at, -begins[0].at); furthest*early < c.end {
			return p, fmt.Errorf("all %s begin in the first %.3g ms of a video of %.1f s: check the unit of the times (time is in seconds, time_ms in milliseconds)",
				number.Of(n, "press"), furthest, c.end/1000)
		}
	}
	if slices.Sort(lags); len(lags) > 0 {
		r.LagMS = lags[len(lags)/2]
	}
	r.Rows, r.Frames, r.Seconds, r.Stamped = len(p.frames), len(c.ms), c.end/1000, c.stamped
	r.LeastMS, r.MostMS = c.spread()
	return p, nil
}

// slack is what time stamps in whole milliseconds may lose.
const slack = 0.5

// Presses that all begin in the first part of a video, one of early, have times in seconds
// that are called milliseconds. A video of less than earlyMS is too short to say.
const (
	early   = 500
	earlyMS = 5000
)
