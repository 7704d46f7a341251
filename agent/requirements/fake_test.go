package requirements_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bench"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/agent/requirements"
	"github.com/kumite/kumite/agent/sweep"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/ort"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
)

// facts are what instruments report of one model.
type facts struct {
	felt, model []float64 // paced and hot decisions, µs
	rate        bench.Rate
	server      bench.ServerResult
	memory      bench.MemoryResult
	metric      float64 // of every metric
	metricCI    stats.Interval
	pentanomial rating.Pentanomial // against each opponent
	skills      int                // in each leg of a minute; one more in every second pair, unless it never presses
	silent      bool
	faults      int
	withdrawn   string // a contestant
	sure        float64
}

// healthy are facts that meet any sensible requirement.
func healthy() facts {
	return facts{
		felt: times(1000, 0), model: times(1000, 0),
		rate:        bench.Rate{PerSecond: 1000, CI95: stats.Interval{Lo: 990, Hi: 1010}},
		server:      bench.ServerResult{Agents: 100, Stable: true, Latency: bench.NewLatency(times(1000, 0)), Trials: []bench.Trial{{Agents: 100, Passed: true}, {Agents: 102, Decisions: 1000, Late: 11}, {Agents: 103, Decisions: 35, Late: 3}}},
		memory:      bench.MemoryResult{First: 100 << 20, Further: 10 << 20, CI95: stats.Interval{Lo: 9 << 20, Hi: 11 << 20}, Resident: make([]int64, 9)},
		metric:      0.5,
		metricCI:    stats.Interval{Lo: 0.45, Hi: 0.55},
		pentanomial: rating.Pentanomial{0, 0, 10, 20, 70}, skills: 8, sure: 12,
	}
}

// times returns n decisions of 1 ms, of which some take 100 ms.
func times(n, slow int) []float64 {
	us := slices.Repeat([]float64{1000}, n)
	for i := range slow {
		us[i] = 100_000
	}
	return us
}

// fakes measures models by their names.
type fakes struct {
	of    map[string]facts
	calls []string
}

func (f *fakes) called(what, model string) facts {
	f.calls = append(f.calls, what+" "+model)
	return f.of[model]
}

func (f *fakes) instruments() requirements.Instruments {
	return requirements.Instruments{
		Available: func() (map[ort.Provider]error, error) {
			return map[ort.Provider]error{ort.CUDA: errors.New("no library")}, nil
		},
		Load: func(s bot.Setup, c bot.Contestant) (requirements.Loaded, error) {
			switch {
			case strings.Contains(c.Path, "broken"):
				return requirements.Loaded{}, errors.New("load model broken.onnx: it is empty")
			case s.Provider == ort.OpenVINO:
				return requirements.Loaded{}, errors.New("operator Einsum is not supported")
			}
			return requirements.Loaded{SHA256: strings.Repeat("a", 64), Warnings: []string{"a warning of the model"}}, nil
		},
		Logs: func(dir string) error {
			if dir == "none" {
				return errors.New("logs none: there is no such folder")
			}
			return nil
		},
		Bench: func(_ context.Context, cfg bench.Config) (*bench.Document, error) {
			if err := cfg.Validate(); err != nil {
				return nil, err
			}
			x := f.called(string(cfg.Scenario), cfg.Contestant)
			cfg.Progress(1, 2)
			loading := func(load string) bench.Loading {
				return bench.Loading{Load: load, Felt: bench.NewLatency(slices.Clone(x.felt)), Model: bench.NewLatency(slices.Clone(x.model)), Rate: x.rate, Windows: make([]bench.Window, 3)}
			}
			single := []bench.Loading{loading(bench.Hot)}
			if cfg.PacedDecisions > 0 {
				single = append(single, loading(bench.Paced))
			}
			return &bench.Document{Machine: bench.Machine{CPU: "fake"}, Warnings: []string{"a warning of the benchmark"}, Results: []bench.Result{{
				Single: single, Server: &x.server, Memory: &x.memory,
			}}}, nil
		},
		Offline: func(_ context.Context, dir string, cfg openloop.Config) (*openloop.Evaluation, error) {
			if err := cfg.Validate(); err != nil {
				return nil, err
			}
			x := f.called(dir, cfg.Contestants[0].Spec)
			r := offline.Result{FrameAccuracy: stats.Float(x.metric), ECE: stats.Float(x.metric), ActionRateRatio: stats.Float(x.metric),
				CI95: map[string]stats.Interval{"frame_accuracy": x.metricCI, "action_rate_ratio": x.metricCI}}
			return &openloop.Evaluation{Logs: offline.Logs{Recordings: 40}, Candidates: []offline.Result{r}}, nil
		},
		Online: func(_ context.Context, t arena.Tournament) (arena.Outcome, error) {
			if err := t.Validate(); err != nil {
				return arena.Outcome{}, err
			}
			return f.called("matches", t.Config.Contestants[0].Spec).outcome(t)
		},
		Sweep: func(_ context.Context, cfg sweep.Config) (*sweep.Document, error) {
			if err := cfg.Validate(); err != nil {
				return nil, err
			}
			x := f.called("delays", cfg.Contestants[0])
			if x.sure == 0 {
				return &sweep.Document{}, nil
			}
			return &sweep.Document{Knee: &sweep.Optimum{SureFrom: new(0.0), Sure: &x.sure}}, nil
		},
	}
}

func (x facts) outcome(t arena.Tournament) (arena.Outcome, error) {
	var out arena.Outcome
	for i, c := range t.Config.Contestants {
		s := arena.Standing{Name: c.Name}
		if c.Name == x.withdrawn {
			s.Withdrawn = &arena.VoidReason{Kind: bot.Crashed, Contestant: c.Name, Text: "signal: killed"}
		}
		if i == 0 {
			s.Ledger = arena.Ledger{Decisions: 600, Faults: x.faults, FirstFault: "a score is NaN"}
		}
		out.Results.Contestants = append(out.Results.Contestants, s)
	}
	for k, p := range t.Config.Pairings() {
		sum, err := x.pentanomial.Summarize()
		if err != nil {
			return out, err
		}
		out.Results.Pairings = append(out.Results.Pairings, arena.PairingResult{
			A: t.Config.Contestants[p.A].Name, B: t.Config.Contestants[p.B].Name, Pentanomial: x.pentanomial, Score: stats.Float(sum.Score), ScoreCI95: sum.ScoreCI95,
		})
		for leg := range 8 {
			out.Legs = append(out.Legs, arena.Leg{Pairing: k, Pair: leg / 2, Leg: leg % 2, Outcome: arena.Win, Ticks: 3600,
				Ledger: [2]arena.Ledger{{Accepted: x.accepted(leg)}, {Accepted: 99}}})
		}
	}
	return out, nil
}

// config returns a check of a.onnx with fakes.
func config(f *requirements.File, x *fakes, candidates ...string) requirements.Config {
	return requirements.Config{File: f, Contestant: "a.onnx", Candidates: candidates, Window: time.Second, Workers: 1, Seed: 7, Instruments: x.instruments()}
}

// check runs a check of a.onnx with these facts and returns the document.
func check(t *testing.T, text string, a facts) *requirements.Document {
	t.Helper()
	d, err := requirements.Run(t.Context(), config(parse(t, text), &fakes{of: map[string]facts{"a.onnx": a}}))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// accepted returns the skills of a leg.
func (x facts) accepted(leg int) int {
	if x.silent {
		return 0
	}
	return x.skills + leg/2%2
}
