package html

import (
	"fmt"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/breakdown"
	"github.com/kumite/kumite/agent/openloop"
)

// skills are a contestant's presses by skill: what became of them, and their mix beside
// the pro's.
type skills struct {
	Name string
	Rows []skillRow
}

type skillRow struct {
	Skill                      string
	Chosen, Masked             int
	Sent, Accepted, Right, Hit int
	Mix                        string  // share of the contestant's presses
	MixPercent, ExpertPercent  float64 // of the presses; the bars are relative to the largest
	MixWide, ExpertWide        float64
	ExpertMix                  string // "" without an expert
}

// mix is the number of presses by skill.
type mix struct {
	of     string // where it is from
	counts map[string]int
	sum    int
}

func newMix(of string) *mix { return &mix{of: of, counts: map[string]int{}} }

func (m *mix) add(skill string, n int) {
	m.counts[skill] += n
	m.sum += n
}

func (m *mix) percent(skill string) float64 {
	if m.sum == 0 {
		return 0
	}
	return 100 * float64(m.counts[skill]) / float64(m.sum)
}

// expertMix returns the presses of the script pro in a run, or else those of the expert of
// an evaluation, nil for neither.
func expertMix(r arena.Results, d *breakdown.Document, evals []Evaluation) *mix {
	for i := range r.Contestants {
		if r.Contestants[i].Spec != "script:pro" || i >= len(d.Contestants) {
			continue
		}
		m := newMix("the script pro in this run")
		for _, k := range d.Contestants[i].Skills {
			m.add(k.Skill, k.Pressed+k.Refused)
		}
		if m.sum > 0 {
			return m
		}
	}
	for _, e := range evals {
		if m := loggedMix(e.Evaluation); m != nil {
			m.of = "the expert of the logs of " + e.Source
			return m
		}
	}
	return nil
}

// loggedMix returns the presses of an evaluation's expert, nil for none.
func loggedMix(e *openloop.Evaluation) *mix {
	m := newMix("")
	for _, k := range e.Candidates[0].Skills {
		m.add(k.Skill, k.Expert)
	}
	if m.sum == 0 {
		return nil
	}
	return m
}

// addSkills adds the presses by skill, the best contestant first.
func (v *view) addSkills(r arena.Results, d *breakdown.Document, evals []Evaluation) {
	expert := expertMix(r, d, evals)
	if expert != nil {
		v.Expert = expert.of
	}
	v.Decided = d.WithScores > 0 && d.WithScores == d.Matches
	for _, s := range ranked(r) {
		for i := range d.Contestants {
			if c := &d.Contestants[i]; c.Name == s.Name && len(c.Skills) > 0 {
				v.Skills = append(v.Skills, newSkills(c, s.ModelSHA256 != "" && v.Decided, expert))
			}
		}
	}
}

// newSkills describes a contestant's presses; decided says whether its decisions were kept.
func newSkills(c *breakdown.Contestant, decided bool, expert *mix) skills {
	own := newMix("")
	for _, k := range c.Skills {
		own.add(k.Skill, k.Pressed+k.Refused)
	}
	most := 0.0
	for _, k := range c.Skills {
		most = max(most, own.percent(k.Skill))
		if expert != nil {
			most = max(most, expert.percent(k.Skill))
		}
	}
	x := skills{Name: c.Name}
	for _, k := range c.Skills {
		sent := k.Pressed + k.Refused
		row := skillRow{Skill: k.Skill, Chosen: sent, Sent: sent, Accepted: k.Pressed, Right: k.Right, Hit: k.Hit, MixPercent: own.percent(k.Skill)}
		if decided {
			row.Chosen, row.Masked = k.Chosen, k.Masked
		}
		row.Mix = fmt.Sprintf("%.0f %%", row.MixPercent)
		if expert != nil {
			row.ExpertPercent = expert.percent(k.Skill)
			row.ExpertMix = fmt.Sprintf("%.0f %%", row.ExpertPercent)
		}
		if most > 0 {
			row.MixWide, row.ExpertWide = 100*row.MixPercent/most, 100*row.ExpertPercent/most
		}
		x.Rows = append(x.Rows, row)
	}
	return x
}
