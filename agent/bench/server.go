package bench

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"time"

	"github.com/kumite/kumite/policy/stats"
)

// maxTrials bounds the confirmations; a search rarely has half as many trials.
const maxTrials = 24

// serverQuantile is the share of the decisions that must meet the bound.
const serverQuantile = 0.99

// ServerResult is the largest number of agents that one process serves within a bound.
type ServerResult struct {
	Arrivals Arrivals `json:"arrivals"`
	Bound    float64  `json:"bound_us"` // of p99
	Sessions int      `json:"sessions"` // that serve at once
	Agents   int      `json:"agents"`   // 0 if not even one

	// Of the confirmation, in which one schedule runs through all windows, so that a
	// backlog carries over. Null and zero if there is no such number.
	Latency *Latency `json:"latency_us"`
	Rate    Rate     `json:"rate"`
	Windows []Window `json:"windows"`
	Stable  bool     `json:"stable"`

	Trials    []Trial    `json:"trials"` // in the order of the search, with the confirmations
	Histogram []Quantile `json:"-"`
}

// Trial is whether a number of agents meets the bound.
type Trial struct {
	Agents    int     `json:"agents"`
	Decisions int     `json:"decisions"` // served; fewer than planned if too many were late
	P99       float64 `json:"p99_us"`
	Late      int     `json:"late"`    // beyond the bound
	Allowed   int     `json:"allowed"` // of the planned decisions, for the claim to hold with a confidence of 99 %
	Passed    bool    `json:"passed"`
}

// server serves decisions with several sessions of one model.
type server struct {
	cfg     Config
	queries []func() error // one for each session
	result  *ServerResult
}

// measureServer finds the largest number of agents by doubling and bisection, and
// confirms it.
func measureServer(ctx context.Context, cfg Config, subjects []*subject, d *Document) (err error) {
	s := &server{cfg: cfg, result: &ServerResult{Arrivals: cfg.Arrivals, Bound: micros(cfg.Bound), Sessions: cfg.Workers, Windows: []Window{}, Trials: []Trial{}}}
	sessions := slices.Clone(subjects)
	defer func() {
		for _, x := range sessions[1:] {
			err = errors.Join(err, x.bot.Close())
		}
	}()
	for len(sessions) < cfg.Workers {
		x, err := openSubject(subjects[0].who, cfg, subjects[0].worlds)
		if err != nil {
			return err
		}
		sessions = append(sessions, x)
	}
	for _, x := range sessions {
		query := func() error {
			_, err := x.decide()
			return err
		}
		for range 20 { // warm up
			if err := query(); err != nil {
				return err
			}
		}
		s.queries = append(s.queries, query)
	}
	agents, err := search(int(float64(stats.MinSamples(serverQuantile, 1))*cfg.Pace.Seconds()/s.duration().Seconds())+1, func(agents int) (bool, error) {
		return s.try(ctx, agents)
	})
	if err != nil {
		return err
	}
	for agents > 0 && s.result.Agents == 0 && len(s.result.Trials) < maxTrials {
		confirmed, err := s.confirm(ctx, agents)
		if err != nil {
			return err
		}
		if confirmed {
			s.result.Agents = agents
		}
		agents -= max(agents/8, 1)
	}
	cfg.Progress(maxTrials, maxTrials)
	d.Results[0].Server, d.Latency = s.result, s.result.Latency
	switch {
	case s.result.Agents == 0 && agents > 0:
		d.warn(fmt.Sprintf("no number of agents was confirmed in %d trials; measure again on an idle machine, or raise the bound", maxTrials))
	case s.result.Agents == 0:
		d.warn(fmt.Sprintf("not even one agent is served within %v; raise the bound, or choose a smaller model", cfg.Bound))
	case !s.result.Stable:
		d.warn(unstable(subjects[0].who.Name, s.result.Windows))
	}
	return nil
}

// duration is how long a trial lasts at least: long enough that a backlog exceeds the
// bound if the load exceeds the capacity by a tenth.
func (s *server) duration() time.Duration { return max(s.cfg.Window, 10*s.cfg.Bound, s.cfg.Pace) }

// planned returns the number of decisions of a trial, at least as many as a claim about
// p99 needs with one late.
func (s *server) planned(agents int) int {
	return max(int(float64(agents)*s.duration().Seconds()/s.cfg.Pace.Seconds()), stats.MinSamples(serverQuantile, 1))
}

func (s *server) progress() { s.cfg.Progress(min(len(s.result.Trials), maxTrials-1), maxTrials) }

// try runs one trial.
func (s *server) try(ctx context.Context, agents int) (bool, error) {
	s.progress()
	runtime.GC()
	n := s.planned(agents)
	arrivals := newSchedule(s.cfg, agents, s.cfg.Seed).take(n) // before the clock starts
	queue := Queue{Clock: wallClock(), Arrivals: arrivals, Servers: s.queries}
	queue.Bound, queue.MaxLate = s.cfg.Bound, stats.MaxLate(serverQuantile, n)
	latencies, err := queue.Run(ctx)
	if err != nil {
		return false, err
	}
	return s.judge(agents, n, latencies), nil
}

// judge records a trial and returns whether it passed.
func (s *server) judge(agents, planned int, latencies []time.Duration) bool {
	t := Trial{Agents: agents, Decisions: len(latencies), Allowed: stats.MaxLate(serverQuantile, planned)}
	us := make([]float64, len(latencies))
	for i, l := range latencies {
		us[i] = micros(l)
		if l > s.cfg.Bound {
			t.Late++
		}
	}
	slices.Sort(us)
	t.P99, t.Passed = stats.NearestRank(us, serverQuantile), t.Late <= t.Allowed
	s.result.Trials = append(s.result.Trials, t)
	return t.Passed
}

// confirm serves a number of agents in windows of one schedule, and keeps what it
// measured if all windows together meet the bound.
func (s *server) confirm(ctx context.Context, agents int) (bool, error) {
	s.progress()
	n := s.planned(agents)
	due, measured := newSchedule(s.cfg, agents, s.cfg.Seed+1), newSeries()
	queue := Queue{Clock: wallClock(), Servers: s.queries, Bound: s.cfg.Bound}
	var all []time.Duration
	planned, late := 0, 0
	agreed, err := repeat(ctx, func(int, int) {}, agree, []*series{measured}, func(round int) error {
		planned = max(round+1, agree) * n
		allowed := stats.MaxLate(serverQuantile, planned)
		queue.Arrivals, queue.MaxLate = due.take(n), allowed-late
		start := queue.Clock.Now()
		latencies, err := queue.Run(ctx)
		if err != nil {
			return err
		}
		for _, l := range latencies {
			if l > s.cfg.Bound {
				late++
			}
		}
		all = append(all, latencies...)
		measured.add(latencies, queue.Clock.Now()-start, 1)
		if late > allowed {
			return errOverloaded
		}
		return nil
	})
	if err != nil && !errors.Is(err, errOverloaded) {
		return false, err
	}
	if !s.judge(agents, planned, all) {
		return false, nil
	}
	s.result.Latency, s.result.Rate, s.result.Windows, s.result.Stable = NewLatency(measured.us), measured.rate(), measured.windows, agreed
	s.result.Histogram = quantiles(measured.hist)
	return true, nil
}

// errOverloaded ends a confirmation in which too many decisions are late.
var errOverloaded = errors.New("too many decisions are late")

// maxAgents bounds the search.
const maxAgents = 1 << 20

// search returns the largest number that passes, to within 1/32 of it, or 0. It doubles
// from start until a number fails, and then bisects.
func search(start int, passes func(n int) (bool, error)) (int, error) {
	low, high := 0, start
	for high <= maxAgents {
		ok, err := passes(high)
		if err != nil {
			return 0, err
		}
		if !ok {
			break
		}
		low, high = high, 2*high
	}
	for high <= maxAgents && high-low > max(low/32, 1) {
		middle := (low + high) / 2
		ok, err := passes(middle)
		if err != nil {
			return 0, err
		}
		if ok {
			low = middle
		} else {
			high = middle
		}
	}
	return low, nil
}
