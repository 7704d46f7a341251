package stats_test

import (
	"testing"

	"github.com/kumite/kumite/policy/stats"
)

func TestNumbersAreShownWithTheirIntervals(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{stats.Percent(0.615, stats.Interval{Lo: 0.57, Hi: 0.657}), "61.5 % [57.0, 65.7]"},
		{stats.Signed(55.6, stats.Interval{Lo: -28.3, Hi: 83.64}), "+55.6 [-28.3, +83.6]"},
		{stats.Points(0.04, stats.Interval{Lo: -0.012, Hi: 0.092}), "+4.0 [-1.2, +9.2]"},
		{stats.Signed(-0.04, stats.Interval{Lo: -0.06, Hi: -0.01}), "+0.0 [-0.1, +0.0]"},
		{stats.InPoints(0.04, stats.Interval{Lo: -0.012, Hi: 0.092}), "+4.0 points [-1.2, +9.2]"},
		{stats.Points(-0.0004, stats.Interval{Lo: -0.0005, Hi: 0.0004}), "+0.0 [-0.1, +0.0]"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}
