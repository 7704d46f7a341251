package audit

import (
	"context"
	"math/rand/v2"
	"slices"
)

// Visibility says when presses show on the screen, by a linear probe of what
// changes from one picture to the next: for each offset d it is fitted on half
// of the recordings to tell which frames lie d after a press's row, and scored
// on the other half, and the other way round.
type Visibility struct {
	Presses int `json:"presses"`
	// Scores is the probe's average precision at the offsets −Reach … +Reach.
	Scores [2*Reach + 1]float64 `json:"average_precision"`
	// Chance is the highest average precision of 20 probes of labels that were
	// rotated in time: nothing below it means anything.
	Chance float64 `json:"chance"`
	// Shows is the first offset at which presses can be seen: 1 where a frame
	// never shows the press that it is labelled with. Undefined unless Seen.
	Shows int  `json:"shows_after_frames"`
	Seen  bool `json:"seen"`
	// Strays are recordings whose presses show at another offset than those of
	// most.
	Strays []Stray `json:"strays"`
	// Unlabelled are stretches whose frames show presses that no row has.
	Unlabelled []Unlabelled `json:"unlabelled,omitempty"`
	// Names says whether the picture tells classes apart; nil where it cannot be said.
	Names *Names `json:"names"`
}

// Stray is a recording that is shifted against the others.
type Stray struct {
	Recording string `json:"recording"`
	Shows     int    `json:"shows_after_frames"`
}

const (
	// fewestPresses is how many presses a probe needs.
	fewestPresses = 20
	// rotations is how many probes make the chance level.
	rotations = 20
	// rotationStream is the stream of the seed that rotations are drawn from.
	rotationStream = 0x70726f6265
)

// measureVisibility fits and scores the probe. There must be two clips or more,
// with fewestPresses presses in all. An error is that of ctx.
func measureVisibility(ctx context.Context, clips []clip, classes []string, cfg Config) (*Visibility, error) {
	v := &Visibility{Presses: countPresses(clips)}
	p := newProbe(clips, cfg.Seed)
	for d := -Reach; d <= Reach; d++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		v.Scores[d+Reach] = p.score(func(c *changes) []bool { return c.shifted(d) })
	}
	draw := rand.New(rand.NewPCG(cfg.Seed, rotationStream))
	for range rotations {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		v.Chance = max(v.Chance, p.score(func(c *changes) []bool { return c.rotated(draw) }))
	}
	v.judge(p, cfg.ShowsAfter)
	v.Unlabelled = v.unlabelled(p)
	var err error
	v.Names, err = v.names(ctx, p, classes)
	return v, err
}

// best is the highest score at any offset.
func (v *Visibility) best() float64 { return slices.Max(v.Scores[:]) }

// judge finds the first offset at which presses show: the first with half of
// the best score, if that is clearly above chance.
func (v *Visibility) judge(p *probe, showsAfter int) {
	best := v.best()
	if v.Seen = best > 2*v.Chance; !v.Seen {
		return
	}
	v.Shows = slices.IndexFunc(v.Scores[:], func(s float64) bool { return s >= best/2 }) - Reach
	v.moved(p, showsAfter)
}
