package requirements

import (
	"context"
	"fmt"
	"math"
	"time"

	"github.com/kumite/kumite/agent/bench"
	"github.com/kumite/kumite/policy/stats"
)

func (x Throughput) measure(ctx context.Context, m *measurer, l *Line) error {
	var err error
	if x.Within > 0 {
		err = x.server(ctx, m, l)
	} else {
		err = x.hot(ctx, m, l)
	}
	if err == nil && l.Verdict == Fail && float64(l.Measured) > 0 {
		l.Remedies = append(l.Remedies, Remedy{Change: MoreCopies, Measured: stats.Undefined(), CI95: stats.UndefinedInterval(),
			Instances: int(math.Ceil(x.AtLeast / float64(l.Measured)))})
	}
	return err
}

// hot decides by the rate of one session that decides back to back.
func (x Throughput) hot(ctx context.Context, m *measurer, l *Line) error {
	d, err := m.single(ctx)
	if err != nil {
		return err
	}
	hot := d.Results[0].Single[0]
	l.set(hot.Rate.PerSecond, hot.Rate.CI95, len(hot.Windows))
	l.decide()
	return nil
}

// server decides by the largest number of agents whose decisions are in time, and by the
// smallest that is shown to be too many. Between them the search shows nothing.
func (x Throughput) server(ctx context.Context, m *measurer, l *Line) error {
	d, err := m.bench(ctx, bench.Server, func(c *bench.Config) {
		c.Bound = time.Duration(x.Within)
		c.Window = max(c.Window, min(2*c.Bound, time.Hour)) // a backlog of the bound must show within a window
		if x.Sessions > 0 {
			c.Workers = x.Sessions
		}
	})
	if err != nil {
		return err
	}
	s, each := d.Results[0].Server, float64(time.Second)/float64(m.cfg.File.Period)
	refused := math.Inf(1)
	for _, t := range s.Trials {
		if tooMany(t) && t.Agents > s.Agents {
			refused = min(refused, float64(t.Agents)*each)
		}
	}
	served := float64(s.Agents) * each
	l.set(served, stats.Interval{Lo: served, Hi: refused}, 0)
	l.Samples = "decisions"
	if s.Latency != nil {
		l.N = s.Latency.N
	}
	switch {
	case served >= x.AtLeast:
		l.Verdict = Pass
	case s.Latency != nil && !s.Stable:
		l.Verdict, l.Reason = Undecided, "the windows differ by more than 10 %; measure again on an idle machine"
	case refused <= x.AtLeast:
		l.Verdict = Fail
	case math.IsInf(refused, 1):
		l.Verdict, l.Reason = Undecided, fmt.Sprintf("%.4g per second are in time, and no larger number is shown to be too many", served)
	default:
		l.Verdict, l.Reason = Undecided, fmt.Sprintf("%.4g per second are in time and %.4g are too many; nothing between them is shown", served, refused)
	}
	return nil
}

// tooMany reports whether so many decisions of a trial are late that, with 99 %
// confidence, more than 1 % are. The trial may have ended at a number of late ones: the
// test is exact for that rule, too.
func tooMany(t bench.Trial) bool {
	return !t.Passed && t.Late > 0 && t.Decisions >= stats.MinSamples(0.01, t.Decisions-t.Late)
}
