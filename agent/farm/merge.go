package farm

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/scores"
	"github.com/kumite/kumite/sim/duel"
)

// Merge is a run whose matches were played in shards.
type Merge struct {
	Parts   []string // the folders of all shards, in any order
	Workers int      // recordings replayed at once, at least 1

	// Progress, if not nil, is called with the number of legs that are in the folder,
	// of the most that it can have. Calls do not overlap.
	Progress func(done, total int)
}

// Run writes the run into dir, a new folder: the manifest, matches, recordings and
// results that it would have if one process had played it, except that decision times
// are the largest of the parts'. Each recording is replayed and compared with its match
// first, and so are scores. A merge that was interrupted continues in its folder.
//
// Folders that are not all shards of one run, each once and finished, are refused.
func (m Merge) Run(ctx context.Context, dir string) (arena.Outcome, error) {
	if m.Workers < 1 {
		return arena.Outcome{}, fmt.Errorf("workers is %d; want at least 1", m.Workers)
	}
	p, err := openParts(m.Parts)
	if err != nil {
		return arena.Outcome{}, err
	}
	whole := p.records[0].Manifest.Whole()
	for _, r := range p.records {
		whole.KeepScores = whole.KeepScores || r.Manifest.KeepScores
	}
	cfg, err := whole.Config()
	if err != nil {
		return arena.Outcome{}, err
	}
	p.cfg, p.who = cfg, whole.Contestants
	folder, err := arena.OpenFolder(dir, cfg, whole.Contestants)
	if err != nil {
		return arena.Outcome{}, err
	}
	out, err := m.write(ctx, p, folder)
	return out, errors.Join(err, folder.Close())
}

// flushLegs is the number of legs that are written and synced together.
const flushLegs = 128

// write writes the legs that the folder lacks, and the results.
func (m Merge) write(ctx context.Context, p *parts, folder *arena.Folder) (out arena.Outcome, err error) {
	out.Legs = folder.Legs()
	for i := range out.Legs {
		if err := p.agrees(&out.Legs[i], folder.Dir()); err != nil {
			return out, err
		}
	}
	var waiting []arena.Played
	flush := func() error {
		_, err := folder.Write(waiting)
		waiting = waiting[:0]
		return err
	}
	_, err = arena.Run(ctx, p.cfg, p.who, nil, arena.Options{Workers: m.Workers, Finished: out.Legs, Player: p}, func(legs []arena.Played) error {
		waiting = append(waiting, legs...)
		for _, l := range legs {
			out.Legs = append(out.Legs, l.Leg)
		}
		if m.Progress != nil {
			m.Progress(len(out.Legs), len(p.legs))
		}
		if len(waiting) < flushLegs {
			return nil
		}
		return flush()
	})
	if err = errors.Join(flush(), err); err != nil {
		return out, err
	}
	if out.Results, err = arena.Summarize(p.cfg, p.who, out.Legs, nil); err != nil {
		return out, err
	}
	if out.Results.Ended != arena.EndedBySchedule {
		return out, fmt.Errorf("a match that counts is in no shard, because each shard withdrew a contestant on its own; play it with kumite tournament --out %s", folder.Dir())
	}
	p.keepTimings(&out.Results)
	if out.Replays, err = folder.Replays(); err != nil {
		return out, err
	}
	return out, folder.WriteResults(out.Results)
}

// parts are the folders of all shards of a run. They are an arena.Player whose matches
// have been played.
type parts struct {
	records []*arena.Record // by shard
	cfg     arena.Config    // of the whole run
	who     []duel.Participant
	legs    map[arena.Key]place
}

// place is where a leg is kept.
type place struct {
	part *arena.Record
	leg  *arena.Leg
}

// openParts reads the folders and checks that they are the shards of one run.
func openParts(dirs []string) (*parts, error) {
	if len(dirs) == 0 {
		return nil, errors.New("no shards; name the folders of tournament --shard")
	}
	p := &parts{legs: map[arena.Key]place{}}
	for _, dir := range dirs {
		r, err := arena.Read(dir)
		if err != nil {
			return nil, err
		}
		if err := p.add(r); err != nil {
			return nil, err
		}
	}
	for i, r := range p.records {
		if r == nil {
			return nil, fmt.Errorf("shard %d/%d is missing; add its folder, or play it with tournament --shard %[1]d/%[2]d", i+1, len(p.records))
		}
	}
	return p, nil
}

// add adds a folder.
func (p *parts) add(r *arena.Record) error {
	shard := r.Manifest.Shard
	if shard == (arena.Shard{}) {
		return fmt.Errorf("%s is a whole run and not a shard; leave it out", r.Dir)
	}
	if p.records == nil {
		p.records = make([]*arena.Record, shard.Of)
	}
	for _, other := range p.records {
		if other == nil {
			continue
		}
		if of := other.Manifest.Shard.Of; of != shard.Of {
			return fmt.Errorf("%s is shard %s and %s is one of %d; merge shards of a run that was divided once", r.Dir, shard, other.Dir, of)
		}
		if what := r.Manifest.Whole().Differ(other.Manifest.Whole()); what != "" {
			return fmt.Errorf("%s and %s are shards of different runs: %s; leave one out", r.Dir, other.Dir, what)
		}
		if other.Manifest.Shard == shard {
			return fmt.Errorf("%s and %s are both shard %s; leave one out", other.Dir, r.Dir, shard)
		}
	}
	if r.Results.Ended != arena.EndedBySchedule {
		return fmt.Errorf("%s is not finished (%d matches); finish it with kumite tournament --out %[1]s", r.Dir, len(r.Legs))
	}
	p.records[shard.Index-1] = r
	for i := range r.Legs {
		p.legs[r.Legs[i].Key()] = place{r, &r.Legs[i]}
	}
	return nil
}

// agrees returns an error if a leg of the merged folder is not that of its part.
func (p *parts) agrees(l *arena.Leg, dir string) error {
	at, ok := p.legs[l.Key()]
	if !ok || *at.leg == *l {
		return nil // withdrawn later in a part, or the same
	}
	return fmt.Errorf("%s and %s differ in pairing %d, pair %d, leg %d; merge into a new folder", dir, at.part.Dir, l.Pairing, l.Pair, l.Leg)
}

// Play implements arena.Player.
func (p *parts) Play(_ context.Context, pair arena.Pair) (r arena.Report, err error) {
	for _, key := range pair.Legs {
		at, ok := p.legs[key]
		if !ok {
			return r, nil // its part had withdrawn a contestant; Merge.write reports gaps
		}
		played, err := p.replay(at)
		if err != nil {
			return r, err
		}
		r.Played = append(r.Played, played)
		if played.Leg.Outcome == arena.Void {
			break
		}
	}
	return r, nil
}

// replay returns a leg with its recording, which it has replayed.
func (p *parts) replay(at place) (arena.Played, error) {
	played := arena.Played{Leg: *at.leg}
	data, err := at.part.Replay(at.leg)
	if err == nil && data != nil {
		played.Recording, err = duel.Decode(bytes.NewReader(data))
	}
	if err == nil {
		data, err = at.part.Scores(at.leg)
	}
	if err == nil && data != nil {
		played.Scores, err = scores.Decode(bytes.NewReader(data))
	}
	if err == nil {
		err = p.cfg.Check(p.who, played)
	}
	if err != nil {
		return arena.Played{}, fmt.Errorf("%s: replays/%s: %w; play that shard again in a new folder", at.part.Dir, at.part.ReplayName(at.leg), err)
	}
	return played, nil
}

// Close implements arena.Player.
func (p *parts) Close() error { return nil }

// keepTimings sets the decision times to the largest of the parts'.
func (p *parts) keepTimings(r *arena.Results) {
	for i := range r.Contestants {
		d := &r.Contestants[i].DecisionUS
		for _, part := range p.records {
			x := part.Results.Contestants[i].DecisionUS
			d.P50, d.P99 = max(d.P50, x.P50), max(d.P99, x.P99)
		}
	}
}
