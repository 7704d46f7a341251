package audit

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/vision/logs"
)

const (
	// clearPrecision is the average precision from which the probe finds single
	// presses, and not only their time.
	clearPrecision = 0.4
	// latestPress is the share of a recording after which the last press is no sign
	// that labels stop.
	latestPress = 0.8
	// rare is the probability below which absent presses are no chance.
	rare = 0.001
)

// Unlabelled is a stretch of rows without a press whose frames show presses.
type Unlabelled struct {
	Recording string `json:"recording"`
	First     int    `json:"first"`   // row after the press before, or 0
	Last      int    `json:"last"`    // row before the next press, or the last
	Presses   int    `json:"presses"` // that show, at least two
}

// unlabelled finds presses on the screen without a row: frames at least Reach
// frames from those that show a labelled press, and further along the probe's
// direction than a quarter of these. A stretch counts where it has clearly more
// of them than the usual recording.
func (v *Visibility) unlabelled(p *probe) []Unlabelled {
	if !v.Seen || v.Scores[v.Shows+Reach] < clearPrecision {
		return nil
	}
	scores := map[*changes][]float32{}
	var labelled []float32
	w := p.directions(func(c *changes) []bool { return c.shifted(v.Shows) })
	for _, c := range p.all {
		scores[c] = c.scores(w[1-c.half])
		for f, m := range c.shifted(v.Shows) {
			if m {
				labelled = append(labelled, scores[c][f])
			}
		}
	}
	slices.Sort(labelled)
	least := labelled[len(labelled)/4]
	var all []Unlabelled
	var rates []float64 // of a recording, in a row
	for _, c := range p.all {
		found := c.stretches(scores[c], least, v.Shows)
		n := 0
		for _, u := range found {
			n += u.Presses
		}
		rates = append(rates, float64(n)/float64(max(len(c.pressed), 1)))
		all = append(all, found...)
	}
	slices.Sort(rates)
	usual := rates[(len(rates)-1)/2]
	total := 0
	all = slices.DeleteFunc(all, func(u Unlabelled) bool {
		expected := usual*float64(u.Last-u.First+1) + 0.05
		chance := u.Presses < 2 || atLeast(u.Presses, expected) > 0.01
		if !chance {
			total += u.Presses
		}
		return chance
	})
	if total < 3 {
		return nil
	}
	return all
}

// stretches counts, between any two presses of the recording, the presses that
// show with a score of at least least.
func (c *changes) stretches(scores []float32, least float32, shows int) []Unlabelled {
	marks := c.shifted(shows)
	near := func(f int) bool {
		return slices.Contains(marks[max(0, f-Reach):min(len(marks), f+Reach+1)], true)
	}
	var all []Unlabelled
	u := Unlabelled{Recording: c.name}
	end, last := func(f int) {
		if u.Last = f - 1; u.Presses > 0 {
			all = append(all, u)
		}
		u.First, u.Presses = f+1, 0
	}, -Reach
	for f, pressed := range c.pressed {
		if pressed {
			end(f)
		}
		if at := f + shows; at >= 0 && at < len(scores) && scores[at] >= least && !near(at) && f-last >= Reach {
			u.Presses++
			last = f
		}
	}
	end(len(c.pressed))
	return all
}

// atLeast is the probability of n or more events where so many are expected, by
// Poisson's distribution.
func atLeast(n int, expected float64) float64 {
	fewer, term := 0.0, math.Exp(-expected)
	for k := range n {
		fewer += term
		term *= expected / float64(k+1)
	}
	return 1 - fewer
}

// missingLabels finds recordings without presses, labels that stop before the
// recording does, and presses on the screen that no row has.
func (s *survey) missingLabels(v *Visibility) []Finding {
	var found []string
	none, stopped := s.withoutPresses(), s.stopped()
	if len(none) > 0 {
		found = append(found, "no press in "+some(none))
	}
	if len(stopped) > 0 {
		found = append(found, "no press "+some(stopped))
	}
	if v != nil && len(v.Unlabelled) > 0 {
		var where []string
		n := 0
		for _, u := range v.Unlabelled {
			n += u.Presses
			where = append(where, fmt.Sprintf("%s frames %d to %d (%d)", u.Recording, u.First, u.Last, u.Presses))
		}
		found = append(found, fmt.Sprintf("the picture shows about %s that no row has: %s", number.Of(n, "press"), some(where)))
	}
	if len(found) == 0 {
		return nil
	}
	return []Finding{{Check: "missing labels", Verdict: Warn, Found: strings.Join(found, "; "),
		Fix: "frames without their label teach that nothing is pressed there: label them, cut the recordings where labels stop, or take them out of " + logs.FileName}}
}

// withoutPresses names the recordings without a press, where those of the others
// make that no chance.
func (s *survey) withoutPresses() []string {
	var names []string
	likely := 0.0 // that so many recordings have no press
	presses, rows := 0, 0
	for _, x := range s.recordings {
		if n := len(x.presses(s.Null())); n > 0 {
			presses += n
			rows += len(x.rows)
		}
	}
	for _, x := range s.recordings {
		if rows > 0 && len(x.rows) > 0 {
			likely += math.Exp(-float64(presses) / float64(rows) * float64(len(x.rows)))
			if len(x.presses(s.Null())) == 0 {
				names = append(names, x.name)
			}
		}
	}
	if len(names) == 0 || rows == 0 || atLeast(len(names), likely) > 0.05 {
		return nil
	}
	return names
}

// stopped says where labels stop: in the recordings of which each has enough
// presses to tell, or in all together.
func (s *survey) stopped() []string {
	var where []string
	latest, presses := 0.0, 0 // of all recordings
	for _, x := range s.recordings {
		all := x.presses(s.Null())
		if len(all) == 0 {
			continue
		}
		last := all[len(all)-1]
		at := float64(last+1) / float64(len(x.rows))
		latest, presses = max(latest, at), presses+len(all)
		if at < latestPress && math.Pow(at, float64(len(all))) < rare/float64(len(s.recordings)) {
			where = append(where, fmt.Sprintf("after frame %d of %d of %s", last, len(x.rows), x.name))
		}
	}
	if len(s.recordings) > 1 && presses > 0 && latest < latestPress && math.Pow(latest, float64(presses)) < rare {
		return []string{fmt.Sprintf("after %.0f %% of any recording, of %s in all", 100*latest, number.Of(presses, "press"))}
	}
	return where
}

// presses are the rows in which a press begins.
func (r *recording) presses(null string) []int {
	var all []int
	for i := range r.rows {
		if logs.Begins(r.rows, i, null) {
			all = append(all, i)
		}
	}
	return all
}
