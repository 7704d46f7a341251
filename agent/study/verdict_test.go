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
	if err := l.compare(results, scores, 1); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(l.LeftOut, []string{"unit 2"}) || l.Metric("event_recall_2").All.Units != 5 {
		t.Errorf("left out %q, %d units compared; want unit 2 left out of six", l.LeftOut, l.Metric("event_recall_2").All.Units)
	}
	if l, results, scores := level(t, 5, -1, -1); l.compare(results, scores, 1) == nil {
		t.Error("one unit with pairs is compared with nobody")
	}
}

func TestTheVerdictNamesAMetricOnlyOverEnoughUnits(t *testing.T) {
	for _, c := range []struct {
		wins   []int
		judged bool
	}{{[]int{2, 6, 10, 14, 18}, true}, {[]int{2, 6, 10, 14}, false}} {
		l, results, scores := level(t, c.wins...)
		if err := l.compare(results, scores, 1); err != nil {
			t.Fatal(err)
		}
		d := &Document{Levels: []Level{*l}}
		d.conclude()
		if l.Judged != c.judged || (d.Choose != "") != c.judged {
			t.Errorf("%d units: judged %v, choose %q, %q", len(c.wins), l.Judged, d.Choose, d.Verdict)
		}
		if !c.judged && !strings.HasPrefix(d.Verdict, "No verdict: 4 units") {
			t.Errorf("%d units: the verdict is %q", len(c.wins), d.Verdict)
		}
	}
}

func TestAMetricThatRanksTheWrongWayRoundDoesNotLead(t *testing.T) {
	l, results, scores := level(t, 18, 14, 10, 6, 2) // who finds more presses loses more
	if err := l.compare(results, scores, 1); err != nil {
		t.Fatal(err)
	}
	if p := l.Metric("event_recall_2"); float64(p.All.Spearman) != -1 || p.Pick != "unit 4" || float64(p.All.RegretAt1) != 0.8 {
		t.Errorf("recall: ρ %v, picks %s, regret %v; want −1, unit 4 and 0.8", p.All.Spearman, p.Pick, p.All.RegretAt1)
	}
	if p := l.Metric("no such metric"); p.All != nil {
		t.Errorf("an unknown metric has a result: %+v", p)
	}
}
