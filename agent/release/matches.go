package release

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/internal/number"
)

func (r *releaser) matches(ctx context.Context, dir string, progress func(done, total int)) error {
	run, err := arena.Read(dir)
	if err != nil {
		return err
	}
	f := r.in("run "+dir, "play one with `kumite tournament --out DIR`")
	if s := run.Manifest.Shard; s != (arena.Shard{}) {
		r.refuse("run %s is shard %s, not a whole run; join the shards with `kumite merge`", dir, s)
	}
	results := run.Results
	for i := range results.Contestants {
		s := &results.Contestants[i]
		if !f.is(s.Name, s.ModelSHA256, s.Decoder) {
			continue
		}
		r.Online = &Online{Manifest: run.Manifest.SHA256, Seed: results.Seed, Pairs: results.Pairs, DelayTicks: results.DelayTicks, Ended: results.Ended, Standing: *s, Opponents: []Opponent{}}
		for _, p := range results.Pairings {
			score, ci, other := p.Score, p.ScoreCI95, p.B
			switch s.Name {
			case p.B:
				score, ci, other = 1-score, ci.Complement(), p.A
			case p.A:
			default:
				continue
			}
			r.Online.Opponents = append(r.Online.Opponents, Opponent{other, p.Pentanomial.Pairs(), score, ci})
		}
		if s.Collapsed {
			r.warn("run %s: the model has collapsed: it hardly acts", dir)
		}
		if s.Withdrawn != nil {
			r.refuse("run %s: the model was withdrawn: %s", dir, s.Withdrawn)
		}
	}
	switch {
	case f.missing():
		return nil
	case r.Online.Standing.Pentanomial.Pairs() == 0:
		r.refuse("run %s has no finished pair of the model", dir)
		return nil
	}
	return r.verify(ctx, dir, progress)
}

// verify refuses a run that differs from its recordings: what the model has won is what
// they show.
func (r *releaser) verify(ctx context.Context, dir string, progress func(done, total int)) error {
	found, err := arena.Verify(ctx, []string{dir}, runtime.NumCPU(), progress)
	if err != nil {
		return err
	}
	if found.Sound() {
		return nil
	}
	differ := slices.Clone(found.Foreign)
	for _, d := range found.Desyncs {
		differ = append(differ, fmt.Sprintf("%s: %v", d.File, d.Err))
	}
	for _, audited := range found.Runs {
		differ = append(differ, audited.Differ...)
	}
	r.refuse("run %s does not agree with its recordings in %s; see `kumite replay verify`; the first: %s", dir, number.Of(len(differ), "place"), differ[0])
	return nil
}
