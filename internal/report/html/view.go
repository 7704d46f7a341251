package html

import (
	"cmp"
	"fmt"
	"html/template"
	"reflect"
	"slices"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/recommend"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/policy/stats"
)

// view is what the template shows. Its strings are text; the template escapes them.
type view struct {
	Title, Version string
	Policy         template.HTMLAttr
	Style          template.CSS

	Verdict   recommend.Verdict
	Sentence  string
	Against   long
	Warnings  long
	Standings []standing
	Names     []string // of the columns of Cross
	Cross     []crossRow
	Funnels   []funnel

	RunningOf   string // contestant
	Running     []running
	RunningLeft int // charts that are left out

	Skills  []skills
	Decided bool   // what models chose was kept
	Expert  string // where the expert's mix is from, "" for none
	Lost    []lost
	Timings []timing
	Offline []offlineResult

	Sides string   // side advantage, "" without a finished pair
	Fit   []string // how well one rating per contestant fits
	Voids []void
	Cards []card
	Facts []fact

	Compared []compared
	Figures  []figure

	Candidates []string    // columns of Complaints
	Complaints []complaint // none if no tests were played
	Changes    []string    // what each candidate settles and brings back

	Matches matches
	Replays map[string]replay // by match
	Scores  map[string]replay // by match; none unless the run kept them
	Player  *embedded
}

// embedded is the player as the page contains it.
type embedded struct {
	Loader template.JS
	Wasm   replay
	Script template.JS
}

// replay is a file in base64.
type replay string

type standing struct {
	Rank                        int
	Name                        string
	Marks                       []string // "collapsed", "withdrawn"
	Score, Elo, WinRate, Skills string
	Draws, Voids                int
	Interval                    *interval // of the pair score; nil without a pair
}

// interval is drawn on an axis from 0 to 100.
type interval struct{ Lo, Mid, Hi, Width float64 }

func newInterval(mid stats.Float, ci stats.Interval) *interval {
	return &interval{100 * ci.Lo, 100 * float64(mid), 100 * ci.Hi, 100 * (ci.Hi - ci.Lo)}
}

// long is a list whose rest is folded.
type long struct{ First, Rest []string }

func newLong(all []string) long {
	const most = 8
	n := min(len(all), most)
	if len(all) == most+1 {
		n++ // a fold of one line hides nothing
	}
	return long{slices.Clone(all[:n]), slices.Clone(all[n:])}
}

// fact is a name and its value.
type fact struct{ Name, Value string }

// newView creates the view of a document.
func newView(d Document) (*view, error) {
	r := d.Run.Results
	v := &view{
		Title: d.Title, Version: d.Version, Style: template.CSS(style),
		Verdict: d.Advice.Verdict, Sentence: d.Advice.Sentence, Against: newLong(slices.Concat(d.Advice.Against, againstOnLogs(d.Offline, r, d.Advice.Name))), Warnings: newLong(slices.Concat(d.Notes, warningsOnLogs(d.Offline, r, d.Advice.Name), report.Warnings(r))), Fit: report.FitNotes(r),
		Standings: newStandings(r), Funnels: newFunnels(r), Voids: newVoids(d.Run), Cards: newCards(d.Run, d.Models), Facts: newFacts(d.Run),
	}
	if err := v.addRunning(d.Run, cmp.Or(d.Advice.Name, v.first())); err != nil {
		return nil, err
	}
	if d.Broken != nil {
		v.addSkills(r, d.Broken, d.Offline)
		v.Lost = newLost(d.Broken, v.rank())
	}
	v.Timings, v.Offline = newTimings(r), newOffline(d.Offline, r)
	v.Compared, v.Figures = newCompared(d.Others), newFigures(d.Figures)
	v.addCross(r)
	v.addComplaints(d.Tests)
	if s := r.SideAdvantage; s != nil {
		v.Sides = fmt.Sprintf("%+.3f [%+.3f, %+.3f] points per leg over %s", s.Advantage, s.CI95.Lo, s.CI95.Hi, number.Of(s.Pairs, "pair"))
	}
	var err error
	if v.Matches, v.Replays, v.Scores, err = newMatches(d.Run, d.Player != nil); err != nil {
		return nil, err
	}
	if d.Player != nil {
		v.Facts = append(v.Facts, fact{"in this file", fmt.Sprintf("replays %s, scores of the models %s, player %s", size(v.Replays), size(v.Scores), megabytes(len(d.Player.data())))})
	}
	showAll(reflect.ValueOf(v).Elem())
	allowed := []string{script}
	v.Player = &embedded{Script: template.JS(script)}
	if d.Player != nil {
		v.Player.Loader, v.Player.Wasm = template.JS(d.Player.loader), replay(d.Player.data())
		allowed = append(allowed, d.Player.loader)
	}
	v.Policy = template.HTMLAttr(fmt.Sprintf(`content="%s"`, policy(allowed...)))
	return v, nil
}

// rank returns the names of the contestants, the best first.
func (v *view) rank() (names []string) {
	for _, s := range v.Standings {
		names = append(names, s.Name)
	}
	return names
}

// first returns the name of the best contestant.
func (v *view) first() string { return v.Standings[0].Name }

// ranked returns the standings, the best first.
func ranked(r arena.Results) []arena.Standing {
	all := slices.Clone(r.Contestants)
	value := func(s arena.Standing) float64 {
		switch {
		case s.Elo.Defined():
			return float64(s.Elo)
		case s.PairScore.Defined():
			return float64(s.PairScore)
		}
		return float64(s.WinRate)
	}
	slices.SortStableFunc(all, func(a, b arena.Standing) int {
		if a.Elo.Defined() != b.Elo.Defined() { // withdrawn contestants have none
			return cmp.Compare(bit(b.Elo.Defined()), bit(a.Elo.Defined()))
		}
		return cmp.Compare(value(b), value(a))
	})
	return all
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func newStandings(r arena.Results) (all []standing) {
	for i, c := range ranked(r) {
		s := standing{
			Rank: i + 1, Name: c.Name, Score: "no pairs", Elo: report.Elo(c.Elo, c.EloCI95, c.EloBiased),
			WinRate: report.Rate(c.Wins, c.Games, c.WinRateCI95), Skills: fmt.Sprintf("%.1f", c.SkillsPerMinute), Draws: c.Draws, Voids: c.Voids,
		}
		if c.Collapsed {
			s.Marks = append(s.Marks, "collapsed")
		}
		if c.Withdrawn != nil {
			s.Marks = append(s.Marks, "withdrawn")
		}
		if c.PairScore.Defined() {
			s.Score = report.Share(float64(c.PairScore), c.PairScoreCI95)
			s.Interval = newInterval(c.PairScore, c.PairScoreCI95)
		}
		all = append(all, s)
	}
	return all
}
