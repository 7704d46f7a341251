package bench

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/policy/ort"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/raster"
	"github.com/kumite/kumite/vision"
)

// Batch is the rate of runs of several inputs.
type Batch struct {
	Inputs  int      `json:"batch"`
	Rate    Rate     `json:"rate"`       // of inputs
	Latency *Latency `json:"latency_us"` // of runs
	Windows []Window `json:"windows"`    // rate of inputs, median of runs
	Stable  bool     `json:"stable"`

	Histogram []Quantile `json:"-"`
}

// batched is a session with the measurements of it.
type batched struct {
	subject *subject
	session *ort.Session
	inputs  int
	limit   time.Duration // of a run
	*series
}

// measureOffline runs sessions of all batch sizes in turn, the network alone.
func measureOffline(ctx context.Context, cfg Config, subjects []*subject, d *Document) (err error) {
	sessions := make([][]*batched, len(subjects))
	defer func() {
		for _, of := range sessions {
			for _, b := range of {
				err = errors.Join(err, b.session.Close())
			}
		}
	}()
	var all []*series
	for i, s := range subjects {
		if sessions[i], err = openBatches(s, cfg, d); err != nil {
			return err
		}
		for _, b := range sessions[i] {
			all = append(all, b.series)
		}
	}
	_, err = repeat(ctx, cfg.Progress, least(subjects), all, func(round int) error {
		for i := range subjects {
			if round%2 == 1 {
				i = len(subjects) - 1 - i
			}
			for _, b := range sessions[i] {
				if err := b.fill(ctx, cfg.Window, b.inputs, b.run); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, s := range subjects {
		for _, b := range sessions[i] {
			x := Batch{Inputs: b.inputs, Rate: b.rate(), Latency: NewLatency(b.us), Windows: b.windows, Stable: stable(b.windows), Histogram: quantiles(b.hist)}
			d.Results[i].Offline = append(d.Results[i].Offline, x)
			if !x.Stable {
				d.warn(unstable(fmt.Sprintf("%s, batch %d", s.who.Name, b.inputs), b.windows))
			}
		}
	}
	d.Latency = d.Results[0].Offline[0].Latency
	if len(subjects) == 2 {
		for k := range min(len(sessions[0]), len(sessions[1])) {
			d.Versus = append(d.Versus, newRatio(fmt.Sprintf("inputs per second, batch %d", sessions[0][k].inputs), sessions[0][k].rates(), sessions[1][k].rates()))
		}
	}
	return nil
}

// openBatches opens a session for each batch size and fills its input with frames.
func openBatches(s *subject, cfg Config, d *Document) (all []*batched, err error) {
	for k, n := range cfg.Batches {
		if k > 0 && !all[0].session.TakesBatches() {
			d.warn(fmt.Sprintf("%s accepts one input at a time; export it with N dynamic and without recurrent state for larger batches", s.who.Name))
			break
		}
		session, err := ort.OpenBatch(cfg.Setup.Provider, s.who.Path, cfg.Setup.Aliases, n)
		if err != nil {
			return all, err
		}
		b := &batched{s, session, n, cmp.Or(cfg.Setup.Limit, time.Minute), newSeries()}
		all = append(all, b) // also for the caller to close
		if err := s.fillInputs(session.Input(), n); err != nil {
			return all, err
		}
		if _, err := b.run(); err != nil { // warm up
			return all, err
		}
	}
	return all, nil
}

// fillInputs writes n consecutive frames of the match, from ten seconds on, into an input
// of n.
func (s *subject) fillInputs(in vision.Input, n int) error {
	frame, seer := raster.NewFrame(), s.bot.Model().Seer
	seer.Reset()
	const first = 10 * sim.TickRate / agent.PeriodTicks
	for i := -1; i < n; i++ { // the first is only the past of the others
		raster.Draw(frame, &s.worlds[(first+i)%len(s.worlds)], sim.Left)
		if err := seer.See(frame, part(in, max(i, 0), n)); err != nil {
			return err
		}
	}
	return nil
}

// part returns the i-th of n inputs.
func part(in vision.Input, i, n int) vision.Input {
	floats, bytes := len(in.Floats)/n, len(in.Bytes)/n
	return vision.Input{Floats: in.Floats[i*floats : (i+1)*floats], Bytes: in.Bytes[i*bytes : (i+1)*bytes]}
}

// run times one run.
func (b *batched) run() (time.Duration, error) {
	start := time.Now()
	err := b.session.RunWithin(b.limit)
	took := time.Since(start)
	if err != nil {
		return 0, b.subject.failed(err)
	}
	return took, nil
}
