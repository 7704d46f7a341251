package arena

import (
	"fmt"
	"slices"
	"time"

	"github.com/kumite/kumite/agent/bot"
)

// Growth is one extension of a run: more pairs, more contestants or both.
type Growth struct {
	Time            string `json:"time"` // RFC 3339, UTC
	FromPairs       int    `json:"from_pairs"`
	Pairs           int    `json:"pairs"`
	FromContestants int    `json:"from_contestants"` // the first of the manifest's contestants
	Contestants     int    `json:"contestants"`
}

// grow returns m as the extension of the run there, or why it is another run. What it
// has grown by before is kept.
func (m Manifest) grow(there Manifest, now time.Time) (grown Manifest, differ string) {
	if there.Shard != (Shard{}) {
		differ := m.Differ(there) // its block depends on the size of the run
		there.KeepScores = m.KeepScores
		return there, differ
	}
	part := m
	if m.Pairs > there.Pairs {
		part.Pairs = there.Pairs
	}
	if n := len(there.Contestants); len(m.Contestants) > n {
		part.Contestants = m.Contestants[:n]
	}
	if differ := part.Differ(there); differ != "" {
		return Manifest{}, differ
	}
	m.Growth = there.Growth
	if m.Pairs != there.Pairs || len(m.Contestants) != len(there.Contestants) {
		m.Growth = append(slices.Clone(there.Growth), Growth{now.UTC().Format(time.RFC3339),
			there.Pairs, m.Pairs, len(there.Contestants), len(m.Contestants)})
	}
	return m.hashed(), ""
}

// arrange returns the contestants in the order of a run's folder, followed by those
// that the run does not have yet. Seeds and sides depend on this order and not on that
// of a command line. All contestants of the run must be among c's.
func (c Config) arrange(there Manifest) ([]bot.Contestant, error) {
	left := make([]string, len(c.Contestants))
	for i, x := range c.Contestants {
		left[i] = x.Spec
	}
	var order []string
	for _, p := range there.Contestants {
		at := slices.Index(left, p.Spec)
		if at < 0 {
			return nil, fmt.Errorf("contestant %s is in the run and was not named: to add several contestants, also name those of the run", p.Spec)
		}
		left = slices.Delete(left, at, at+1)
		order = append(order, p.Spec)
	}
	if len(left) > 0 && there.Latency != nil && there.Latency.Of != nil {
		return nil, fmt.Errorf("its latency was measured for its contestants, and %s is new", left[0])
	}
	return bot.ParseAll(append(order, left...))
}

// numbers returns the numbers of the pairings in a folder, by their place in the
// schedule. A pairing keeps its number when the run grows: those of new contestants
// follow, in the order of the schedule.
func (c Config) numbers(growth []Growth) ([]int, error) {
	number := map[Pairing]int{}
	for _, g := range append(slices.Clone(growth), Growth{FromContestants: len(c.Contestants)}) {
		part := c
		if n := g.FromContestants; n < 2 || n > len(c.Contestants) {
			return nil, fmt.Errorf("growth from %d contestants; want 2 to %d", n, len(c.Contestants))
		}
		part.Contestants = c.Contestants[:g.FromContestants]
		if err := part.validateGauntlet(); err != nil {
			return nil, fmt.Errorf("growth from %d contestants: %w", g.FromContestants, err)
		}
		for _, p := range part.Pairings() {
			if _, known := number[p]; !known {
				number[p] = len(number)
			}
		}
	}
	var all []int
	for _, p := range c.Pairings() {
		all = append(all, number[p])
	}
	return all, nil
}
