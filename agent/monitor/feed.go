package monitor

import (
	"strings"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/agent/serve"
	"github.com/kumite/kumite/policy/drift"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/moments"
)

// Leg counts a finished match of a tournament for both contestants. Skills and missed
// openings are those of its recording.
func (m *Metrics) Leg(p arena.Played) {
	who := [2]Who{{Contestant: p.Leg.A}, {Contestant: p.Leg.B}}
	sides := [2]sim.Side{sim.Left, sim.Right}
	if p.Leg.Leg == 1 {
		sides = [2]sim.Side{sim.Right, sim.Left}
	}
	if p.Recording != nil {
		for i, side := range sides {
			who[i].SHA256 = p.Recording.Contestants[side].ModelSHA256
		}
	}
	outcomes := [2]string{p.Leg.Outcome, mirrored(p.Leg.Outcome)}
	for i, l := range p.Leg.Ledger {
		m.Game(who[i], outcomes[i])
		m.pressed(who[i], l.Decisions, l.Sent)
		for stage, n := range map[string]int{"chosen": l.Chosen, "accepted": l.Accepted, "hit": l.Hit} {
			add(m.presses, n, append(who[i].labels(), stage)...)
		}
		for kind, n := range map[string]int{"not a number": l.FaultKinds.NotANumber, "failed": l.FaultKinds.Failed, "hung": l.FaultKinds.Hung} {
			add(m.faults, n, append(who[i].labels(), kind)...)
		}
	}
	if p.Leg.Outcome == arena.Void {
		for i := range who {
			if who[i].Contestant == p.Leg.Void.Contestant {
				add(m.faults, 1, append(who[i].labels(), "void: "+string(p.Leg.Void.Kind))...)
			}
		}
		return
	}
	m.moments(p.Recording, who, sides)
}

func mirrored(outcome string) string {
	switch outcome {
	case arena.Win:
		return arena.Loss
	case arena.Loss:
		return arena.Win
	}
	return outcome
}

// moments counts the skills and the missed openings of a recording.
func (m *Metrics) moments(r *duel.Recording, who [2]Who, sides [2]sim.Side) {
	play, err := duel.NewPlayback(r)
	if err != nil {
		return // a recording of this process has its rules
	}
	of := map[sim.Side]Who{sides[0]: who[0], sides[1]: who[1]}
	for _, x := range moments.Find(play) {
		switch x.Kind {
		case moments.Press:
			add(m.skills, 1, append(of[x.Side].labels(), x.Skill.String())...)
		case moments.Missed:
			add(m.unused, 1, of[x.Side].labels()...)
		}
	}
}

// Answer counts an answer of a server.
func (m *Metrics) Answer(a serve.Answered) {
	who := Who{a.Model, a.Version}
	add(m.answers, 1, append(who.labels(), a.Code)...)
	for part, d := range map[string]time.Duration{"queue": a.Queue, "run": a.Run, "total": a.Total} {
		m.seconds.WithLabelValues(append(who.labels(), part)...).Observe(d.Seconds())
	}
	if a.Decisions > 0 {
		m.pressed(who, a.Decisions, len(a.Sent))
	}
	for _, action := range a.Sent {
		add(m.skills, 1, append(who.labels(), strings.ToValidUTF8(action, "?"))...)
	}
}

// Drift shows the verdict of a window of a server.
func (m *Metrics) Drift(d serve.Drift) { m.Drifted("", d.Model, d.Version, d.Verdict) }

// Drifted shows the verdict of a window of the model at a place in the window. Where a model
// plays at several places, the worst one is shown, and the openings of all.
func (m *Metrics) Drifted(place, name, version string, d drift.Verdict) {
	m.mu.Lock()
	defer m.mu.Unlock()
	who := Who{name, version}
	if m.drifted[who] == nil {
		m.drifted[who] = map[string]drift.Verdict{}
	}
	m.drifted[who][place] = d
	psi, ks, active := map[string]float64{}, map[string]float64{}, map[string]float64{}
	seen, answered := 0, 0
	for _, v := range m.drifted[who] {
		for feature, t := range v.Tests {
			psi[feature] = max(psi[feature], t.PSI)
			if t.KSLimit > 0 {
				ks[feature] = max(ks[feature], t.KS)
			}
		}
		active[v.Reason] = 1
		seen, answered = seen+v.Seen, answered+v.Answered
	}
	for feature, v := range psi {
		m.driftPSI.WithLabelValues(append(who.labels(), feature)...).Set(v)
	}
	for feature, v := range ks {
		m.driftKS.WithLabelValues(append(who.labels(), feature)...).Set(v)
	}
	m.openings.WithLabelValues(append(who.labels(), "seen")...).Set(float64(seen))
	m.openings.WithLabelValues(append(who.labels(), "answered")...).Set(float64(answered))
	for _, reason := range drift.Reasons() {
		began := 0
		if reason == d.Began {
			began = 1
		}
		m.drifting.WithLabelValues(append(who.labels(), reason)...).Set(active[reason])
		add(m.episodes, began, append(who.labels(), reason)...)
	}
}

// Seat counts what the model at a place in the window has done since the last call for that
// place; now holds its counts since the start.
func (m *Metrics) Seat(place, name, sha256 string, now live.Stats) {
	m.sample(place, Who{name, sha256}, now)
}

// Match counts a match of the window for both sides, left and right.
func (m *Metrics) Match(names, sha256 [2]string, o sim.Outcome) {
	winner, decided := o.Winner()
	for side := range names {
		outcome := arena.Draw
		if decided && winner == sim.Side(side) {
			outcome = arena.Win
		} else if decided {
			outcome = arena.Loss
		}
		m.Game(Who{names[side], sha256[side]}, outcome)
	}
}

func (m *Metrics) sample(place string, who Who, now live.Stats) {
	m.mu.Lock()
	was := m.sampled[place]
	m.sampled[place] = now
	m.mu.Unlock()
	if now.Slots < was.Slots { // another pacer
		was = live.Stats{}
	}
	m.pressed(who, now.Decisions-was.Decisions, now.Sent-was.Sent)
	add(m.missed, now.Missed-was.Missed, who.labels()...)
	add(m.faults, now.Faults-was.Faults, append(who.labels(), "decision")...)
	for part, l := range map[string][2]*agent.Latency{
		"wait": {&was.Wait, &now.Wait}, "grab": {&was.Grab, &now.Grab}, "see": {&was.See, &now.See}, "run": {&was.Run, &now.Run},
		"decode": {&was.Decode, &now.Decode}, "total": {&was.Total, &now.Total},
	} {
		seconds := m.seconds.WithLabelValues(append(who.labels(), part)...)
		for d, n := range l[1].Since(l[0]) {
			for range n {
				seconds.Observe(d.Seconds())
			}
		}
	}
}
