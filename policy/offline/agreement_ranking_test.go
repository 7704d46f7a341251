package offline_test

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
)

// evaluated returns the result of a synthetic recording of an expert that presses
// class 1 every 50 frames and a policy that presses on the given frames.
func evaluated(t *testing.T, presses func(frame int) bool) *offline.Result {
	t.Helper()
	e, err := offline.New(offline.Config{Classes: []string{"no_action", "poke"}})
	if err != nil {
		t.Fatal(err)
	}
	r := offline.Recording{Name: "a"}
	for f := range 1000 {
		truth, predicted := 0, 0
		if f%50 == 25 {
			truth = 1
		}
		if presses(f) {
			predicted = 1
		}
		r.Truth, r.Predicted = append(r.Truth, truth), append(r.Predicted, predicted)
	}
	if err := e.Add(r); err != nil {
		t.Fatal(err)
	}
	result, err := e.Result()
	if err != nil {
		t.Fatal(err)
	}
	return &result
}

// units returns five policies, from one that never acts to the expert, with rising
// online scores.
func units(t *testing.T) []offline.Unit {
	every := func(n int) func(int) bool { return func(f int) bool { return f%50 == 25 && f/50%n == 0 } }
	return []offline.Unit{
		{Name: "silent", Offline: evaluated(t, func(int) bool { return false }), Online: 0, Collapsed: true},
		{Name: "fifth", Offline: evaluated(t, every(5)), Online: 0.2},
		{Name: "third", Offline: evaluated(t, every(3)), Online: 0.3},
		{Name: "half", Offline: evaluated(t, every(2)), Online: 0.5},
		{Name: "expert", Offline: evaluated(t, every(1)), Online: 0.9},
	}
}

func metric(t *testing.T, all []offline.Predictor, key string) offline.Predictor {
	t.Helper()
	for _, p := range all {
		if p.Metric == key {
			return p
		}
	}
	t.Fatalf("no metric %s", key)
	return offline.Predictor{}
}

func TestMetricsThatRankLikeTheGameComeFirst(t *testing.T) {
	all, err := offline.Predictors(units(t), 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != len(offline.Metrics()) {
		t.Fatalf("%d predictors, want one for each of %d metrics", len(all), len(offline.Metrics()))
	}
	p := metric(t, all, "event_f1_5")
	if p.All.Spearman != 1 || p.All.MMRV != 0 || p.Pick != "expert" || p.PickScore != 0.9 {
		t.Errorf("event-F1: %+v, picks %s", *p.All, p.Pick)
	}
	for i := 1; i < len(all); i++ {
		a, b := all[i-1].All, all[i].All
		if (len(all[i-1].Undefined) > 0) == (len(all[i].Undefined) > 0) && a != nil && b != nil && a.Spearman.Defined() && b.Spearman.Defined() && a.Spearman < b.Spearman {
			t.Errorf("%s (ρ %v) is before %s (ρ %v)", all[i-1].Metric, a.Spearman, all[i].Metric, b.Spearman)
		}
	}
}

// Precision ranks the acting units as the game does, but is undefined for the
// silent one.
func TestAMetricThatIsUndefinedForSomeUnitsIsNotFirst(t *testing.T) {
	list := units(t)
	for i, online := range []float64{0.95, 0.2, 0.3, 0.5, 0.9} { // the silent unit wins, so that every metric of presses is wrong about it
		list[i].Online = online
	}
	all, err := offline.Predictors(list, 1)
	if err != nil {
		t.Fatal(err)
	}
	partly := false
	for _, p := range all {
		if partly && len(p.Undefined) == 0 {
			t.Errorf("%s is defined for all units but comes after a metric that is not", p.Metric)
		}
		partly = partly || len(p.Undefined) > 0
	}
	if p := metric(t, all, "event_precision_5"); len(p.Undefined) != 1 || len(all[0].Undefined) != 0 {
		t.Errorf("precision is undefined for %v, and the first metric, %s, for %v; want one unit, and none", p.Undefined, all[0].Metric, all[0].Undefined)
	}
}

func TestCollapsedUnitsAreLeftOutOfTheSecondComparison(t *testing.T) {
	all, err := offline.Predictors(units(t), 1)
	if err != nil {
		t.Fatal(err)
	}
	if p := metric(t, all, "event_recall_5"); p.All.Units != 5 || p.Acting.Units != 4 {
		t.Errorf("%d units in all, %d acting; want 5 and 4", p.All.Units, p.Acting.Units)
	}
}

func TestAMetricIsJudgedOnTheUnitsThatDefineIt(t *testing.T) {
	all, err := offline.Predictors(units(t), 1)
	if err != nil {
		t.Fatal(err)
	}
	// Precision is undefined without presses, NLL without scores.
	if p := metric(t, all, "event_precision_5"); len(p.Undefined) != 1 || p.Undefined[0] != "silent" || p.All.Units != 4 {
		t.Errorf("precision: undefined for %v, %d units; want silent and 4", p.Undefined, p.All.Units)
	}
	p := metric(t, all, "nll_skill")
	if len(p.Undefined) != 5 || p.All != nil || p.Pick != "" || p.PickScore.Defined() {
		t.Errorf("NLL without scores: %+v", p)
	}
	if all[len(all)-1].All != nil {
		t.Error("a metric that is undefined for all units is not last")
	}
}

func TestALargeToleranceRewardsAnEcho(t *testing.T) {
	// The echo presses five frames after the expert, when the press is visible.
	echo := evaluated(t, func(f int) bool { return f%50 == 30 })
	half := evaluated(t, func(f int) bool { return f%100 == 25 })
	of := map[string]func(*offline.Result) float64{}
	for _, m := range offline.Metrics() {
		of[m.Key] = m.Of
	}
	for key, fooled := range map[string]bool{"event_f1_5": true, "event_f2_5": true, "event_recall_5": true, "event_f1_2": false, "event_f2_2": false, "event_recall_2": false} {
		if got := of[key](echo) > of[key](half); got != fooled {
			t.Errorf("%s: %v for the echo, %v for half of the expert's presses", key, of[key](echo), of[key](half))
		}
	}
}

func TestEveryMetricPrefersTheBetterPolicy(t *testing.T) {
	expert := evaluated(t, func(f int) bool { return f%50 == 25 })
	wild := evaluated(t, func(f int) bool { return f%7 == 0 && f < 600 })
	silent := evaluated(t, func(int) bool { return false })
	seen := map[string]bool{}
	for _, m := range offline.Metrics() {
		if seen[m.Key] || m.Name == "" || m.Better == "" {
			t.Errorf("metric %q: duplicate, or without a name", m.Key)
		}
		seen[m.Key] = true
		if m.Scores {
			continue
		}
		good, bad := m.Of(expert), m.Of(wild)
		if !(good > bad) {
			t.Errorf("%s: %v for the expert, %v for a policy that presses at random; want the expert's higher", m.Key, good, bad)
		}
		if v := m.Of(silent); math.IsInf(v, 0) {
			t.Errorf("%s of a policy that never presses is infinite", m.Key)
		}
	}
	// Printed must return eval's number.
	var doc map[string]any
	data, err := json.Marshal(wild)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	for _, m := range offline.Metrics() {
		want, ok := doc[m.Key]
		if !ok && !strings.HasPrefix(m.Key, "event_") {
			t.Errorf("%s is not a key of eval's document", m.Key)
		}
		if v, number := want.(float64); number && math.Abs(v-m.Printed(wild)) > 1e-12 {
			t.Errorf("%s prints %v, eval %v", m.Key, m.Printed(wild), v)
		}
	}
}

func TestTheNoiseCeilingIsHighOnlyIfStrengthsDiffer(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	draw := func(strength func(unit int) float64) [][]float64 {
		scores := make([][]float64, 12)
		for u := range scores {
			for range 400 {
				v := 0.0
				if r.Float64() < strength(u) {
					v = 1
				}
				scores[u] = append(scores[u], v)
			}
		}
		return scores
	}
	ceiling := func(scores [][]float64) offline.Ceiling {
		c, err := offline.NoiseCeiling(scores, 1)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	apart := ceiling(draw(func(u int) float64 { return float64(u+1) / 13 }))
	if apart.Pairs != 400 || apart.Halves < 0.95 || apart.Whole <= apart.Halves || apart.Metric < apart.Whole || apart.Metric > 1 {
		t.Errorf("units of very different strength: %+v, want 0.95 ≤ halves < whole ≤ metric ≤ 1", apart)
	}
	alike := ceiling(draw(func(int) float64 { return 0.5 }))
	if math.Abs(float64(alike.Halves)) > 0.5 {
		t.Errorf("units of equal strength: %+v, want halves near 0", alike)
	}
	scores := draw(func(u int) float64 { return float64(u) / 12 })
	if a, b := ceiling(scores), ceiling(scores); a != b {
		t.Errorf("the same seed gave %+v and %+v", a, b)
	}
	same := [][]float64{{1, 1, 1}, {1, 1, 1}}
	if c := ceiling(same); c.Halves.Defined() || stats.Float(c.Metric).Defined() {
		t.Errorf("units that all score the same: %+v, want undefined", c)
	}
	for name, bad := range map[string][][]float64{"one unit": {{1, 0}}, "one pair": {{1}, {0}}, "unequal": {{1, 0}, {1}}} {
		if _, err := offline.NoiseCeiling(bad, 1); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}
