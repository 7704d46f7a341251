package compare

import (
	"fmt"
	"maps"
	"slices"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
)

// compare compares the contestants of both runs.
func (d *Document) compare(a, b *run) {
	for _, who := range a.Manifest.Contestants {
		if _, known := b.place[who.Name]; !known {
			continue
		}
		c := Contestant{
			Name: who.Name, A: who, B: b.Manifest.Contestants[b.place[who.Name]],
			Changed: !alike(a, b, who.Name), Opponents: []string{},
		}
		c.measure(a, b)
		if len(c.Opponents) == 0 {
			d.NotCompared = append(d.NotCompared, c.Name)
			continue
		}
		d.Contestants = append(d.Contestants, c)
	}
}

// alike reports whether the contestant of a name plays alike in both runs.
func alike(a, b *run, name string) bool {
	i, inA := a.place[name]
	j, inB := b.place[name]
	return inA && inB && a.Identity(i) == b.Identity(j)
}

// measure compares the scores against the opponents that play alike: over common seeds
// if there are any, otherwise over all pairs.
func (c *Contestant) measure(a, b *run) {
	mine, theirs := a.scores[c.Name], b.scores[c.Name]
	var known, sharing []string
	for _, name := range slices.Sorted(maps.Keys(mine)) {
		if len(theirs[name]) == 0 || !alike(a, b, name) {
			continue
		}
		known = append(known, name)
		if len(common(mine[name], theirs[name])) > 0 {
			sharing = append(sharing, name)
		}
	}
	switch {
	case len(sharing) > 0:
		c.Opponents = sharing
		c.pair(mine, theirs)
	case len(known) > 0:
		c.Opponents = known
		c.subtract(mine, theirs)
	}
	switch {
	case c.Paired && !c.Changed && !c.differs(a, b):
		c.Verdict = Same
	case c.CI95.Lo > 0:
		c.Verdict = Better
	case c.CI95.Hi < 0:
		c.Verdict = Worse
	default:
		c.Verdict = Unclear
	}
}

// common returns the seeds of both, in ascending order.
func common(a, b map[uint64]float64) (seeds []uint64) {
	for _, seed := range slices.Sorted(maps.Keys(a)) {
		if _, ok := b[seed]; ok {
			seeds = append(seeds, seed)
		}
	}
	return seeds
}

// pair compares pair by pair on the common seeds.
func (c *Contestant) pair(a, b map[string]map[uint64]float64) {
	var differences []float64
	sumA, sumB := 0.0, 0.0
	for _, name := range c.Opponents {
		for _, seed := range common(a[name], b[name]) {
			x, y := a[name][seed], b[name][seed]
			sumA, sumB = sumA+x, sumB+y
			differences = append(differences, y-x)
		}
	}
	n := float64(len(differences))
	difference, ci := stats.PairedDifference(differences)
	c.Paired, c.PairsA, c.PairsB = true, len(differences), len(differences)
	c.ScoreA, c.ScoreB, c.Difference, c.CI95 = stats.Float(sumA/n), stats.Float(sumB/n), stats.Float(difference), ci
}

// subtract compares the scores of all pairs, each opponent with the same weight.
func (c *Contestant) subtract(a, b map[string]map[uint64]float64) {
	var inA, inB, both []stats.Estimate
	weight := 1 / float64(len(c.Opponents))
	for _, name := range c.Opponents {
		x, y := estimate(a[name]), estimate(b[name])
		x.Weight, y.Weight = weight, weight
		inA, inB = append(inA, x), append(inB, y)
		x.Weight = -weight
		both = append(both, x, y)
		c.PairsA += len(a[name])
		c.PairsB += len(b[name])
	}
	scoreA, _ := stats.WeightedSum(inA...)
	scoreB, _ := stats.WeightedSum(inB...)
	difference, ci := stats.WeightedSum(both...)
	c.ScoreA, c.ScoreB, c.Difference, c.CI95 = stats.Float(scoreA), stats.Float(scoreB), stats.Float(difference), ci.Clip(-1, 1)
}

// estimate returns the mean of some pairs' scores with its interval.
func estimate(scores map[uint64]float64) stats.Estimate {
	var counts rating.Pentanomial
	for _, score := range scores {
		counts[int(4*score)]++
	}
	s, err := counts.Summarize()
	if err != nil {
		panic(err) // there is a pair
	}
	return stats.Estimate{Value: s.Score, CI: s.ScoreCI95}
}

// warn adds what limits the meaning of the numbers.
func (d *Document) warn(a, b *run) {
	add := func(format string, args ...any) { d.Warnings = append(d.Warnings, fmt.Sprintf(format, args...)) }
	for _, r := range []*run{a, b} {
		if r.Manifest.Test != nil {
			add("%s: a sequential test ends its pairings, so scores are biased", r.Dir)
		}
		if r.Results.Ended != arena.EndedBySchedule {
			add("%s is not finished: ended by %s", r.Dir, r.Results.Ended)
		}
		if shard := r.Manifest.Shard; shard != (arena.Shard{}) {
			add("%s is shard %v of a run, and only its pairs are compared; kumite merge makes a run of all shards", r.Dir, shard)
		}
	}
	var unlike []string
	for i := range d.Contestants {
		c := &d.Contestants[i]
		if c.Paired && !c.Changed && len(d.Settings) == 0 && c.Verdict != Same {
			unlike = append(unlike, fmt.Sprintf("%s and its opponents play alike in both runs, yet some of its pairs on the same seeds differ: one of the runs does not reproduce; check both with `kumite replay verify`", c.Name))
		}
	}
	d.Warnings = append(d.Warnings, first(unshared(a, b), "pairings met on other seeds")...)
	d.Warnings = append(d.Warnings, first(unlike, "contestants do not reproduce")...)
}

// mostWarnings is the number of warnings of one kind that are listed.
const mostWarnings = 5

// first returns the first warnings of a kind, and how many more there are of what.
func first(warnings []string, what string) []string {
	if more := len(warnings) - mostWarnings; more > 1 {
		return append(warnings[:mostWarnings], fmt.Sprintf("%d more %s", more, what))
	}
	return warnings
}

// unshared says why contestants met on other seeds although the runs have one seed: a
// pairing's seeds depend on which of the two is named second, and on its spec.
func unshared(a, b *run) (reasons []string) {
	if a.Manifest.Seed != b.Manifest.Seed {
		return nil
	}
	for _, names := range slices.SortedFunc(maps.Keys(a.second), func(x, y [2]string) int { return slices.Compare(x[:], y[:]) }) {
		inA, inB := a.second[names], b.second[names]
		if inB == "" || len(common(a.scores[names[0]][names[1]], b.scores[names[0]][names[1]])) > 0 {
			continue
		}
		changed := !alike(a, b, inA)
		specA, specB := a.spec(inA), b.spec(inB)
		switch {
		case !alike(a, b, names[0]) && !alike(a, b, names[1]): // neither is scored against the other
		case inA != inB:
			reasons = append(reasons, fmt.Sprintf("%s and %s met on other seeds: %s is named first in one run and second in the other; name them in one order to compare pair by pair", names[0], names[1], names[0]))
		case specA != specB && changed:
			reasons = append(reasons, fmt.Sprintf("%s and %s met on other seeds: %s is named as %s and as %s; name it first in both runs to compare pair by pair", names[0], names[1], inA, specA, specB))
		case specA != specB:
			reasons = append(reasons, fmt.Sprintf("%s and %s met on other seeds: %s is named as %s and as %s; name it alike to compare pair by pair", names[0], names[1], inA, specA, specB))
		}
	}
	return reasons
}

func (r *run) spec(name string) string { return r.Manifest.Contestants[r.place[name]].Spec }

// differs reports whether any common pair of a paired contestant differs.
func (c *Contestant) differs(a, b *run) bool {
	for _, name := range c.Opponents {
		for _, seed := range common(a.scores[c.Name][name], b.scores[c.Name][name]) {
			if a.scores[c.Name][name][seed] != b.scores[c.Name][name][seed] {
				return true
			}
		}
	}
	return false
}
