package requirements

import (
	"context"
	"fmt"
	"time"

	"github.com/kumite/kumite/agent/bench"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy/stats"
)

// period returns the time from one decision to the next.
func (f *File) period() time.Duration { return time.Duration(f.Period) }

// pick returns the latencies that a requirement bounds.
func (x Latency) pick(l bench.Loading) *bench.Latency {
	if x.Of == Model {
		return l.Model
	}
	return l.Felt
}

func (x Latency) measure(ctx context.Context, m *measurer, l *Line) error {
	d, err := m.single(ctx)
	if err != nil {
		return err
	}
	for _, loading := range d.Results[0].Single {
		if loading.Load == x.Load {
			x.decide(l, x.pick(loading))
			if l.Verdict == Fail {
				x.shrink(l, loading)
			}
			return nil
		}
	}
	return fmt.Errorf("the benchmark has no %s decisions", x.Load)
}

// decide decides a latency by the number of decisions that are late. PASS needs so few
// that the percentile is within the bound, and FAIL so many that it is not, each with 99 %
// confidence.
func (x Latency) decide(l *Line, of *bench.Latency) {
	q := x.Percentile / 100
	v, ci := of.Quantile(q)
	l.set(v/1000, stats.Interval{Lo: ci.Lo / 1000, Hi: ci.Hi / 1000}, of.N)
	late := of.Late(float64(x.AtMost) / float64(time.Microsecond))
	passes, fails := stats.MinSamples(q, late), stats.MinSamples(1-q, of.N-late)
	switch {
	case of.N >= passes:
		l.Verdict = Pass
		return
	case of.N >= fails:
		l.Verdict = Fail
		return
	}
	l.Verdict, l.Needs = Undecided, passes-of.N
	if float64(l.Measured) > *l.AtMost {
		l.Needs = fails - of.N
	}
	l.Reason = fmt.Sprintf("needs %s: %d of %d %s late", number.Of(l.Needs, "more decision"), late, of.N, number.Verb(late, "is", "are"))
	if x.Load == Paced {
		l.Reason += setting("decisions", of.N+l.Needs, maxDecisions)
	}
}

// shrink says by how much the network must be faster, if its time and that of the rest of
// a decision add up.
func (x Latency) shrink(l *Line, of bench.Loading) {
	network, _ := of.Model.Quantile(x.Percentile / 100)
	network /= 1000
	rest := 0.0
	if x.Of == Felt {
		rest = max(float64(l.Measured)-network, 0)
	}
	if left := *l.AtMost - rest; left > 0 && left < network {
		l.Remedies = append(l.Remedies, Remedy{Change: SmallerModel, Measured: stats.Undefined(), CI95: stats.UndefinedInterval(), Factor: left / network})
		return
	}
	if rest >= *l.AtMost {
		l.Reason = fmt.Sprintf("the decision without the network takes %.3g ms, so that no smaller network passes", rest)
	}
}
