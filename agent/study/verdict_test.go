package study

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/rating"
)

// result evaluates a unit that finds so many of the expert's ten presses.
func result(t *testing.T, found int) offline.Result {
	t.Helper()
	e, err := offline.New(offline.Config{Classes: []string{"no_action", "poke"}})
	if err != nil {
		t.Fatal(err)
	}
	r := offline.Recording{Name: "r", Truth: make([]int, 200), Predicted: make([]int, 200)}
	for i := range 10 {
		r.Truth[20*i] = 1
		if i < found {
			r.Predicted[20*i] = 1
		}
	}
	if err := e.Add(r); err != nil {
		t.Fatal(err)
	}
	evaluated, err := e.Result()
	if err != nil {
		t.Fatal(err)
	}
	return evaluated
}

// level has a unit for each number of wins out of 20 pairs, none for −1. The first
// finds the fewest presses offline, the last the most.
func level(t *testing.T, wins ...int) (*Level, []offline.Result, []map[pairKey]float64) {
	t.Helper()
	l := &Level{}
	var results []offline.Result
	var scores []map[pairKey]float64
	for i, n := range wins {
		u := OnlineUnit{Unit: fmt.Sprintf("unit %d", i), SkillsPerMinute: 10}
		pairs := map[pairKey]float64{}
		if n >= 0 {
			u.Pentanomial = rating.Pentanomial{20 - n, 0, 0, 0, n}
			for p := range 20 {
				pairs[pairKey{0, p}] = float64(min(max(n-p, 0), 1))
			}
		}
		results = append(results, result(t, i+2))
		u.finish(results[i].Collapsed)
		l.Units, scores = append(l.Units, u), append(scores, pairs)
	}
	return l, results, scores
}

func TestAUnitHasCollapsedOnTheLogsOrInPlay(t *testing.T) {
	for _, c := range []struct {
		offline bool
		perMin  float64
		pairs   int
		want    bool
	}{{false, 10, 20, false}, {true, 10, 20, true}, {false, 0, 20, true}, {false, 0, 0, false}, {true, 0, 0, true}} {
		u := OnlineUnit{SkillsPerMinute: c.perMin, Pentanomial: rating.Pentanomial{c.pairs}}
		u.finish(c.offline)
		if u.Collapsed != c.want {
			t.Errorf("offline %v, %v skills a minute, %d pairs: collapsed %v, want %v", c.offline, c.perMin, c.pairs, u.Collapsed, c.want)
		}
	}
}

func TestUnitsWithoutAFinishedPairAreLeftOut(t *testing.T) {
	l, results, scores := level(t, 2, 6, -1, 10, 14, 18)
	if err := l.compare(results, scores, make([]string, len(results)), 1); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(l.LeftOut, []string{"unit 2"}) || l.Metric("event_recall_2").All.Units != 5 {
		t.Errorf("left out %q, %d units compared; want unit 2 left out of six", l.LeftOut, l.Metric("event_recall_2").All.Units)
	}
	if l, results, scores := level(t, 5, -1, -1); l.compare(results, scores, make([]string, len(results)), 1) == nil {
		t.Error("one unit with pairs is compared with nobody")
	}
}

// distinct evaluates a unit whose event recall ±2 grows with i, 0 to 11, while its
// other metrics are shuffled: hits are a frame late, near misses four frames, and
// false presses far from any press of the expert.
func distinct(t *testing.T, i int) offline.Result {
	t.Helper()
	e, err := offline.New(offline.Config{Classes: []string{"no_action", "poke"}})
	if err != nil {
		t.Fatal(err)
	}
	const presses = 14
	r := offline.Recording{Name: "r", Truth: make([]int, 40*presses), Predicted: make([]int, 40*presses)}
	for k := range presses {
		r.Truth[40*k] = 1
		switch {
		case k <= i:
			r.Predicted[40*k+1] = 1
		case k <= i+[]int{5, 9, 2, 8, 0, 4, 6, 1, 5, 0, 3, 1}[i]:
			r.Predicted[40*k+4] = 1
		}
	}
	for k := range []int{60, 20, 110, 10, 100, 40, 0, 90, 30, 80, 120, 50}[i] {
		r.Predicted[40*(k%presses)+12+2*(k/presses)] = 1
	}
	if err := e.Add(r); err != nil {
		t.Fatal(err)
	}
	evaluated, err := e.Result()
	if err != nil {
		t.Fatal(err)
	}
	return evaluated
}

func TestTheVerdictNamesAMetricOnlyIfItCanBeTold(t *testing.T) {
	for name, c := range map[string]struct {
		wins     []int
		distinct bool
		says     []string
	}{
		"too few to compare": {[]int{2, 6, 10, 14}, false, []string{"No verdict: 4 units; name at least 8 that differ."}},
		"too few to tell":    {[]int{2, 6, 10, 14, 18}, false, []string{"No metric could be confirmed: ", "5 units are too few, so that a single one can change the order (name at least 8)"}},
		"seven":              {[]int{1, 2, 3, 4, 5, 6, 7}, true, []string{"No metric could be confirmed: ", "event recall ±2 leads, but 7 units are too few"}},
		"a leader that may not predict": {[]int{10, 3, 14, 6, 18, 4, 12, 9}, false,
			[]string{"No metric could be confirmed: ", " leads, but the interval of its ρ includes 0 (+0."}},
		"rivals that rank the same": {[]int{2, 4, 6, 8, 10, 12, 14, 16}, false,
			[]string{"No metric could be confirmed: ", " leads, but it is not shown to predict better than ", "(difference in ρ +0.00), ", " more. "}},
		"a clear leader": {[]int{1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17}, true,
			[]string{"Choose models by event recall ±2, which was confirmed on models that did not choose it. Event recall ±2 predicts the online score best: ρ = +1.00 over 12 units"}},
	} {
		t.Run(name, func(t *testing.T) {
			l, results, scores := level(t, c.wins...)
			if c.distinct {
				for i := range results {
					results[i] = distinct(t, i)
				}
			}
			if err := l.compare(results, scores, make([]string, len(results)), 1); err != nil {
				t.Fatal(err)
			}
			d := &Document{Levels: []Level{*l}, Seed: 1}
			d.conclude()
			for _, part := range c.says {
				if !strings.Contains(d.Verdict, part) {
					t.Errorf("%q is missing in the verdict %q", part, d.Verdict)
				}
			}
			told := strings.HasPrefix(d.Verdict, "Choose models by ")
			if l.Judged != told || (d.Choose != "") != told {
				t.Errorf("judged %v, choose %q, verdict %q; want them to agree", l.Judged, d.Choose, d.Verdict)
			}
		})
	}
}

// Decoders of one model say nothing about the next model.
func TestALeaderOverOneModelIsNotConfirmed(t *testing.T) {
	l, results, scores := level(t, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17)
	models := make([]string, len(results))
	for i := range results {
		results[i], models[i] = distinct(t, i), "the same"
	}
	if err := l.compare(results, scores, models, 1); err != nil {
		t.Fatal(err)
	}
	d := &Document{Levels: []Level{*l}, Seed: 1}
	d.conclude()
	if d.Choose != "" || !strings.HasPrefix(d.Verdict, "No metric could be confirmed: event recall ±2 leads, but ") || !strings.Contains(d.Verdict, "too few models (1; name at least 5); half of the models cannot be held out") {
		t.Errorf("choose %q, verdict %q; want none", d.Choose, d.Verdict)
	}
}

// Over several costs the difference is that of the mean ρ, on the same units.
func TestTheVerdictOverSeveralCostsFollowsTheSameRules(t *testing.T) {
	d := &Document{Seed: 1}
	for cost, wins := range map[int32][]int{0: {1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17}, 100: {2, 1, 3, 5, 6, 8, 9, 11, 12, 14, 15, 17}} {
		l, results, scores := level(t, wins...)
		for i := range results {
			results[i] = distinct(t, i)
		}
		l.WrongPressCost = cost
		if err := l.compare(results, scores, make([]string, len(results)), 1); err != nil {
			t.Fatal(err)
		}
		d.Levels = append(d.Levels, *l)
	}
	d.conclude()
	if d.Choose != "event_recall_2" || !strings.HasPrefix(d.Verdict, "Choose models by event recall ±2, which was confirmed on models that did not choose it. Over ") {
		t.Errorf("choose %q, verdict %q; want event recall ±2", d.Choose, d.Verdict)
	}
	l := &d.Levels[1]
	l.Metric("event_recall_2").All.SpearmanCI95.Lo = -0.1
	d.Overall = nil
	d.conclude()
	if want := fmt.Sprintf(" at a cost of %d)", l.WrongPressCost); d.Choose != "" || !strings.Contains(d.Verdict, "the interval of its ρ includes 0 (+") || !strings.Contains(d.Verdict, want) {
		t.Errorf("choose %q, verdict %q; want none, and %q", d.Choose, d.Verdict, want)
	}
}

func TestAMetricThatRanksTheWrongWayRoundDoesNotLead(t *testing.T) {
	l, results, scores := level(t, 18, 14, 10, 6, 2) // who finds more presses loses more
	if err := l.compare(results, scores, make([]string, len(results)), 1); err != nil {
		t.Fatal(err)
	}
	if p := l.Metric("event_recall_2"); float64(p.All.Spearman) != -1 || p.Pick != "unit 4" || float64(p.All.RegretAt1) != 0.8 {
		t.Errorf("recall: ρ %v, picks %s, regret %v; want −1, unit 4 and 0.8", p.All.Spearman, p.Pick, p.All.RegretAt1)
	}
	if p := l.Metric("no such metric"); p.All != nil {
		t.Errorf("an unknown metric has a result: %+v", p)
	}
}
