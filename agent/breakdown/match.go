package breakdown

import (
	"bytes"
	"fmt"
	"path/filepath"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/scores"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/moments"
)

// match is what happened in a leg; found is nil without a recording that reproduces.
type match struct {
	replay  string // path
	found   []moments.Moment
	desync  bool
	decided *scores.Match // nil unless decisions were kept
}

func read(run *arena.Record, l *arena.Leg) (m match, err error) {
	data, err := run.Replay(l)
	if err != nil || data == nil {
		return m, err
	}
	m.replay = filepath.Join(run.Dir, "replays", run.ReplayName(l))
	r, err := duel.Decode(bytes.NewReader(data))
	if err != nil {
		return m, fmt.Errorf("read %s: %w; `kumite replay verify %s` checks all", m.replay, err, run.Dir)
	}
	p, err := duel.NewPlayback(r)
	if err != nil {
		return m, fmt.Errorf("read %s: %w", m.replay, err)
	}
	if m.desync = p.Desync() != nil; m.desync {
		return m, nil
	}
	m.found = append([]moments.Moment{}, moments.Find(p)...)
	if data, err = run.Scores(l); err != nil || data == nil {
		return m, err
	}
	if m.decided, err = scores.Decode(bytes.NewReader(data)); err != nil {
		return m, fmt.Errorf("read the scores beside %s: %w; `kumite replay verify %s` checks all", m.replay, err, run.Dir)
	}
	if what := m.decided.Differ(r); what != "" {
		return m, fmt.Errorf("read the scores beside %s: %s; `kumite replay verify %s` checks all", m.replay, what, run.Dir)
	}
	return m, nil
}

// choose adds what a side's decoder chose; s is nil for a script.
func choose(skills *[sim.NumSkills]Skill, s *scores.Side) {
	if s == nil {
		return
	}
	for class, c := range s.Count() {
		if k, ok := sim.ParseSkill(s.Classes[class]); ok {
			skills[k].Chosen += c.Chosen
			skills[k].Masked += c.Masked
		}
	}
}

// follow adds a side's moments of a match to its skills and returns its mistakes.
func follow(skills *[sim.NumSkills]Skill, found []moments.Moment, side sim.Side) (m Mistakes) {
	for _, x := range found {
		if x.Side != side {
			continue
		}
		s := &skills[x.Skill]
		switch x.Kind {
		case moments.Press:
			s.Pressed++
			switch x.Answer {
			case moments.Right:
				s.Right++
			case moments.Wrong:
				s.Wrong++
				m.Wrong++
			case moments.Late:
				s.Late++
				m.Late++
			case moments.Unasked:
				s.Unasked++
				m.Unasked++
			}
		case moments.Refused:
			s.Refused++
			m.Refused++
		case moments.Hit:
			s.Hit++
			s.Damage += int(x.Damage)
		case moments.Blocked:
			s.Blocked++
			s.Damage += int(x.Damage)
		case moments.Missed:
			s.Missed++
			m.Missed++
		}
	}
	return m
}
