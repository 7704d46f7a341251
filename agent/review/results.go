package review

import (
	"fmt"
	"maps"
	"slices"

	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim/duel"
)

// ResultsSchema is the schema of a Document.
const ResultsSchema = "kumite.review/1"

// Document is what reviewers prefer.
type Document struct {
	Schema      string             `json:"schema"`
	Review      string             `json:"review"` // hash of the key
	Run         string             `json:"run_manifest_sha256"`
	Seed        uint64             `json:"seed"`
	Contestants []duel.Participant `json:"contestants"`
	Reviewers   int                `json:"reviewers"`
	Verdicts    int                `json:"verdicts"` // without repeated items
	Items       int                `json:"items"`

	Preferences  []Preference        `json:"preferences"`             // of each two contestants
	Ratings      *rating.PoolRatings `json:"ratings,omitempty"`       // of more than two
	RatingsError string              `json:"ratings_error,omitempty"` // why there are none

	Warnings []string `json:"warnings,omitempty"` // why the numbers mean less than they seem to

	Alpha     stats.Float    `json:"alpha"`         // Krippendorff's α, nominal, over items
	Agreement stats.Float    `json:"raw_agreement"` // share of equal verdicts among each two on one item
	Compared  int            `json:"compared"`      // such twos
	Self      stats.Float    `json:"self_agreement"`
	SelfCI95  stats.Interval `json:"self_agreement_ci95"` // Wilson's
	Repeated  int            `json:"repeated"`            // items that a reviewer saw twice
	LeftShare stats.Float    `json:"left_share"`          // of the decided verdicts, without repeated items
	LeftCI95  stats.Interval `json:"left_share_ci95"`
}

// Preference is what reviewers say of two contestants.
type Preference struct {
	A          string         `json:"a"`
	B          string         `json:"b"`
	Situations int            `json:"situations"` // with a verdict
	ForA       int            `json:"for_a"`      // verdicts
	ForB       int            `json:"for_b"`
	Same       int            `json:"same"`
	Share      stats.Float    `json:"preference"`      // mean over situations of A's share, with half a point for same
	CI95       stats.Interval `json:"preference_ci95"` // Wilson's, with the situations as its units
}

// Results reads the verdicts of a review and looks them up in its key.
func Results(dir string) (*Document, error) {
	key, sum, err := readKey(dir)
	if err != nil {
		return nil, err
	}
	verdicts, _, err := readVerdicts(dir, len(key.Items))
	if err != nil {
		return nil, err
	}
	if len(verdicts) == 0 {
		return nil, fmt.Errorf("%s has no verdicts; add those that a reviewer exported with `kumite review add %s FILE`", dir, dir)
	}
	d := Tally(&key, verdicts)
	d.Review = sum
	return d, nil
}

// Tally returns the results of verdicts whose items are those of the key.
func Tally(key *Key, verdicts []Verdict) *Document {
	d := &Document{Schema: ResultsSchema, Run: key.Run, Seed: key.Seed, Contestants: key.Contestants, Items: len(key.Items)}
	d.prefer(key, verdicts)
	d.agree(key, verdicts)
	if len(key.Contestants) > 2 {
		d.rate()
	}
	d.Warnings = d.doubts()
	return d
}

// votes are the verdicts on one situation of contestants a and b.
type votes struct {
	a, b             int
	forA, forB, same int
}

// prefer counts verdicts by situation; a repeated item does not count again.
func (d *Document) prefer(key *Key, verdicts []Verdict) {
	situations := map[int]*votes{}
	reviewers := map[string]bool{}
	var left, decided int
	for _, v := range verdicts {
		item := &key.Items[v.Item]
		reviewers[v.Reviewer] = true
		if item.Repeats != nil {
			continue
		}
		d.Verdicts++
		x := situations[item.Situation]
		if x == nil {
			x = &votes{a: min(item.Clips[0].Contestant, item.Clips[1].Contestant), b: max(item.Clips[0].Contestant, item.Clips[1].Contestant)}
			situations[item.Situation] = x
		}
		switch chosen := item.chosen(v.Choice); {
		case chosen < 0:
			x.same++
			continue
		case chosen == x.a:
			x.forA++
		default:
			x.forB++
		}
		decided++
		if v.Choice == Left {
			left++
		}
	}
	d.Reviewers = len(reviewers)
	d.LeftShare, d.LeftCI95 = share(left, decided)
	order := slices.Sorted(maps.Keys(situations))
	for a := range key.Contestants {
		for b := a + 1; b < len(key.Contestants); b++ {
			p := Preference{A: key.Contestants[a].Name, B: key.Contestants[b].Name, Share: stats.Undefined(), CI95: stats.UndefinedInterval()}
			points := 0.
			for _, at := range order {
				x := situations[at]
				if x.a != a || x.b != b {
					continue
				}
				p.Situations++
				p.ForA, p.ForB, p.Same = p.ForA+x.forA, p.ForB+x.forB, p.Same+x.same
				points += (float64(x.forA) + float64(x.same)/2) / float64(x.forA+x.forB+x.same)
			}
			if n := float64(p.Situations); n > 0 {
				points = min(points, n) // despite rounding
				p.Share, p.CI95 = stats.Float(points/n), stats.Wilson(points, n)
			}
			d.Preferences = append(d.Preferences, p)
		}
	}
}

// chosen returns the contestant that a choice prefers, −1 for none.
func (i *Item) chosen(c Choice) int {
	switch c {
	case Left:
		return i.Clips[0].Contestant
	case Right:
		return i.Clips[1].Contestant
	}
	return -1
}

// agree compares reviewers with each other and with themselves.
func (d *Document) agree(key *Key, verdicts []Verdict) {
	byItem := make([][]float64, len(key.Items))
	said := map[mark]int{}
	for _, v := range verdicts {
		chosen := key.Items[v.Item].chosen(v.Choice)
		said[v.mark()] = chosen
		if key.Items[v.Item].Repeats == nil {
			byItem[v.Item] = append(byItem[v.Item], float64(chosen))
		}
	}
	d.Alpha = stats.Alpha(byItem, stats.Nominal)
	equal := 0
	for _, values := range byItem {
		d.Compared += twos(len(values))
		counts := map[float64]int{}
		for _, v := range values {
			counts[v]++
		}
		for _, n := range counts {
			equal += twos(n)
		}
	}
	d.Agreement, _ = share(equal, d.Compared)
	same := 0
	for at, chosen := range said {
		first := key.Items[at.item].Repeats
		if first == nil {
			continue
		}
		if before, ok := said[mark{at.reviewer, *first}]; ok {
			d.Repeated++
			if before == chosen {
				same++
			}
		}
	}
	d.Self, d.SelfCI95 = share(same, d.Repeated)
}

// twos returns the number of twos among n.
func twos(n int) int { return n * (n - 1) / 2 }

// rate rates the contestants by Bradley–Terry, with a situation as the unit.
func (d *Document) rate() {
	pool := rating.Pool{Wins: make([][]float64, len(d.Contestants))}
	at := map[string]int{}
	for i, c := range d.Contestants {
		pool.Names = append(pool.Names, c.Name)
		pool.Wins[i], at[c.Name] = make([]float64, len(d.Contestants)), i
	}
	for _, p := range d.Preferences {
		if p.Situations > 0 {
			pool.Wins[at[p.A]][at[p.B]] = float64(p.Share) * float64(p.Situations)
			pool.Wins[at[p.B]][at[p.A]] = (1 - float64(p.Share)) * float64(p.Situations)
		}
	}
	ratings, err := rating.NewPoolRatings(pool)
	if err != nil {
		d.RatingsError = err.Error()
		return
	}
	d.Ratings = &ratings
}

func share(k, n int) (stats.Float, stats.Interval) {
	if n == 0 {
		return stats.Undefined(), stats.UndefinedInterval()
	}
	return stats.Float(float64(k) / float64(n)), stats.Wilson(float64(k), float64(n))
}
