package sweep

import (
	"context"
	"errors"
	"fmt"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
)

// MapSchema is the schema of a map.
const MapSchema = "kumite.map/1"

// MapConfig describes a map: the first contestant with each pair of values of two settings.
type MapConfig struct {
	Rows, Columns Range
	Contestants   []string         // the one whose settings vary, then its opponents
	Tournament    arena.Tournament // as in Config
}

// Map is the result of a sweep over two settings.
type Map struct {
	Schema      string `json:"schema"`
	Contestant  string `json:"contestant"`
	ModelSHA256 string `json:"model_sha256"`
	policy.FileHashes
	Rows      Axis     `json:"rows"`
	Columns   Axis     `json:"columns"`
	Opponents []string `json:"opponents"`
	Seed      uint64   `json:"seed"`
	Pairs     int      `json:"pairs"`    // of each cell and opponent, on the same seeds for all
	AsItIs    Cell     `json:"as_it_is"` // the contestant as given
	Cells     [][]Cell `json:"cells"`    // by row and column
	Ended     string   `json:"ended"`    // by "schedule" or "clock"

	Results arena.Results `json:"-"` // of the map's tournament
}

// Axis is a setting with its values.
type Axis struct {
	Setting string    `json:"setting"`
	Values  []float64 `json:"values"`
}

// Cell is the result of the contestant with one value of each setting.
type Cell struct {
	Played
	DecisionsPerSecond stats.Float    `json:"decisions_per_second"` // null without a match, and for a script
	Gain               stats.Float    `json:"gain"`                 // of the pair score over the contestant as given, pair by pair
	GainCI95           stats.Interval `json:"gain_ci95"`
}

// nameAsItIs is the name of the contestant as given.
const nameAsItIs = "as it is"

func (c MapConfig) tournament() (arena.Tournament, error) {
	var errs []error
	n := len(c.Rows.Values) * len(c.Columns.Values)
	switch {
	case n == 0:
		errs = append(errs, errors.New("a map needs two ranges of values"))
	case n > MaxValues:
		errs = append(errs, fmt.Errorf("a map of %d cells; want at most %d", n, MaxValues))
	case c.Rows.Setting == c.Columns.Setting:
		errs = append(errs, fmt.Errorf("both ranges are of %s; want two settings", c.Rows.Setting))
	}
	return gauntlet(c.Tournament, c.Contestants, []Range{c.Rows, c.Columns}, c.variants, errs)
}

// variants returns the contestant as given, then with each pair of values, row by row.
func (c MapConfig) variants(spec string) ([]string, error) {
	first, err := with(spec, nameAsItIs)
	if err != nil {
		return nil, err
	}
	all := []string{first}
	for _, r := range c.Rows.Values {
		for _, v := range c.Columns.Values {
			x, err := with(spec, c.Rows.Setting+"="+r.Text+" "+c.Columns.Setting+"="+v.Text, set{c.Rows.Setting, r.Text}, set{c.Columns.Setting, v.Text})
			if err != nil {
				return nil, err
			}
			all = append(all, x)
		}
	}
	return all, nil
}

// RunMap is Run for two settings.
func RunMap(ctx context.Context, dir string, cfg MapConfig) (*Map, error) {
	out, err := play(ctx, dir, &cfg.Contestants, func() (arena.Tournament, error) { return cfg.tournament() })
	if err != nil {
		return nil, err
	}
	return newMap(cfg, out.Results, out.Legs), nil
}

func newMap(cfg MapConfig, results arena.Results, legs []arena.Leg) *Map {
	first := results.Contestants[0]
	m := &Map{
		Schema: MapSchema, Contestant: cfg.Contestants[0], ModelSHA256: first.ModelSHA256, FileHashes: first.FileHashes,
		Rows: cfg.Rows.axis(), Columns: cfg.Columns.axis(), Opponents: results.Gauntlet,
		Seed: results.Seed, Pairs: results.Pairs, Ended: results.Ended, Results: results,
	}
	scores, paces := pairsOf(legs), pacesOf(legs)
	cell := func(i int) Cell {
		x := results.Contestants[i]
		c := Cell{Played: played(x), DecisionsPerSecond: stats.Undefined(), Gain: stats.Undefined(), GainCI95: stats.UndefinedInterval()}
		if pace, ok := paces[x.Name]; ok && x.ModelSHA256 != "" {
			c.DecisionsPerSecond = stats.Float(pace)
		}
		var gains []float64
		for key, score := range scores[first.Name] {
			if own, ok := scores[x.Name][key]; ok && i > 0 {
				gains = append(gains, own-score)
			}
		}
		if len(gains) > 1 {
			mean, ci := stats.PairedDifference(gains)
			c.Gain, c.GainCI95 = stats.Float(mean), ci
		}
		return c
	}
	m.AsItIs = cell(0)
	for r := range cfg.Rows.Values {
		var row []Cell
		for k := range cfg.Columns.Values {
			row = append(row, cell(1+r*len(cfg.Columns.Values)+k))
		}
		m.Cells = append(m.Cells, row)
	}
	return m
}

func (r Range) axis() Axis {
	a := Axis{Setting: r.Setting}
	for _, v := range r.Values {
		a.Values = append(a.Values, v.Number)
	}
	return a
}

// met is a pair against an opponent.
type met struct {
	opponent string
	pair     int
}

// pairsOf returns the pair scores of each variant.
func pairsOf(legs []arena.Leg) map[string]map[met]float64 {
	names := map[int][2]string{} // by pairing
	for i := range legs {
		names[legs[i].Pairing] = [2]string{legs[i].A, legs[i].B}
	}
	all := map[string]map[met]float64{}
	for key, score := range arena.PairScores(legs) {
		who := names[key.Pairing]
		if all[who[0]] == nil {
			all[who[0]] = map[met]float64{}
		}
		all[who[0]][met{who[1], key.Pair}] = score
	}
	return all
}

// pacesOf returns the decisions per second of the game of each variant.
func pacesOf(legs []arena.Leg) map[string]float64 {
	decisions, ticks := map[string]float64{}, map[string]float64{}
	for i := range legs {
		l := &legs[i]
		decisions[l.A] += float64(l.Ledger[0].Decisions)
		ticks[l.A] += float64(l.Ticks)
	}
	for name, n := range ticks {
		decisions[name] *= sim.TickRate / n // NaN if every match was void
	}
	return decisions
}

// Best returns the row and column with the highest pair score, and whether there is one.
func (m *Map) Best() (row, column int, ok bool) {
	for r := range m.Cells {
		for k, c := range m.Cells[r] {
			if c.Score.Defined() && (!ok || c.Score > m.Cells[row][column].Score) {
				row, column, ok = r, k, true
			}
		}
	}
	return row, column, ok
}

// Complete reports whether every cell has played all its pairs.
func (m *Map) Complete() bool {
	for _, row := range m.Cells {
		for _, c := range row {
			if c.Pentanomial.Pairs() != m.Pairs*len(m.Opponents) {
				return false
			}
		}
	}
	return m.AsItIs.Pentanomial.Pairs() == m.Pairs*len(m.Opponents)
}
