package tune

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision/logs"
)

// corpus is a set of scored recordings, to be decoded with one setting after
// another without running the network again.
type corpus struct {
	contract   policy.Contract // with the calibration to decode with
	contestant bot.Contestant
	recordings []*openloop.Scored
	classes    *openloop.Classes
	tolerance  int
}

func newCorpus(contract policy.Contract, folder *logs.Folder, cfg Config) (*corpus, error) {
	classes, err := openloop.MapClasses(contract, folder.Classes, folder.Null())
	if err != nil {
		return nil, fmt.Errorf("model %s: %w", cfg.Contestant.Path, err)
	}
	return &corpus{contract: contract, contestant: cfg.Contestant, classes: classes, tolerance: cfg.Tolerance}, nil
}

// decode decodes every recording with one setting and tallies the decisions.
func (c *corpus) decode(query string) ([]Tally, error) {
	with := c.contestant
	with.Query = query
	decoder, err := openloop.NewDecoder(c.contract, with, c.classes)
	if err != nil {
		return nil, err
	}
	opens := opening(query)
	all := make([]Tally, len(c.recordings))
	var sent []int
	var open []bool
	for i, x := range c.recordings {
		sent, open = sent[:0], open[:0]
		unbooked, err := decoder.Decide(x, x.Scores[0], func(_ int, d policy.Decision) {
			sent = append(sent, decoder.Class(d.Class))
			open = append(open, d.Chosen() || d.PAct >= opens)
		})
		if err != nil {
			return nil, err
		}
		all[i] = Count(x.Truth, sent, open, len(c.classes.Names()), c.classes.Null(), c.tolerance)
		all[i].Unbooked = unbooked
	}
	return all, nil
}

// frames returns the frames to calibrate on, those whose truth is a class of the
// model, and their number of presses. carried is the prior that the scores carry,
// nil if unknown.
func (c *corpus) frames(carried []float64) (Frames, int) {
	k := c.classes.Len()
	var f Frames
	counts, presses := make([]float64, k), 0
	for _, x := range c.recordings {
		for t, y := range x.Truth {
			own := c.classes.Model(y)
			if own < 0 {
				continue
			}
			counts[own]++
			if y != c.classes.Null() {
				presses++
			}
			f.Truth = append(f.Truth, own)
			for _, z := range x.Scores[0][t*k : (t+1)*k] {
				if c.contract.Output == policy.Probabilities {
					z = float32(math.Log(max(float64(z), 1e-12)))
				}
				f.Logits = append(f.Logits, z)
			}
		}
	}
	if carried == nil {
		return f, presses
	}
	f.Shift = make([]float64, k)
	for own, n := range counts {
		if carried[own] > 0 {
			f.Shift[own] = math.Log(max(n, 0.5)/float64(len(f.Truth))) - math.Log(carried[own])
		}
	}
	return f, presses
}

// odds returns the calibrated log odds of acting on every frame in ascending
// order, and the share of frames on which the expert pressed.
func (c *corpus) odds() (odds []float64, pressed float64, err error) {
	d, err := policy.NewDecoder(c.contract, "decode=argmax")
	if err != nil {
		return nil, 0, err
	}
	k, presses := c.classes.Len(), 0
	for _, x := range c.recordings {
		for f, y := range x.Truth {
			p := d.Decode(x.Scores[0][f*k:(f+1)*k], nil).PAct
			odds = append(odds, min(max(math.Log(p/(1-p)), -50), 50))
			if y != c.classes.Null() {
				presses++
			}
		}
	}
	slices.Sort(odds)
	return odds, float64(presses) / float64(len(odds)), nil
}

// opening returns the p_act at which a gate opens. For any other decoder, which is
// open when it chooses a skill, it returns a value above 1.
func opening(query string) float64 {
	q, err := policy.ParseQuery(query)
	if err != nil || q.Get("decode") != "gate" {
		return 2
	}
	gamma, err := strconv.ParseFloat(q.Get("gamma"), 64)
	if err != nil {
		return 2
	}
	return 1 / (1 + math.Exp(-gamma))
}
