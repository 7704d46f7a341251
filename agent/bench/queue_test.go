package bench

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/kumite/kumite/policy/stats"
)

// virtual is a clock that moves only when it is waited for or pushed. One server may use
// it.
type virtual struct{ now time.Duration }

func (v *virtual) clock() Clock {
	return Clock{
		Now: func() time.Duration { return v.now },
		Until: func(ctx context.Context, at time.Duration) error {
			v.now = max(v.now, at)
			return ctx.Err()
		},
	}
}

// waitCDF is the distribution of the wait in the queue M/D/1, in services of length 1, at
// a load ρ (Erlang, 1909).
func waitCDF(x, rho float64) float64 {
	sum, factorial := 0.0, 1.0
	for k := 0; float64(k) <= x; k++ {
		if k > 0 {
			factorial *= float64(k)
		}
		z := rho * (float64(k) - x)
		sum += math.Pow(z, float64(k)) / factorial * math.Exp(-z)
	}
	return (1 - rho) * sum
}

func TestWaitsAreThoseOfTheAnalyticQueue(t *testing.T) {
	const service, agents = time.Millisecond, 70 // 700 decisions a second: ρ = 0.7
	rho := agents * float64(service) / float64(period)
	var v virtual
	cfg := Default()
	cfg.Arrivals = Poisson
	latencies, err := Queue{
		Clock:    v.clock(),
		Arrivals: newSchedule(cfg, agents, 1).take(1_000_000),
		Servers:  []func() error{func() error { v.now += service; return nil }},
	}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	waits := make([]float64, len(latencies)) // in services
	for i, l := range latencies {
		waits[i] = float64(l-service) / float64(service)
	}
	slices.Sort(waits)
	low, high := 0.0, 50.0
	for range 60 {
		if x := (low + high) / 2; waitCDF(x, rho) < 0.99 {
			low = x
		} else {
			high = x
		}
	}
	within := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got/want-1) > 0.05 {
			t.Errorf("%s wait: got %.3f services, want %.3f ± 5 %%", what, got, want)
		}
	}
	within("mean", stats.Mean(waits), rho/(2*(1-rho)))
	within("p99", stats.NearestRank(waits, 0.99), low)
}

func TestAStalledServiceDelaysEverythingThatFellDueMeanwhile(t *testing.T) {
	const service, stall, every = time.Millisecond, 50 * time.Millisecond, 10 * time.Millisecond
	var v virtual
	var arrivals []time.Duration
	for i := range 10 {
		arrivals = append(arrivals, every*time.Duration(i))
	}
	served := 0
	latencies, err := Queue{Clock: v.clock(), Arrivals: arrivals, Servers: []func() error{func() error {
		v.now += service
		if served++; served == 3 {
			v.now += stall
		}
		return nil
	}}}.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := []time.Duration{1, 1, 51, 42, 33, 24, 15, 6, 1, 1}
	for i := range want {
		want[i] *= time.Millisecond
	}
	if !slices.Equal(latencies, want) {
		t.Errorf("got %v, want %v", latencies, want)
	}
}

func TestServersShareTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		clock := Clock{
			Now:   func() time.Duration { return time.Since(start) },
			Until: func(_ context.Context, at time.Duration) error { time.Sleep(at - time.Since(start)); return nil },
		}
		serve := func() error { time.Sleep(10 * time.Millisecond); return nil }
		latencies, err := Queue{Clock: clock, Arrivals: make([]time.Duration, 6), Servers: []func() error{serve, serve}}.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(latencies)
		if want := []time.Duration{10, 10, 20, 20, 30, 30}; !slices.EqualFunc(latencies, want, func(a, b time.Duration) bool { return a == b*time.Millisecond }) {
			t.Errorf("six queries at once and two servers of 10 ms: got %v, want %v ms", latencies, want)
		}
	})
}

func TestAnOverloadedQueueStopsEarly(t *testing.T) {
	var v virtual
	q := Queue{Clock: v.clock(), Arrivals: make([]time.Duration, 100), Bound: 3 * time.Millisecond, MaxLate: 2,
		Servers: []func() error{func() error { v.now += time.Millisecond; return nil }}}
	latencies, err := q.Run(t.Context())
	if err != nil || len(latencies) != 6 || latencies[5] != 6*time.Millisecond {
		t.Errorf("got %v, %v; want the latencies up to the third beyond 3 ms", latencies, err)
	}
}

func TestAQueueEndsWithTheErrorOfAServerOrTheContext(t *testing.T) {
	broken := errors.New("broken")
	var v virtual
	q := Queue{Clock: v.clock(), Arrivals: make([]time.Duration, 3), Servers: []func() error{func() error { return broken }}}
	if latencies, err := q.Run(t.Context()); !errors.Is(err, broken) || latencies != nil {
		t.Errorf("got %v, %v; want no latencies and the server's error", latencies, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	q.Servers = []func() error{func() error { cancel(); return nil }}
	if latencies, err := q.Run(ctx); !errors.Is(err, context.Canceled) || latencies != nil {
		t.Errorf("got %v, %v; want no latencies and the context's error", latencies, err)
	}
}

func TestSchedulesAscendWithTheRateOfTheAgents(t *testing.T) {
	for _, kind := range []Arrivals{OnClock, Poisson} {
		cfg := Default()
		cfg.Arrivals = kind
		const agents, n = 50, 10_000
		at := newSchedule(cfg, agents, 1).take(n)
		if !slices.IsSorted(at) {
			t.Errorf("%s: moments do not ascend", kind)
		}
		if got, want := at[n-1].Seconds(), n/float64(agents)*period.Seconds(); math.Abs(got/want-1) > 0.05 {
			t.Errorf("%s: %d moments of %d agents last %.2f s, want %.2f", kind, n, agents, got, want)
		}
		if again := newSchedule(cfg, agents, 1).take(n); !slices.Equal(again, at) {
			t.Errorf("%s: the same seed gives another schedule", kind)
		}
		if regular := at[agents]-at[0] == period; regular != (kind == OnClock) {
			t.Errorf("%s: an agent decides again after exactly %v: %v", kind, period, regular)
		}
	}
}
