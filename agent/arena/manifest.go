package arena

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

// Manifest is manifest.json: everything that determines a run.
type Manifest struct {
	Schema       string             `json:"schema"`
	RulesVersion int                `json:"rules_version"`
	Rules        sim.Rules          `json:"rules"`
	Seed         uint64             `json:"seed"`
	Pairs        int                `json:"pairs"`
	DelayTicks   int32              `json:"delay_ticks"`
	Latency      *LatencyModel      `json:"latency,omitempty"`
	Gauntlet     []string           `json:"gauntlet,omitempty"`
	Test         *rating.SPRT       `json:"sprt,omitempty"` // ends each pairing
	Contestants  []duel.Participant `json:"contestants"`
	Growth       []Growth           `json:"growth,omitempty"` // by time
	Shard        Shard              `json:"shard,omitzero"`   // the part of the run in this folder
	SHA256       string             `json:"sha256"`           // see hashed
}

// ManifestSchema is the schema of manifest.json.
const ManifestSchema = "kumite.manifest/2"

// NewManifest describes a run; who is the result of Identify.
func NewManifest(cfg Config, who []duel.Participant) Manifest {
	m := Manifest{
		Schema: ManifestSchema, RulesVersion: sim.RulesVersion, Rules: cfg.Rules, Seed: cfg.Seed,
		Pairs: cfg.pairs(), DelayTicks: cfg.Delay.Ticks(), Latency: cfg.Latency, Gauntlet: cfg.Gauntlet, Test: cfg.Test, Contestants: who, Shard: cfg.Shard,
	}
	return m.hashed()
}

// hashed returns m with the hash of what determines the run: of its contents without
// its growth, its shard and without the hashes of single files, which the models' hashes cover.
func (m Manifest) hashed() Manifest {
	of := m
	of.SHA256, of.Growth, of.Shard, of.Contestants = "", nil, Shard{}, slices.Clone(m.Contestants)
	for i := range of.Contestants {
		of.Contestants[i].FileHashes = duel.FileHashes{}
	}
	doc, err := json.Marshal(of)
	if err != nil {
		panic(err) // plain values only
	}
	sum := sha256.Sum256(doc)
	m.SHA256 = hex.EncodeToString(sum[:])
	return m
}

// Whole returns the manifest of the run that m is a shard of.
func (m Manifest) Whole() Manifest {
	m.Shard = Shard{}
	return m
}

// Differ describes the first difference between a folder's manifest and m, "" for
// none.
func (m Manifest) Differ(there Manifest) string {
	for _, x := range []struct {
		name     string
		old, new any
	}{
		{"schema", there.Schema, m.Schema},
		{"rules_version", there.RulesVersion, m.RulesVersion},
		{"match_ticks", there.Rules.MatchTicks, m.Rules.MatchTicks},
		{"health", there.Rules.Health, m.Rules.Health},
		{"wrong_press_cost", there.Rules.WrongPressCost, m.Rules.WrongPressCost},
		{"seed", there.Seed, m.Seed},
		{"pairs", there.Pairs, m.Pairs},
		{"delay_ticks", there.DelayTicks, m.DelayTicks},
		{"latency", there.Latency.describe(), m.Latency.describe()},
		{"gauntlet", orNone(there.Gauntlet), orNone(m.Gauntlet)},
		{"sprt", describeTest(there.Test), describeTest(m.Test)},
		{"shard", there.Shard, m.Shard},
		{"number of contestants", len(there.Contestants), len(m.Contestants)},
	} {
		if x.old != x.new {
			return fmt.Sprintf("%s is %v there and %v now", x.name, x.old, x.new)
		}
	}
	for i, c := range m.Contestants {
		if old := there.Contestants[i]; !same(old, c) {
			return fmt.Sprintf("contestant %d is %s there and %s now", i+1, describe(old), describe(c))
		}
	}
	return ""
}

// same reports whether two participants play identically. Manifests of earlier
// versions lack the hashes of single files, which ModelSHA256 covers.
func same(a, b duel.Participant) bool {
	a.FileHashes, b.FileHashes = duel.FileHashes{}, duel.FileHashes{}
	return a == b
}

func orNone(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, ", ")
}

func describeTest(t *rating.SPRT) string {
	if t == nil {
		return "none"
	}
	return fmt.Sprintf("%v,%v (alpha %v, beta %v)", t.Elo0, t.Elo1, t.Alpha, t.Beta)
}

// hashes returns the hashes of a model's files for people.
func hashes(p duel.Participant) string {
	return policy.FileHashes(p.FileHashes).Describe(p.ModelSHA256)
}

func describe(p duel.Participant) string {
	if p.ModelSHA256 == "" {
		return p.Spec
	}
	text := fmt.Sprintf("%s (%s, %s", p.Spec, hashes(p), p.Decoder)
	if p.Provider != "" {
		text += ", on " + p.Provider
	}
	return text + ")"
}
