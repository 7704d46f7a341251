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
	KeepScores   bool               `json:"keep_scores,omitempty"`
	SHA256       string             `json:"sha256"` // see hashed
}

// ManifestSchema is the schema of manifest.json.
const ManifestSchema = "kumite.manifest/2"

// NewManifest describes a run; who is the result of Identify.
func NewManifest(cfg Config, who []duel.Participant) Manifest {
	m := Manifest{
		Schema: ManifestSchema, RulesVersion: sim.RulesVersion, Rules: cfg.Rules, Seed: cfg.Seed,
		Pairs: cfg.pairs(), DelayTicks: cfg.Delay.Ticks(), Latency: cfg.Latency, Gauntlet: cfg.Gauntlet, Test: cfg.Test, Contestants: who, Shard: cfg.Shard,
		KeepScores: cfg.KeepScores,
	}
	return m.hashed()
}

// hashed returns m with the hash of what determines the run: of its contents without
// its growth, its shard, whether scores are kept, and the hashes of single files, which the models' hashes cover.
func (m Manifest) hashed() Manifest {
	of := m
	of.SHA256, of.Growth, of.Shard, of.KeepScores, of.Contestants = "", nil, Shard{}, false, slices.Clone(m.Contestants)
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

// setting is a setting of a run, as a comparable value for people.
type setting struct {
	name  string
	value any
	play  bool // a match of the same contestants on the same seed depends on it
}

func (m Manifest) settings() []setting {
	return []setting{
		{"schema", m.Schema, false},
		{"rules_version", m.RulesVersion, true},
		{"match_ticks", m.Rules.MatchTicks, true},
		{"health", m.Rules.Health, true},
		{"wrong_press_cost", m.Rules.WrongPressCost, true},
		{"seed", m.Seed, false},
		{"pairs", m.Pairs, false},
		{"delay_ticks", m.DelayTicks, true},
		{"latency", m.Latency.describe(), true},
		{"gauntlet", orNone(m.Gauntlet), false},
		{"sprt", describeTest(m.Test), false},
		{"shard", m.Shard, false},
		{"number of contestants", len(m.Contestants), false},
	}
}

// Difference is a setting that differs between two runs.
type Difference struct {
	Setting string `json:"setting"`
	A       any    `json:"a"`
	B       any    `json:"b"`
}

func (d Difference) String() string { return fmt.Sprintf("%s is %v and %v", d.Setting, d.A, d.B) }

// Differences returns the rules and the timing in which two runs differ: the settings
// that a match of the same contestants on the same seed depends on.
func Differences(a, b Manifest) (all []Difference) {
	there := b.settings()
	for i, x := range a.settings() {
		if y := there[i]; x.play && x.value != y.value {
			all = append(all, Difference{x.name, x.value, y.value})
		}
	}
	return all
}

// Differ describes the first difference between a folder's manifest and m, "" for
// none.
func (m Manifest) Differ(there Manifest) string {
	now := m.settings()
	for i, old := range there.settings() {
		if x := now[i]; old.value != x.value {
			return fmt.Sprintf("%s is %v there and %v now", x.name, old.value, x.value)
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
