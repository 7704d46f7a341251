package review_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/review"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
)

const when = "2026-01-31T12:00:00Z"

// played plays a short run of scripts.
func played(t *testing.T) *arena.Record {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "run")
	rules := sim.DefaultRules()
	rules.MatchTicks = 15 * sim.TickRate
	run := arena.Tournament{Config: arena.Config{Pairs: 8, Seed: 5, Rules: rules}, Load: bot.Setup{}.Loader(), Workers: 1}
	if err := run.Config.SetContestants([]string{"script:pro", "script:rookie", "script:spammer"}, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := run.Run(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	record, err := arena.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	return record
}

func config() review.Config {
	return review.Config{Contestants: []string{"pro", "rookie"}, Situations: 12, Seconds: 5, Seed: 1}
}

func TestBothClipsBeginInOneSituationAndNameNobody(t *testing.T) {
	run := played(t)
	sheet, key, err := review.Prepare(t.Context(), run, t.TempDir(), config())
	if err != nil {
		t.Fatal(err)
	}
	if len(key.Items) != 14 || len(sheet.Items) != 14 {
		t.Fatalf("%d items and %d on the sheet; want 12 situations and 2 repeats", len(key.Items), len(sheet.Items))
	}
	left := map[int]int{}
	for i, item := range key.Items {
		var worlds [2]sim.World
		for side, clip := range sheet.Items[i] {
			for _, name := range []string{"pro", "rookie", "spammer", "script:"} {
				if bytes.Contains(clip.Replay, []byte(name)) {
					t.Errorf("item %d: the clip contains %q", i, name)
				}
			}
			r, err := duel.Decode(bytes.NewReader(clip.Replay))
			if err != nil {
				t.Fatal(err)
			}
			if r.Contestants[0].Name != "left" || r.Contestants[1].Spec != "" {
				t.Errorf("item %d: the clip names %+v", i, r.Contestants)
			}
			p, err := duel.NewPlayback(r)
			if err != nil {
				t.Fatal(err)
			}
			p.Seek(clip.From)
			worlds[side] = *p.World()
		}
		if worlds[0].Hash() != worlds[1].Hash() {
			t.Errorf("item %d: the clips begin in different situations", i)
		}
		if item.Clips[0].Contestant == item.Clips[1].Contestant {
			t.Errorf("item %d compares contestant %d with itself", i, item.Clips[0].Contestant)
		}
		left[item.Clips[0].Contestant]++
		if first := item.Repeats; first != nil && (key.Items[*first].Clips[0] != item.Clips[1] || key.Items[*first].Situation != item.Situation) {
			t.Errorf("item %d repeats %d, but not with the sides swapped", i, *first)
		}
	}
	if left[0] == 0 || left[1] == 0 {
		t.Errorf("left is %v; want both contestants there", left)
	}
	again, _, err := review.Prepare(t.Context(), run, t.TempDir(), config())
	if err != nil || again.Review != sheet.Review {
		t.Errorf("the same seed gives another review, or %v", err)
	}
}

func TestAReviewThatCannotBePreparedIsRefused(t *testing.T) {
	run := played(t)
	for _, c := range []struct {
		change func(*review.Config)
		want   string
	}{
		{func(c *review.Config) { c.Contestants = []string{"pro"} }, "at least two contestants"},
		{func(c *review.Config) { c.Contestants = []string{"pro", "nobody"} }, "has no contestant nobody"},
		{func(c *review.Config) { c.Contestants = []string{"pro", "pro"} }, "pro is named twice"},
		{func(c *review.Config) { c.Situations = 0 }, "situations is 0"},
		{func(c *review.Config) { c.Seconds = 1 }, "want 2 to 60"},
	} {
		cfg := config()
		c.change(&cfg)
		if _, _, err := review.Prepare(t.Context(), run, t.TempDir(), cfg); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want %q", err, c.want)
		}
	}
	dir := t.TempDir()
	if _, _, err := review.Prepare(t.Context(), run, dir, config()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := review.Prepare(t.Context(), run, dir, config()); err == nil || !strings.Contains(err.Error(), "already contains a review") {
		t.Errorf("a second review in the folder: %v", err)
	}
}

// answers writes the file of a reviewer.
func answers(t *testing.T, sum, reviewer string, all ...review.Answer) string {
	t.Helper()
	data, err := json.Marshal(review.Export{Schema: review.ExportSchema, Review: sum, Reviewer: reviewer, Verdicts: all})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "verdicts.json")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestVerdictsAreAddedOnceAndUnblinded(t *testing.T) {
	dir := t.TempDir()
	sheet, key, err := review.Prepare(t.Context(), played(t), dir, config())
	if err != nil {
		t.Fatal(err)
	}
	var all []review.Answer
	for i, item := range key.Items { // prefers the pro, always
		choice := review.Left
		if item.Clips[1].Contestant == 0 {
			choice = review.Right
		}
		all = append(all, review.Answer{Item: i, Choice: choice, When: when})
	}
	path := answers(t, sheet.Review, "one", all...)
	if n, err := review.Add(dir, path); err != nil || n != 14 {
		t.Fatalf("added %d, %v; want 14", n, err)
	}
	if n, err := review.Add(dir, path); err != nil || n != 0 {
		t.Errorf("a second time %d were added, %v; want none", n, err)
	}
	if n, err := review.Add(dir, answers(t, sheet.Review, "two", review.Answer{Item: 0, Choice: review.Same, When: when})); err != nil || n != 1 {
		t.Fatalf("added %d, %v; want 1", n, err)
	}
	d, err := review.Results(dir)
	if err != nil {
		t.Fatal(err)
	}
	p := d.Preferences[0]
	if p.A != "pro" || p.B != "rookie" || p.ForA != 12 || p.ForB != 0 || p.Same != 1 || p.Situations != 12 || float64(p.Share) != 11.75/12 || p.CI95 != stats.Wilson(11.75, 12) {
		t.Errorf("preference is %+v", p)
	}
	if d.Reviewers != 2 || d.Verdicts != 13 || d.Repeated != 2 || d.Self != 1 || d.Compared != 1 || d.Agreement != 0 {
		t.Errorf("results are %+v", d)
	}
	for name, c := range map[string]struct {
		file, want string
	}{
		"another review": {answers(t, "x", "one"), "belongs to another review"},
		"item":           {answers(t, sheet.Review, "one", review.Answer{Item: 99, Choice: review.Left, When: when}), "item is 99"},
		"choice":         {answers(t, sheet.Review, "one", review.Answer{Choice: "up", When: when}), `choice is "up"`},
		"time":           {answers(t, sheet.Review, "one", review.Answer{Choice: review.Left, When: "now"}), `when is "now"`},
		"reviewer":       {answers(t, sheet.Review, "", review.Answer{Choice: review.Left, When: when}), "the reviewer's name"},
	} {
		if _, err := review.Add(dir, c.file); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
	if _, err := review.Results(t.TempDir()); err == nil || !strings.Contains(err.Error(), "kumite review RUN --out") {
		t.Errorf("a folder without a review: %v", err)
	}
}

// made returns a key of a number of situations for each two of some contestants.
func made(contestants, situations int) *review.Key {
	k := &review.Key{Schema: review.KeySchema}
	for i := range contestants {
		k.Contestants = append(k.Contestants, duel.Participant{Name: fmt.Sprint("c", i)})
	}
	for a := range contestants {
		for b := range a {
			for range situations {
				item := review.Item{Situation: len(k.Items), Clips: [2]review.Clip{{Contestant: b}, {Contestant: a}}}
				if len(k.Items)%2 == 1 {
					item.Clips[0], item.Clips[1] = item.Clips[1], item.Clips[0]
				}
				k.Items = append(k.Items, item)
			}
		}
	}
	return k
}

// reviewers draws the verdicts of two reviewers. likes is the probability that one prefers
// contestant a to b.
func reviewers(k *review.Key, seed uint64, likes func(reviewer, a, b int) float64) (all []review.Verdict) {
	r := rand.New(rand.NewPCG(seed, 0))
	for reviewer := range 2 {
		for i, item := range k.Items {
			choice := review.Right
			if r.Float64() < likes(reviewer, item.Clips[0].Contestant, item.Clips[1].Contestant) {
				choice = review.Left
			}
			all = append(all, review.Verdict{Reviewer: fmt.Sprint(reviewer), Answer: review.Answer{Item: i, Choice: choice, When: when}})
		}
	}
	return all
}

// Two reviewers who prefer the first contestant with 80 % and 60 % have a preference of 70 %.
func TestTheIntervalContainsAKnownPreference(t *testing.T) {
	const runs, truth = 300, 0.7
	k, inside := made(2, 60), 0
	for seed := range uint64(runs) {
		d := review.Tally(k, reviewers(k, seed, func(reviewer, a, b int) float64 {
			p := []float64{0.8, 0.6}[reviewer]
			if a > b {
				return 1 - p
			}
			return p
		}))
		if d.Preferences[0].CI95.Contains(truth) {
			inside++
		}
	}
	if rate := float64(inside) / runs; rate < 0.95 {
		t.Errorf("%d of %d intervals contain the preference of %v; want 95 %% at least", inside, runs, truth)
	}
}

func TestMoreThanTwoContestantsAreRated(t *testing.T) {
	strength := []float64{1, 2, 4} // Bradley–Terry
	k := made(3, 200)
	d := review.Tally(k, reviewers(k, 7, func(_, a, b int) float64 { return strength[a] / (strength[a] + strength[b]) }))
	if d.Ratings == nil || len(d.Preferences) != 3 {
		t.Fatalf("results are %+v; want ratings and three preferences", d)
	}
	for i, want := range []float64{-120.4, 0, 120.4} { // 400 log10 of the strength over 2
		if !d.Ratings.EloCI95[i].Contains(want) {
			t.Errorf("rating %d is %v in %v; want %v inside", i, d.Ratings.Elo[i], d.Ratings.EloCI95[i], want)
		}
	}
	d = review.Tally(k, slices.Clone(reviewers(k, 7, func(int, int, int) float64 { return 1 })[:3]))
	if d.Ratings != nil || d.RatingsError == "" {
		t.Errorf("with verdicts on two contestants only: %+v; want no ratings and the reason", d)
	}
}

// write puts a review of a key and its verdicts into a folder, as a stranger may.
func write(t *testing.T, k *review.Key, verdicts ...review.Verdict) (dir string) {
	t.Helper()
	dir = t.TempDir()
	var lines bytes.Buffer
	for _, v := range verdicts {
		line, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		lines.Write(append(line, '\n'))
	}
	data, err := json.Marshal(k)
	if err == nil {
		err = errors.Join(os.WriteFile(filepath.Join(dir, "key.json"), data, 0o644), os.WriteFile(filepath.Join(dir, "verdicts.jsonl"), lines.Bytes(), 0o644))
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

func verdict(reviewer string, item int) review.Verdict {
	return review.Verdict{Schema: review.VerdictSchema, Reviewer: reviewer, Answer: review.Answer{Item: item, Choice: review.Left, When: when}}
}

func TestAReviewerCountsOnceForAnItem(t *testing.T) {
	second := verdict("one", 0)
	second.Choice = review.Right
	d, err := review.Results(write(t, made(2, 3), verdict("one", 0), second, verdict("one", 0), verdict("two", 0)))
	if err != nil {
		t.Fatal(err)
	}
	if p := d.Preferences[0]; d.Verdicts != 2 || d.Compared != 1 || p.ForA+p.ForB != 2 || d.Agreement != 1 {
		t.Errorf("%d verdicts, %d compared, agreement %v, %+v; want the first of each reviewer", d.Verdicts, d.Compared, d.Agreement, p)
	}
}

func TestAReviewThatThisProgramDidNotWriteIsRefused(t *testing.T) {
	zero, one := 0, 1
	for what, c := range map[string]struct {
		change func(k *review.Key, v *review.Verdict)
		want   string
	}{
		"a contestant against itself": {func(k *review.Key, _ *review.Verdict) { k.Items[1].Clips[0] = k.Items[1].Clips[1] }, "item 1 compares a contestant with itself"},
		"a situation of two items":    {func(k *review.Key, _ *review.Verdict) { k.Items[1].Situation = 0 }, "items 0 and 1 have situation 0"},
		"a repetition of itself":      {func(k *review.Key, _ *review.Verdict) { k.Items[1].Repeats = &one }, "item 1 repeats item 1"},
		"a repetition of others": {func(k *review.Key, _ *review.Verdict) {
			k.Items[5].Situation, k.Items[5].Repeats = 0, &zero
		}, "item 5 repeats item 0"},
		"two of one name":      {func(k *review.Key, _ *review.Verdict) { k.Contestants[1].Name = "c0" }, "two contestants are called"},
		"one contestant":       {func(k *review.Key, _ *review.Verdict) { k.Contestants = k.Contestants[:1] }, "it has 1 contestants; want 2 to 50"},
		"too many contestants": {func(k *review.Key, _ *review.Verdict) { *k = *made(51, 1) }, "it has 51 contestants; want 2 to 50"},
		"another schema":       {func(_ *review.Key, v *review.Verdict) { v.Schema = "x" }, `schema is "x"`},
	} {
		k, v := made(3, 2), verdict("one", 0)
		c.change(k, &v)
		if _, err := review.Results(write(t, k, v)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", what, err, c.want)
		}
	}
	many := config()
	many.Contestants = make([]string, 51)
	if err := many.Validate(); err == nil || !strings.Contains(err.Error(), "at most 50") {
		t.Errorf("51 contestants: %v", err)
	}
}

// Comparing each two of so many verdicts would take minutes.
func TestManyVerdictsAreCompared(t *testing.T) {
	const n = 300_000
	k, all := made(2, 1), make([]review.Verdict, n)
	for i := range all {
		all[i] = verdict(fmt.Sprint(i), 0)
		if i%3 == 0 {
			all[i].Choice = review.Right
		}
	}
	d := review.Tally(k, all)
	twos := func(n int) int { return n * (n - 1) / 2 }
	want := float64(twos(n/3)+twos(n-n/3)) / float64(twos(n))
	if d.Compared != twos(n) || math.Abs(float64(d.Agreement)-want) > 1e-12 || math.Abs(float64(d.Alpha)) > 1e-5 {
		t.Errorf("%d compared, agreement %v, α %v; want %d, %v and 0", d.Compared, d.Agreement, d.Alpha, twos(n), want)
	}
}
