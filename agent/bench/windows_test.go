package bench

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestWindowsAreStableWhenTheLastThreeAgree(t *testing.T) {
	w := func(rate, p50 float64) Window { return Window{rate, p50} }
	for name, c := range map[string]struct {
		windows []Window
		want    bool
	}{
		"too few":              {[]Window{w(100, 10), w(100, 10)}, false},
		"equal":                {[]Window{w(100, 10), w(100, 10), w(100, 10)}, true},
		"within 10 %":          {[]Window{w(100, 10), w(110, 11), w(105, 10)}, true},
		"rates differ":         {[]Window{w(100, 10), w(111, 10), w(100, 10)}, false},
		"latencies differ":     {[]Window{w(100, 10), w(100, 10), w(100, 11.1)}, false},
		"an early one differs": {[]Window{w(500, 99), w(100, 10), w(100, 10), w(100, 10)}, true},
		"the last one differs": {[]Window{w(100, 10), w(100, 10), w(100, 10), w(150, 10)}, false},
		"only rates":           {[]Window{w(100, 0), w(101, 0), w(102, 0)}, true},
	} {
		if got := stable(c.windows); got != c.want {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

func TestWindowsRepeatUntilAllAgreeAtMostTenTimes(t *testing.T) {
	for name, c := range map[string]struct {
		least  int
		rates  []float64 // of the rounds; the last one repeats
		rounds int
		agreed bool
	}{
		"at once":            {3, []float64{100}, 3, true},
		"at least five":      {5, []float64{100}, 5, true},
		"after a warm-up":    {3, []float64{50, 80, 100}, 5, true},
		"never":              {3, []float64{100, 200, 100, 200, 100, 200, 100, 200, 100, 200}, 10, false},
		"in the last window": {3, []float64{1, 2, 3, 4, 5, 6, 7, 100}, 10, true},
	} {
		calm, s := newSeries(), newSeries()
		rounds := 0
		agreed, err := repeat(t.Context(), func(int, int) {}, c.least, []*series{calm, s}, func(round int) error {
			if round != rounds {
				t.Errorf("%s: round %d comes after %d", name, round, rounds)
			}
			rounds++
			// One latency of 1/rate seconds.
			took := time.Duration(float64(time.Second) / c.rates[min(round, len(c.rates)-1)])
			s.add([]time.Duration{took}, took, 1)
			calm.addRate(7)
			return nil
		})
		if err != nil || rounds != c.rounds || agreed != c.agreed {
			t.Errorf("%s: got %d rounds, %v, %v; want %d, %v", name, rounds, agreed, err, c.rounds, c.agreed)
		}
	}
}

func TestWindowsEndWithAnErrorOrTheContext(t *testing.T) {
	broken := errors.New("broken")
	nothing := func(int, int) {}
	if _, err := repeat(t.Context(), nothing, 3, nil, func(int) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("got %v, want the error of the measurement", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	rounds := 0
	_, err := repeat(ctx, nothing, 3, []*series{newSeries()}, func(int) error { rounds++; cancel(); return nil })
	if !errors.Is(err, context.Canceled) || rounds != 1 {
		t.Errorf("got %v after %d rounds, want the context's error after one", err, rounds)
	}
}

func TestTheSearchFindsTheLargestNumberThatPasses(t *testing.T) {
	for _, c := range []struct{ start, largest int }{{1, 0}, {133, 0}, {1, 1}, {133, 5}, {133, 132}, {133, 133}, {133, 1000}, {4, 777_777}} {
		trials := 0
		got, err := search(c.start, func(n int) (bool, error) { trials++; return n <= c.largest, nil })
		if err != nil || got > c.largest || got < c.largest-max(c.largest/32, 1)+1 || trials > 40 {
			t.Errorf("from %d: got %d, %v in %d trials; want at most %d and at most 1/32 less", c.start, got, err, trials, c.largest)
		}
	}
	if got, err := search(1, func(int) (bool, error) { return true, nil }); err != nil || got != maxAgents {
		t.Errorf("everything passes: got %d, %v; want %d", got, err, maxAgents)
	}
	broken := errors.New("broken")
	if _, err := search(1, func(int) (bool, error) { return false, broken }); !errors.Is(err, broken) {
		t.Errorf("got %v, want the error of the trial", err)
	}
}

func TestATrialPassesWithAsManyLateDecisionsAsItsClaimAllows(t *testing.T) {
	for _, c := range []struct {
		planned, served, late int
		passed                bool
	}{{662, 662, 0, true}, {662, 662, 1, true}, {662, 662, 2, false}, {838, 838, 2, true}, {838, 300, 3, false}} {
		cfg := Default()
		s := &server{cfg: cfg, result: &ServerResult{}}
		latencies := make([]time.Duration, c.served)
		for i := range c.late {
			latencies[i] = cfg.Bound + 1
		}
		got := s.judge(7, c.planned, latencies)
		x := s.result.Trials[0]
		if got != c.passed || x.Passed != got || x.Agents != 7 || x.Decisions != c.served || x.Late != c.late {
			t.Errorf("%d late of %d planned: got %v, %+v; want %v", c.late, c.planned, got, x, c.passed)
		}
	}
}

func TestPercentilesAreOrderStatistics(t *testing.T) {
	us := make([]float64, 1000)
	for i := range us {
		us[i] = float64(1000 - i) // descending: NewLatency sorts
	}
	l := NewLatency(us)
	if l.N != 1000 || l.P50 != 500 || l.P90 != 900 || l.P99 != 990 || l.P999 != 999 || l.Max != 1000 || l.Mean != 500.5 {
		t.Errorf("got %+v, want p50 500, p90 900, p99 990, p99.9 999 of 1000", l)
	}
	for bound, want := range map[float64]int{0: 1000, 989.5: 11, 990: 10, 1000: 0, 2000: 0} {
		if got := l.Late(bound); got != want {
			t.Errorf("beyond %v: got %d late, want %d", bound, got, want)
		}
	}
	// Of 1000, two late ones confirm p99 (838 needed, 1001 for three); p99.9 needs 6636.
	if c := l.EarlyStopping[1]; c.Late != 2 || c.Estimate != 999 || c.Needed != 662 {
		t.Errorf("p99 is confirmed by %+v, want 999 with 2 late", c)
	}
	if c := l.EarlyStopping[2]; c.Estimate.Defined() || c.Needed != 6636 {
		t.Errorf("p99.9 is confirmed by %+v, want none and that it needs 6636", c)
	}
}
