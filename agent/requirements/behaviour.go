package requirements

import (
	"context"
	"math"
	"slices"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
)

// pointwise are the metrics without an interval: they rank frames and are not resampled.
var pointwise = []Metric{"average_precision", "auprc_act", "ece"}

func (x Offline) measure(ctx context.Context, m *measurer, l *Line) error {
	r, doc, err := m.evaluation(ctx, x.Logs)
	if err != nil {
		return err
	}
	v := math.NaN()
	for _, metric := range offline.Metrics() {
		if metric.Key == string(x.Metric) {
			v = metric.Printed(r)
		}
	}
	ci, known := r.CI95[string(x.Metric)]
	if !known {
		ci = stats.UndefinedInterval()
	}
	l.set(v, ci, doc.Logs.Recordings)
	if !slices.Contains(pointwise, x.Metric) || math.IsNaN(v) {
		l.decide()
		return nil
	}
	l.CI95 = stats.Interval{Lo: v, Hi: v}
	l.decide()
	l.CI95, l.Reason = stats.UndefinedInterval(), "the metric has no interval; its value decides"
	return nil
}

// measureWinRate decides the win rate against one opponent of the file.
func measureWinRate(ctx context.Context, m *measurer, l *Line, opponent int) error {
	out, err := m.outcome(ctx)
	if err != nil {
		return err
	}
	p := out.Results.Pairings[opponent]
	for _, s := range out.Results.Contestants {
		if s.Withdrawn == nil || s.Name != p.A && s.Name != p.B {
			continue
		}
		l.N, l.Reason = p.Pentanomial.Pairs(), "withdrawn: "+s.Withdrawn.String()
		if s.Name == p.A {
			l.Verdict = Fail
		}
		return nil
	}
	ci := p.ScoreCI95
	if !p.Score.Defined() {
		ci = stats.UndefinedInterval()
	}
	l.set(float64(p.Score), ci, p.Pentanomial.Pairs())
	l.decide()
	l.needPairs(1)
	return nil
}

// measureSkills counts the model's skills per minute in each pair.
func measureSkills(ctx context.Context, m *measurer, l *Line) error {
	out, err := m.outcome(ctx)
	if err != nil {
		return err
	}
	skills, ticks := map[arena.PairKey]int{}, map[arena.PairKey]int32{}
	for _, leg := range out.Legs {
		if leg.Outcome != arena.Void {
			key := arena.PairKey{Pairing: leg.Pairing, Pair: leg.Pair}
			skills[key] += leg.Ledger[0].Accepted
			ticks[key] += leg.Ticks
		}
	}
	var rates []float64
	minutes := 0.0
	for _, leg := range out.Legs { // in the order of the legs, so that sums are reproducible
		key := arena.PairKey{Pairing: leg.Pairing, Pair: leg.Pair}
		if leg.Leg == 0 && ticks[key] > 0 {
			rates = append(rates, float64(skills[key])*60*sim.TickRate/float64(ticks[key]))
			minutes += float64(ticks[key]) / (60 * sim.TickRate)
		}
	}
	mean, ci := stats.MeanCI95(rates)
	if mean == 0 { // equal rates have no spread
		ci.Hi = stats.UnseenCount() / minutes
	}
	l.set(mean, ci.Clip(0, math.Inf(1)), len(rates))
	l.decide()
	l.needPairs(len(out.Results.Pairings))
	return nil
}

// measureFaults counts decisions that failed.
func measureFaults(ctx context.Context, m *measurer, l *Line) error {
	out, err := m.outcome(ctx)
	if err != nil {
		return err
	}
	ledger := out.Results.Contestants[0].Ledger
	l.Measured, l.N = stats.Float(ledger.Faults), ledger.Decisions
	switch {
	case ledger.Faults > 0:
		l.Verdict, l.Reason = Fail, ledger.FirstFault
	case ledger.Decisions == 0:
		l.Reason = "the model decided nothing"
	default:
		l.Verdict = Pass
	}
	return nil
}
