package requirements

import (
	"context"
	"fmt"

	"github.com/kumite/kumite/agent/bench"
	"github.com/kumite/kumite/policy/ort"
	"github.com/kumite/kumite/policy/stats"
)

// Packing says how many sessions of a model fit a budget, and how small the model must be
// before one more does: down to there, a smaller model buys nothing.
type Packing struct {
	Budget  int64   `json:"budget_bytes"`
	First   int64   `json:"first_bytes"`   // of the process with one session
	Further float64 `json:"further_bytes"` // of each session after that
	Fits    int     `json:"fits"`          // sessions, at most bench.MaxSessions

	// What a session may hold so that one more fits, and that over what it holds now;
	// null if no smaller model makes room.
	NextBytes  stats.Float `json:"next_bytes"`
	NextFactor stats.Float `json:"next_factor"`
}

// Pack computes the packing of a measurement. A smaller model is taken to shrink every
// session by the same factor, and not the memory that the process holds without them.
func Pack(m bench.MemoryResult, budget int64) Packing {
	p := Packing{Budget: budget, First: m.First, Further: m.Further, Fits: m.Fits(budget), NextBytes: stats.Undefined(), NextFactor: stats.Undefined()}
	if f := shrink(m, budget, p.Fits+1); f > 0 && f < 1 {
		p.NextFactor, p.NextBytes = stats.Float(f), stats.Float(f*m.Further)
	}
	return p
}

// shrink returns the factor at which a number of sessions fill the budget, or 0 if it is
// not known.
func shrink(m bench.MemoryResult, budget int64, sessions int) float64 {
	if m.Further <= 0 || sessions < 1 {
		return 0
	}
	without := max(float64(m.First)-m.Further, 0)
	return max((float64(budget)-without)/(float64(sessions)*m.Further), 0)
}

func (x Memory) measure(ctx context.Context, m *measurer, l *Line) error {
	if on := m.cfg.Setup.Provider; on != ort.CPU {
		l.Reason = fmt.Sprintf("the device memory of provider %s is not measured", on)
		return nil
	}
	d, err := m.bench(ctx, bench.Memory, func(*bench.Config) {})
	if err != nil {
		return err
	}
	r := *d.Results[0].Memory
	p := Pack(r, int64(x.Budget))
	m.doc.Packing = &p
	most, least := r, r
	most.Further, least.Further = r.CI95.Lo, r.CI95.Hi
	ci := stats.UndefinedInterval()
	if stats.Float(r.CI95.Lo).Defined() {
		ci = stats.Interval{Lo: float64(least.Fits(int64(x.Budget))), Hi: float64(most.Fits(int64(x.Budget)))}
	}
	l.set(float64(p.Fits), ci, len(r.Resident))
	switch l.decide(); {
	case l.Verdict == Undecided:
		l.Needs, l.Reason = 0, fmt.Sprintf("the memory of a session is %s to %s", Bytes(r.CI95.Lo), Bytes(r.CI95.Hi))
	case l.Verdict == Fail:
		if f := shrink(r, int64(x.Budget), x.Instances); f > 0 && f < 1 {
			l.Remedies = append(l.Remedies, Remedy{Change: SmallerModel, Measured: stats.Undefined(), CI95: stats.UndefinedInterval(), Factor: f})
		} else {
			l.Reason = "the process without a session exceeds the budget"
		}
	}
	return nil
}
