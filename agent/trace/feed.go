package trace

import (
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/agent/serve"
)

// Answer records the answer to a request.
func (r *Recorder) Answer(a serve.Answered) {
	p := parseParent(a.Parent)
	if p.trace != "" && !p.sampled || p.trace == "" && !r.due() {
		return
	}
	t := newTree("request", kindServer, p, a.Start, a.Total)
	t[0].Attributes = []attribute{text("kumite.model.name", a.Model), text("kumite.model.version", a.Version), text("kumite.answer.code", a.Code)}
	if len(a.Actions) > 0 {
		t[0].Attributes = append(t[0].Attributes, texts("kumite.decision.action", a.Actions))
	}
	if a.Code != "OK" {
		t.fails(a.Code)
	}
	if !a.Queued.IsZero() {
		at := t.part("read", a.Start, a.Queued.Sub(a.Start))
		at = t.part("queue", at, a.Queue)
		if a.Run > 0 {
			at = t.part("infer", at, a.Run)
			t.part("decode", at, a.Total-at.Sub(a.Start))
		}
	}
	r.add(t)
}

// Decision records a decision on the wall clock by a contestant of the window. One in
// lockstep, which has no times, is not recorded.
func (r *Recorder) Decision(contestant, sha256 string, s *live.Snapshot) {
	if s.Opened.IsZero() || !r.due() {
		return
	}
	t := newTree("decision", kindInternal, parent{}, s.Opened, s.Total)
	t[0].Attributes = []attribute{
		text("kumite.decision.contestant", contestant), text("kumite.model.sha256", sha256),
		whole("kumite.decision.match", int64(s.Match)), whole("kumite.decision.tick", int64(s.Tick)),
	}
	at := t.part("wait", s.Opened, s.Began.Sub(s.Opened))
	at = t.part("grab", at, s.Spent.Grab)
	at = t.part("see", at, s.Spent.See)
	at = t.part("infer", at, s.Spent.Run)
	if s.Missed {
		t.fails("late")
		r.add(t)
		return
	}
	t[0].Attributes = append(t[0].Attributes,
		text("kumite.decision.action", s.Decision.Name()), number("kumite.decision.p_act", s.Decision.PAct), text("kumite.decision.reason", s.Decision.String()))
	if problem := s.Decision.Problem(); problem != "" {
		t.fails(problem)
	}
	at = t.part("decode", at, s.Spent.Decode)
	t.part("send", at, s.Total-at.Sub(s.Opened))
	r.add(t)
}
