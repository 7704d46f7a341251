package recommend

import (
	"fmt"
	"slices"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/scenario"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/sim/duel"
)

// fails lists the scenarios that the leader fails.
func (c *choice) fails(d *scenario.Document) []string {
	if d == nil {
		return nil
	}
	at := slices.IndexFunc(d.Contestants, func(p duel.Participant) bool { return c.is(p) })
	if at < 0 {
		return nil
	}
	var failed []string
	for i := range d.Scenarios {
		if d.Scenarios[i].Scores[at].Verdict == scenario.Fails {
			failed = append(failed, d.Scenarios[i].Name)
		}
	}
	if len(failed) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("It fails %d of %s: %s.", len(failed), number.Of(len(d.Scenarios), "scenario"), listed(failed))}
}

// is reports whether a participant of another document is the leader, whatever its name.
func (c *choice) is(p duel.Participant) bool {
	return slices.ContainsFunc(c.results.Contestants, func(s arena.Standing) bool {
		switch {
		case s.Name != c.doc.Name:
			return false
		case s.ModelSHA256 != "":
			return s.ModelSHA256 == p.ModelSHA256 && s.Decoder == p.Decoder
		}
		return s.Spec == p.Spec
	})
}

// reversed lists the other runs in which the leader trails a rival. Both must be the same
// contestants as here.
func (c *choice) reversed(run *arena.Record, others []*arena.Record) (all []string) {
	for _, other := range others {
		there := identities(other)
		here := identities(run)
		alike := func(name string) bool { return there[name] != "" && there[name] == here[name] }
		if !alike(c.doc.Name) {
			continue
		}
		o := choice{results: other.Results, doc: Document{Name: c.doc.Name}}
		scores := pairScores(other.Legs)
		var ahead []string
		for i := range c.doc.Rivals {
			rival := c.doc.Rivals[i].Name
			if !alike(rival) {
				continue
			}
			r, met := o.met(rival)
			if !met {
				r = common(rival, scores[c.doc.Name], scores[rival])
			}
			if r.Pairs > 0 && r.Lead < 0 && !equal(r.Lead, 0) {
				ahead = append(ahead, leads(&r))
			}
		}
		if len(ahead) > 0 {
			all = append(all, fmt.Sprintf("In %s it is behind %s.", other.Dir, listed(ahead)))
		}
	}
	return all
}

// identities returns what each contestant of a run is, by name.
func identities(r *arena.Record) map[string]string {
	all := map[string]string{}
	for i, c := range r.Manifest.Contestants {
		all[c.Name] = r.Identity(i)
	}
	return all
}
