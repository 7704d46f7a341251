package html

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy/ort"
	"github.com/kumite/kumite/sim"
)

// card identifies a contestant.
type card struct {
	Name  string
	Facts []fact
}

func newCards(run *arena.Record, models map[string]*ort.File) (all []card) {
	for i, c := range run.Results.Contestants {
		x := card{Name: c.Name, Facts: []fact{{"contestant", c.Spec}}}
		if c.ModelSHA256 != "" {
			x.Facts = append(x.Facts, fact{"sha256", c.Own(c.ModelSHA256)})
			if c.External != "" {
				x.Facts = append(x.Facts, fact{"external data sha256", c.External})
			}
			if c.Sidecar != "" {
				x.Facts = append(x.Facts, fact{"sidecar sha256", c.Sidecar})
			}
			x.Facts = append(x.Facts, fact{"decoder", c.Decoder})
		}
		if f := models[c.ModelSHA256]; f != nil {
			x.Facts = append(x.Facts, modelFacts(f)...)
		}
		if i < len(run.Manifest.Contestants) && run.Manifest.Contestants[i].Provider != "" {
			x.Facts = append(x.Facts, fact{"provider", run.Manifest.Contestants[i].Provider})
		}
		all = append(all, x)
	}
	return all
}

// longestFact is the length of a value in bytes beyond which it is cut.
const longestFact = 300

// modelFacts describes a model's file: its size, who made it, and its metadata.
func modelFacts(f *ort.File) []fact {
	all := []fact{{"parameters", fmt.Sprintf("%d in %d bytes; %.3g FLOPs a decision", f.Parameters, f.Bytes, float64(f.FLOPs))}}
	if f.Producer != "" {
		all = append(all, fact{"made by", f.Producer})
	}
	for _, key := range slices.Sorted(maps.Keys(f.Meta)) {
		value := f.Meta[key]
		if len(value) > longestFact {
			value = fmt.Sprintf("%s… (%d bytes)", strings.ToValidUTF8(value[:longestFact], ""), len(value))
		}
		all = append(all, fact{key, value})
	}
	return all
}

// newFacts describes what determines the run.
func newFacts(run *arena.Record) []fact {
	r := run.Results
	pairs := fmt.Sprintf("%d per pairing", r.Pairs)
	if t := r.Test; t != nil {
		pairs = fmt.Sprintf("up to %d per pairing, with a sequential test of Elo %v (H0) against %v (H1), alpha %v, beta %v", t.MaxPairs, t.Elo0, t.Elo1, t.Alpha, t.Beta)
	}
	all := []fact{
		{"seed", fmt.Sprint(r.Seed)},
		{"pairs", pairs},
		{"matches", fmt.Sprint(len(run.Legs))},
		{"match length", fmt.Sprintf("%d s", r.Rules.MatchTicks/sim.TickRate)},
		{"delay", fmt.Sprintf("%s (%d ms)", number.Of(r.DelayTicks, "tick"), r.DelayTicks*1000/sim.TickRate)},
		{"rules version", fmt.Sprint(r.RulesVersion)},
		{"ended by", r.Ended},
		{"manifest sha256", run.Manifest.SHA256},
	}
	if r.Latency != nil {
		all = append(all, fact{"latency", "drawn for each decision; results.json holds the distribution"})
	}
	if len(r.Gauntlet) > 0 {
		all = append(all, fact{"gauntlet", strings.Join(r.Gauntlet, ", ")})
	}
	if cost := r.Rules.WrongPressCost; cost > 0 {
		all = append(all, fact{"a wrong press costs", fmt.Sprintf("%d of %d health", cost, r.Rules.Health)})
	}
	return all
}

// void is a match that a contestant could not play.
type void struct{ Match, Contestant, Reason string }

func newVoids(run *arena.Record) (all []void) {
	for i := range run.Legs {
		if l := &run.Legs[i]; l.Outcome == arena.Void {
			all = append(all, void{fmt.Sprintf("%s against %s, pair %d", l.A, l.B, l.Pair), l.Void.Contestant, fmt.Sprintf("%s: %s", l.Void.Kind, l.Void.Text)})
		}
	}
	return all
}
