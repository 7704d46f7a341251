package compare_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/compare"
	"github.com/kumite/kumite/sim"
)

// play plays a run of scripts in a new folder below dir.
func play(dir, name string, change func(*arena.Config), specs ...string) (string, error) {
	run := arena.Tournament{Config: arena.Config{Pairs: 12, Seed: 3, Rules: sim.DefaultRules()}, Load: bot.Setup{}.Loader(), Workers: 1}
	change(&run.Config)
	if err := run.Config.SetContestants(specs, ""); err != nil {
		return "", err
	}
	path := filepath.Join(dir, name)
	_, err := run.Run(context.Background(), path)
	return path, err
}

func asIs(*arena.Config) {}

func played(t *testing.T, name string, change func(*arena.Config), specs ...string) string {
	t.Helper()
	dir, err := play(t.TempDir(), name, change, specs...)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// row returns a contestant of a comparison.
func row(t *testing.T, d *compare.Document, name string) compare.Contestant {
	t.Helper()
	for _, c := range d.Contestants {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("%s is not compared: %+v", name, d)
	return compare.Contestant{}
}

func TestContestantsAreComparedOnTheSeedsOfBothRuns(t *testing.T) {
	before := played(t, "before", asIs, "script:rookie?name=mine", "script:spammer", "script:pro")
	after := played(t, "after", func(c *arena.Config) { c.Pairs = 16 }, "script:oracle?name=mine", "script:spammer", "script:pro", "script:dummy")
	d, err := compare.Run(t.Context(), compare.Config{A: before, B: after})
	if err != nil {
		t.Fatal(err)
	}
	mine := row(t, d, "mine")
	if !mine.Paired || mine.PairsA != 24 || mine.PairsB != 24 || !mine.Changed || mine.Verdict != compare.Better {
		t.Errorf("mine: %+v; want 24 pairs on the same seeds, changed and better", mine)
	}
	if got := strings.Join(mine.Opponents, " "); got != "pro spammer" {
		t.Errorf("mine is compared against %q, want pro and spammer", got)
	}
	if pro := row(t, d, "pro"); pro.Verdict != compare.Same || pro.PairsA != 12 || strings.Join(pro.Opponents, " ") != "spammer" {
		t.Errorf("pro: %+v; want the same in 12 pairs against spammer, because mine has changed", pro)
	}
	if len(d.OnlyA) != 0 || strings.Join(d.OnlyB, " ") != "dummy" || len(d.Warnings) != 0 {
		t.Errorf("only in A %v, only in B %v, warnings %v; want none, dummy, none", d.OnlyA, d.OnlyB, d.Warnings)
	}
	if back, err := compare.Run(t.Context(), compare.Config{A: after, B: before}); err != nil || strings.Join(back.Worse(), " ") != "mine" {
		t.Errorf("the other way around %v are worse (%v), want mine", back.Worse(), err)
	}
}

func TestWithoutCommonSeedsTheScoresAreIndependent(t *testing.T) {
	paired := played(t, "a", asIs, "script:rookie?name=mine", "script:pro")
	same := played(t, "b", asIs, "script:spammer?name=mine", "script:pro")
	other := played(t, "c", func(c *arena.Config) { c.Seed = 4 }, "script:spammer?name=mine", "script:pro")
	p, err := compare.Run(t.Context(), compare.Config{A: paired, B: same})
	if err != nil {
		t.Fatal(err)
	}
	u, err := compare.Run(t.Context(), compare.Config{A: paired, B: other})
	if err != nil {
		t.Fatal(err)
	}
	x, y := row(t, p, "mine"), row(t, u, "mine")
	if !x.Paired || y.Paired || y.PairsA != 12 || y.PairsB != 12 || x.ScoreA != y.ScoreA {
		t.Errorf("same seed: %+v, other seed: %+v; want the first paired alone, and one score of A", x, y)
	}
	if !y.CI95.Contains(float64(y.Difference)) || y.Difference != y.ScoreB-y.ScoreA {
		t.Errorf("%v is not the difference of %v and %v, or not in %v", y.Difference, y.ScoreB, y.ScoreA, y.CI95)
	}
}

// A pairing's seeds are those of the contestant that is named second, by its spec.
func TestRunsOfOneSeedSayWhyTheirPairsAreOfOtherSeeds(t *testing.T) {
	run := played(t, "run", asIs, "script:rookie", "script:spammer", "script:pro")
	for _, c := range []struct {
		name   string
		change func(*arena.Config)
		specs  []string
		want   string // all warnings
		paired bool   // rookie
	}{
		{"the same order", asIs, []string{"script:rookie", "script:spammer", "script:pro"}, "", true},
		{"in reverse", asIs, []string{"script:pro", "script:spammer", "script:rookie"}, "pro and rookie met on other seeds: pro is named first in one run and second in the other; name them in one order to compare pair by pair\n" +
			"pro and spammer met on other seeds: pro is named first in one run and second in the other; name them in one order to compare pair by pair\n" +
			"rookie and spammer met on other seeds: rookie is named first in one run and second in the other; name them in one order to compare pair by pair", false},
		{"one of three elsewhere", asIs, []string{"script:spammer", "script:rookie", "script:pro"}, "rookie and spammer met on other seeds: rookie is named first in one run and second in the other; name them in one order to compare pair by pair", true},
		{"another spelling", asIs, []string{"script:rookie", "script:spammer", "script:pro?name=pro"}, "pro and rookie met on other seeds: pro is named as script:pro and as script:pro?name=pro; name it alike to compare pair by pair\n" +
			"pro and spammer met on other seeds: pro is named as script:pro and as script:pro?name=pro; name it alike to compare pair by pair", true},
		{"another one of its name", asIs, []string{"script:rookie", "script:spammer", "script:oracle?name=pro"}, "pro and rookie met on other seeds: pro is named as script:pro and as script:oracle?name=pro; name it first in both runs to compare pair by pair\n" +
			"pro and spammer met on other seeds: pro is named as script:pro and as script:oracle?name=pro; name it first in both runs to compare pair by pair", true},
		{"two others, which are not scored against each other", asIs, []string{"script:dummy?name=rookie", "script:spammer", "script:oracle?name=pro"},
			"pro and spammer met on other seeds: pro is named as script:pro and as script:oracle?name=pro; name it first in both runs to compare pair by pair", true},
		{"one that did not meet", asIs, []string{"script:rookie", "script:spammer"}, "", true},
		{"another seed", func(c *arena.Config) { c.Seed = 4 }, []string{"script:pro", "script:spammer", "script:rookie"}, "", false},
	} {
		d, err := compare.Run(t.Context(), compare.Config{A: run, B: played(t, "other", c.change, c.specs...)})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := strings.Join(d.Warnings, "\n"); got != c.want || row(t, d, "rookie").Paired != c.paired {
			t.Errorf("%s: rookie paired %v, want %v; warnings\n%s\nwant\n%s", c.name, row(t, d, "rookie").Paired, c.paired, got, c.want)
		}
	}
}

func TestWarningsOfOneKindAreCounted(t *testing.T) {
	short := func(c *arena.Config) { c.Pairs, c.Rules.MatchTicks = 1, 60 }
	for n, want := range map[int]int{4: 6, 5: 6} { // 6 pairings are listed, of 10 there are 5 and the number of the others
		var specs, reversed []string
		for i := range n {
			spec := fmt.Sprintf("script:rookie?name=r%d", i)
			specs, reversed = append(specs, spec), append([]string{spec}, reversed...)
		}
		d, err := compare.Run(t.Context(), compare.Config{A: played(t, "a", short, specs...), B: played(t, "b", short, reversed...)})
		if err != nil {
			t.Fatal(err)
		}
		if len(d.Warnings) != want {
			t.Errorf("%d contestants in reverse: %d warnings, want %d: %q", n, len(d.Warnings), want, d.Warnings)
		}
		if last := d.Warnings[len(d.Warnings)-1]; n == 5 && last != "5 more pairings met on other seeds" {
			t.Errorf("the last warning is %q, want the number of the others", last)
		}
	}
}

func TestRunsThatCannotBeComparedAreRefusedWithTheReason(t *testing.T) {
	run := played(t, "run", asIs, "script:rookie?name=mine", "script:random")
	for _, c := range []struct {
		name, want string
		change     func(*arena.Config)
		specs      []string
	}{
		{"other rules", "health is 1000 and 50; their scores are not comparable; --force", func(c *arena.Config) { c.Rules.Health = 50 }, []string{"script:rookie?name=mine", "script:random"}},
		{"other timing", "delay_ticks is 6 and 12", func(c *arena.Config) { c.Delay = agent.DelayOf(12) }, []string{"script:rookie?name=mine", "script:random"}},
		{"other contestants", "no contestant is in both (mine, random; rookie, pro); give the two versions of a model the same name", asIs, []string{"script:rookie", "script:pro"}},
		{"only a changed opponent", "mine is in both, but without finished pairs against an opponent that plays alike in both", asIs, []string{"script:rookie?name=mine", "script:pro"}},
	} {
		other := played(t, "other", c.change, c.specs...)
		if _, err := compare.Run(t.Context(), compare.Config{A: run, B: other}); err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), other) {
			t.Errorf("%s: got %v, want the folders and %q", c.name, err, c.want)
		}
		d, err := compare.Run(t.Context(), compare.Config{A: run, B: other, Force: true})
		if forced := strings.HasPrefix(c.name, "other rules") || strings.HasPrefix(c.name, "other timing"); forced != (err == nil) || forced && len(d.Settings) != 1 {
			t.Errorf("%s, forced: got %+v, %v", c.name, d, err)
		}
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(run, link); err != nil {
		t.Fatal(err)
	}
	for _, again := range []string{run, run + "/.", link} {
		if _, err := compare.Run(t.Context(), compare.Config{A: run, B: again}); err == nil || !strings.Contains(err.Error(), "both are the same folder; name two runs") {
			t.Errorf("%s: got %v, want that both are the same folder", again, err)
		}
	}
	if _, err := compare.Run(t.Context(), compare.Config{A: run, B: t.TempDir()}); err == nil || !strings.Contains(err.Error(), "is not a run folder") {
		t.Errorf("got %v, want that it is not a run folder", err)
	}
}

func TestARunThatDoesNotReproduceIsReported(t *testing.T) {
	specs := []string{"script:rookie?name=mine", "script:random"}
	a, b := played(t, "a", asIs, specs...), played(t, "b", asIs, specs...)
	log := filepath.Join(b, "matches.jsonl")
	lines, err := os.ReadFile(log)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(log, []byte(strings.Replace(string(lines), `"outcome":"win"`, `"outcome":"loss"`, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	d, err := compare.Run(t.Context(), compare.Config{A: a, B: b})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Warnings) != 2 || !strings.Contains(d.Warnings[0], "mine and its opponents play alike in both runs, yet some of its pairs") {
		t.Errorf("warnings %q; want one for each contestant", d.Warnings)
	}
}

func ExampleRun() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	before, err := play(dir, "before", asIs, "script:rookie?name=mine", "script:pro")
	if err != nil {
		log.Fatal(err)
	}
	after, err := play(dir, "after", asIs, "script:oracle?name=mine", "script:pro")
	if err != nil {
		log.Fatal(err)
	}
	d, err := compare.Run(context.Background(), compare.Config{A: before, B: after})
	if err != nil {
		log.Fatal(err)
	}
	c := d.Contestants[0]
	fmt.Printf("%s: %+.3f [%+.3f, %+.3f] over %d pairs: %s\n", c.Name, c.Difference, c.CI95.Lo, c.CI95.Hi, c.PairsA, c.Verdict)
	// Output: mine: +1.000 [+0.587, +1.000] over 12 pairs: better
}

func TestAShardIsComparedWithAWarning(t *testing.T) {
	specs := []string{"script:rookie", "script:spammer"}
	whole := played(t, "whole", asIs, specs...)
	part := played(t, "part", func(c *arena.Config) { c.Shard = arena.Shard{Index: 2, Of: 3} }, specs...)
	d, err := compare.Run(t.Context(), compare.Config{A: whole, B: part})
	if err != nil {
		t.Fatal(err)
	}
	if c := row(t, d, "rookie"); c.PairsA != 4 || c.PairsB != 4 {
		t.Errorf("%d and %d pairs are compared, want the 4 of the shard", c.PairsA, c.PairsB)
	}
	if want := part + " is shard 2/3 of a run"; len(d.Warnings) != 1 || !strings.HasPrefix(d.Warnings[0], want) {
		t.Errorf("warnings %q; want one that begins with %q", d.Warnings, want)
	}
}
