package monitor_test

import (
	"context"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/expert"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/policy/drift"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/vision/logs"
)

// watched plays a model and samples what it sees and does.
type watched struct {
	m       *bot.Model
	dim     float32 // factor of the input
	mute    bool    // nothing is pressed or sampled as sent
	meter   *drift.Meter
	samples []drift.Sample
	next    sim.Skill // the press of the last decision, whose delay is one period
	p       []float64
}

func (x *watched) Act(w *sim.World, me sim.Side) (sim.Input, error) {
	if w.Tick%agent.PeriodTicks != 0 {
		return sim.Input{}, nil
	}
	due := x.next
	frame := raster.NewFrame()
	if err := x.m.View(w, me).Grab(frame); err != nil {
		return sim.Input{}, err
	}
	in := x.m.Agent.Network().Input()
	if err := x.m.Seer.See(frame, in); err != nil {
		return sim.Input{}, err
	}
	for i := range in.Floats {
		in.Floats[i] *= x.dim
	}
	mean, spread := drift.Moments(in.Floats)
	x.next = x.m.Agent.Conclude(w.Tick)
	d := x.m.Agent.Last()
	if x.mute {
		x.next = sim.None
	}
	sent := ""
	if x.next != sim.None {
		sent = d.Name()
	}
	if x.meter.Add(d.PAct, sent) {
		x.m.Agent.Decoder().Probabilities(x.p)
		top := 0.0
		for _, p := range x.p {
			top = max(top, p)
		}
		x.samples = append(x.samples, x.meter.Take(mean, spread, top, d.PAct))
	}
	return sim.Input{Skill: due}, nil
}

// matches returns the samples of a model by match against an opponent.
func matches(b *testing.B, spec, opponent string, n int, seed uint64, dim float32, mute bool) (all [][]drift.Sample) {
	b.Helper()
	me, err := bot.Open(spec, bot.Setup{})
	if err != nil {
		b.Fatal(err)
	}
	defer me.Close()
	other, err := bot.Open(opponent, bot.Setup{})
	if err != nil {
		b.Fatal(err)
	}
	defer other.Close()
	for i := range n {
		x := &watched{m: me.Model(), dim: dim, mute: mute, meter: drift.NewMeter(10), p: make([]float64, len(me.Model().Agent.Decoder().Classes()))}
		side := sim.Side(i % 2)
		players := [2]duel.Controller{x, other}
		if side == sim.Right {
			players = [2]duel.Controller{other, x}
		}
		if err := me.Start(seed+uint64(i), side); err != nil {
			b.Fatal(err)
		}
		if err := other.Start(seed+uint64(i), 1-side); err != nil {
			b.Fatal(err)
		}
		if _, err := duel.Play(context.Background(), duel.Config{Rules: sim.DefaultRules(), Seed: seed + uint64(i)}, players, nil); err != nil {
			b.Fatal(err)
		}
		all = append(all, x.samples)
	}
	return all
}

// referenced returns a copy of a shipped model with the reference statistics of 40
// recordings of script:pro, and those statistics.
func referenced(b *testing.B) (string, *drift.Reference) {
	b.Helper()
	dir := b.TempDir()
	model := filepath.Join(dir, "pro-ce.onnx")
	data, err := os.ReadFile("../../models/pro-ce.onnx")
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(model, data, 0o644); err != nil {
		b.Fatal(err)
	}
	record := expert.Default()
	record.Matches, record.Seed, record.Workers = 40, 7, 2
	if _, err := expert.Run(context.Background(), filepath.Join(dir, "logs"), record); err != nil {
		b.Fatal(err)
	}
	folder, err := logs.Open(filepath.Join(dir, "logs"))
	if err != nil {
		b.Fatal(err)
	}
	cfg := openloop.Config{Setup: bot.Setup{Eye: bot.OpenCV}, Workers: 2, Refer: true}
	if err := cfg.SetContestants([]string{model}, ""); err != nil {
		b.Fatal(err)
	}
	doc, err := openloop.Evaluate(context.Background(), folder, cfg)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := doc.WriteReference(); err != nil {
		b.Fatal(err)
	}
	me, err := bot.Open(model, bot.Setup{})
	if err != nil {
		b.Fatal(err)
	}
	defer me.Close()
	ref, err := drift.Parse(me.Model().Session.Contract().Reference)
	if err != nil {
		b.Fatal(err)
	}
	return model, ref
}

// service draws whole matches at random and yields their samples.
type service struct {
	matches [][]drift.Sample
	r       *rand.Rand
	left    []drift.Sample
}

func (s *service) next() drift.Sample {
	for len(s.left) == 0 {
		s.left = s.matches[s.r.IntN(len(s.matches))]
	}
	x := s.left[0]
	s.left = s.left[1:]
	return x
}

// BenchmarkDrift prints the false alarms of 1 000 healthy services and the delay on three
// kinds of drift (docs/monitoring.md).
func BenchmarkDrift(b *testing.B) {
	const services, windows = 1000, 24
	model, ref := referenced(b)
	healthy := matches(b, model, "script:pro", 200, 900, 1, false)
	alarmed, failed := 0, map[string]int{}
	for seed := range uint64(services) {
		s := &service{matches: healthy, r: rand.New(rand.NewPCG(seed, 1))}
		d := drift.NewDetector(ref, ref.Decoder)
		began := false
		for range windows * drift.Window {
			v, _ := d.Add(s.next())
			began = began || v.Began != ""
			for name, t := range v.Tests {
				if t.PSI > t.PSILimit {
					failed[name+" PSI"]++
				}
				if t.KS > t.KSLimit {
					failed[name+" KS"]++
				}
			}
			if slices.Contains(v.Found, drift.Collapse) {
				failed[drift.Collapse]++
			}
		}
		if began {
			alarmed++
		}
	}
	b.Logf("healthy: %d of %d services of %d windows raised an alarm; failed tests: %v", alarmed, services, windows, failed)
	for _, kind := range []struct {
		name, opponent string
		dim            float32
		mute           bool
	}{
		{"the input is 3 % darker", "script:pro", 0.97, false},
		{"nothing is pressed", "script:pro", 1, true},
		{"another opponent, script:spammer", "script:spammer", 1, false},
	} {
		changed := matches(b, model, kind.opponent, 100, 5000, kind.dim, kind.mute)
		var delays []int
		reasons := map[string]int{}
		for seed := range uint64(services) {
			r := rand.New(rand.NewPCG(seed, 2))
			s := &service{matches: healthy, r: r}
			d := drift.NewDetector(ref, ref.Decoder)
			for range r.IntN(drift.Window) { // it begins anywhere in a window
				d.Add(s.next())
			}
			s.matches, s.left = changed, nil
			for delay := 1; delay <= 100*drift.Window; delay++ {
				if v, _ := d.Add(s.next()); v.Began != "" {
					delays = append(delays, delay)
					reasons[v.Began]++
					break
				}
			}
		}
		slices.Sort(delays)
		if len(delays) == 0 {
			b.Fatalf("%s: not detected", kind.name)
		}
		b.Logf("%s: %d of %d detected, after %d s of play in the median, %d in 90 %%; reasons %v",
			kind.name, len(delays), services, delays[len(delays)/2], delays[len(delays)*9/10], reasons)
	}
}
