package study

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
)

// pairKey identifies a pair of a level by the indexes of the opponent and the pair.
type pairKey struct{ opponent, pair int }

// play plays every unit against every opponent at one cost of a wrong press, and
// compares the results with the evaluations.
func (x *run) play(ctx context.Context, cost int32, results []offline.Result, models []string) (Level, error) {
	level := Level{WrongPressCost: cost}
	scores := make([]map[pairKey]float64, len(x.Units))
	for i, unit := range x.Units {
		row := OnlineUnit{Unit: unit.Name}
		scores[i] = map[pairKey]float64{}
		for o, opponent := range x.Opponents {
			within := filepath.Join(fmt.Sprintf("cost-%d", cost), folderName(opponent.Name), folderName(unit.Name))
			dir := filepath.Join(x.dir, within)
			t := arena.Tournament{Config: x.match(unit, opponent, cost), Load: x.Setup.Loader(), Workers: x.Workers, Log: x.Log, Progress: x.Played}
			if x.Place != nil {
				x.Place(&t)
			}
			if err := x.root.NoLinks(within); err != nil {
				return Level{}, fmt.Errorf("study: %w", err)
			}
			played, err := t.Run(ctx, dir)
			if err != nil {
				return level, err
			}
			if err := x.unchanged(within, played.Results); err != nil {
				return level, err
			}
			for k, score := range arena.PairScores(played.Legs) {
				scores[i][pairKey{o, k.Pair}] = score
			}
			row.add(played.Results.Pairings[0])
			row.acted(played.Legs)
		}
		row.finish(results[i].Collapsed)
		level.Units = append(level.Units, row)
		x.Log.Info().Int32("wrong_press_cost", cost).Str("unit", unit.Name).Float64("score", float64(row.Score)).Int("pairs", row.Pentanomial.Pairs()).Msg("played")
	}
	return level, level.compare(results, scores, models, x.Seed)
}

// unchanged refuses matches of a model that is not the one that was measured before, on the
// logs or in other matches.
func (x *run) unchanged(within string, r arena.Results) error {
	for _, c := range r.Contestants {
		before, known := x.hashes[c.Spec]
		if known && before != c.ModelSHA256 {
			return fmt.Errorf("study: %s or its sidecar has changed: it has sha256 %.12s in %s and %.12s elsewhere in the study; restore the files and delete %s, or choose another folder",
				c.Spec, c.ModelSHA256, within, before, filepath.Join(x.dir, within))
		}
		x.hashes[c.Spec] = c.ModelSHA256
	}
	return nil
}

// add adds a unit's result against one opponent.
func (u *OnlineUnit) add(p arena.PairingResult) {
	u.Wins += p.Wins
	u.Losses += p.Losses
	u.Draws += p.Draws
	u.Voids += p.Voids
	for i, n := range p.Pentanomial {
		u.Pentanomial[i] += n
	}
}

// acted adds the skills and the time of a unit's matches against one opponent. In every
// pairing the unit is contestant A.
func (u *OnlineUnit) acted(legs []arena.Leg) {
	for i := range legs {
		if l := &legs[i]; l.Outcome != arena.Void {
			u.skills += l.Ledger[0].Accepted
			u.ticks += int64(l.Ticks)
		}
	}
}

// finish computes the unit's score and rate from its counts. offline says whether the unit
// has collapsed on the logs.
func (u *OnlineUnit) finish(offline bool) {
	u.Score = stats.Undefined()
	if s, err := u.Pentanomial.Summarize(); err == nil {
		u.Score, u.ScoreCI95 = stats.Float(s.Score), s.ScoreCI95
	}
	if u.ticks > 0 {
		u.SkillsPerMinute = float64(u.skills) * 60 * sim.TickRate / float64(u.ticks)
	}
	u.Collapsed = offline || u.Pentanomial.Pairs() > 0 && u.SkillsPerMinute < arena.CollapsedBelow
}

// compare computes the level's predictors and noise ceilings. Units without a
// finished pair are left out. models says which units have the same model.
func (l *Level) compare(results []offline.Result, scores []map[pairKey]float64, models []string, seed uint64) error {
	var units []offline.Unit
	var played, acting []map[pairKey]float64
	for i, u := range l.Units {
		if !u.Score.Defined() {
			l.LeftOut = append(l.LeftOut, u.Unit)
			continue
		}
		units = append(units, offline.Unit{Name: u.Unit, Model: models[i], Offline: &results[i], Online: float64(u.Score), Collapsed: u.Collapsed})
		played = append(played, scores[i])
		if !u.Collapsed {
			acting = append(acting, scores[i])
		}
	}
	for i, pairs := range common(played) {
		units[i].Pairs = pairs
	}
	l.played = units
	if len(units) < 2 {
		return fmt.Errorf("study at a wrong-press cost of %d: %s finished a pair; want at least 2", l.WrongPressCost, number.Of(len(units), "unit"))
	}
	var err error
	if l.Metrics, err = offline.Predictors(units, seed); err != nil {
		return err
	}
	for _, part := range []struct {
		of   []map[pairKey]float64
		into **offline.Ceiling
	}{{played, &l.Ceiling}, {acting, &l.CeilingActing}} {
		if c, err := offline.NoiseCeiling(common(part.of), seed); err == nil { // undefined for too few units or pairs
			*part.into = &c
		}
	}
	l.judge(seed)
	return nil
}

// common returns, by unit and pair, the scores of the pairs that all units finished.
func common(scores []map[pairKey]float64) [][]float64 {
	out := make([][]float64, len(scores))
	if len(scores) == 0 {
		return out
	}
	most := 0
	opponents := 0
	for k := range scores[0] {
		most, opponents = max(most, k.pair+1), max(opponents, k.opponent+1)
	}
	for o := range opponents {
	pairs:
		for p := range most {
			k := pairKey{o, p}
			for _, s := range scores {
				if _, ok := s[k]; !ok {
					continue pairs
				}
			}
			for i, s := range scores {
				out[i] = append(out[i], s[k])
			}
		}
	}
	return out
}
