package breakdown_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/breakdown"
	"github.com/kumite/kumite/sim"
)

// play plays a run of scripts in a folder.
func play(dir string, specs ...string) (*arena.Record, error) {
	run := arena.Tournament{Config: arena.Config{Pairs: 6, Seed: 3, Rules: sim.DefaultRules()}, Load: bot.Setup{}.Loader(), Workers: 1}
	if err := run.Config.SetContestants(specs, ""); err != nil {
		return nil, err
	}
	if _, err := run.Run(context.Background(), dir); err != nil {
		return nil, err
	}
	return arena.Read(dir)
}

func broken(t *testing.T, run *arena.Record, workers int) *breakdown.Document {
	t.Helper()
	d, err := breakdown.Run(t.Context(), breakdown.Config{Run: run, Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestCountsAgreeWithTheResults(t *testing.T) {
	run, err := play(filepath.Join(t.TempDir(), "run"), "script:rookie", "script:pro", "script:random")
	if err != nil {
		t.Fatal(err)
	}
	d := broken(t, run, 1)
	if d.Matches != 36 || d.WithoutReplay != 0 || d.NotReproducing != 0 {
		t.Errorf("%d matches, %d without a replay, %d that do not reproduce; want 36, 0, 0", d.Matches, d.WithoutReplay, d.NotReproducing)
	}
	for i, c := range d.Contestants {
		s := run.Results.Contestants[i]
		var accepted, refused, answers, wins, losses int
		for _, k := range c.Skills {
			accepted, refused = accepted+k.Pressed, refused+k.Refused
			answers += k.Right + k.Wrong + k.Late + k.Unasked
		}
		for _, o := range c.Opponents {
			wins, losses = wins+o.Wins, losses+o.Losses
		}
		if accepted != s.Ledger.Accepted || refused != s.Ledger.Sent-s.Ledger.Accepted || answers != accepted || wins != s.Wins || losses != s.Losses {
			t.Errorf("%s: %d accepted, %d refused, %d answers, %d wins, %d losses; the results have %+v, %d wins, %d losses", c.Name, accepted, refused, answers, wins, losses, s.Ledger, s.Wins, s.Losses)
		}
		if c.Lost.Matches != s.Losses || c.Lost.Refused+c.Others.Refused != refused {
			t.Errorf("%s: %d lost with %d refused, %d refused in the others; want %d lost and %d in all", c.Name, c.Lost.Matches, c.Lost.Refused, c.Others.Refused, s.Losses, refused)
		}
	}
	if pro := d.Contestants[1]; pro.Lost.Wrong+pro.Others.Wrong+pro.Others.Unasked+pro.Others.Refused != 0 || pro.Others.Missed == 0 {
		t.Errorf("pro presses in the right place alone and hesitates; got %+v, %+v", pro.Lost, pro.Others)
	}
	if random := d.Contestants[2]; random.Lost.Chief.Refused == 0 || len(random.Worst) != breakdown.MostWorst || random.Worst[0].Score != 0 {
		t.Errorf("random loses by refused presses, with three worst pairs; got %+v, %+v", random.Lost, random.Worst)
	}
	if three := broken(t, run, 3); !reflect.DeepEqual(three, d) {
		t.Error("the number of workers changes the result")
	}
}

func TestRecordingsThatAreMissingOrDifferAreLeftOutAndCounted(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	run, err := play(dir, "script:rookie", "script:pro")
	if err != nil {
		t.Fatal(err)
	}
	replays, err := filepath.Glob(filepath.Join(dir, "replays", "*"))
	if err != nil || len(replays) != 12 {
		t.Fatal(replays, err)
	}
	if err := os.Remove(replays[0]); err != nil {
		t.Fatal(err)
	}
	if d := broken(t, run, 2); d.WithoutReplay != 1 || d.Contestants[0].Lost.Matches+d.Contestants[0].Others.Matches != 11 || d.Contestants[0].Opponents[0].Pairs != 6 {
		t.Errorf("%d without a replay: %+v; want 1, mistakes of 11 matches and 6 pairs", d.WithoutReplay, d.Contestants[0])
	}
	if err := os.WriteFile(replays[1], []byte("no recording"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := breakdown.Run(t.Context(), breakdown.Config{Run: run, Workers: 1}); err == nil || !strings.Contains(err.Error(), replays[1]) {
		t.Errorf("got %v, want an error that names %s", err, replays[1])
	}
	if err := os.RemoveAll(filepath.Join(dir, "replays")); err != nil {
		t.Fatal(err)
	}
	if d := broken(t, run, 1); d.WithoutReplay != 12 || len(d.Contestants[0].Skills) != 0 || len(d.Contestants[1].Opponents) != 1 {
		t.Errorf("without recordings %+v; want opponents alone", d)
	}
}

func ExampleRun() {
	dir, err := os.MkdirTemp("", "")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	run, err := play(dir, "script:dummy", "script:spammer")
	if err != nil {
		log.Fatal(err)
	}
	d, err := breakdown.Run(context.Background(), breakdown.Config{Run: run, Workers: 1})
	if err != nil {
		log.Fatal(err)
	}
	c := d.Contestants[0]
	fmt.Printf("%s lost %d matches, mostly by missed openings in %d\n", c.Name, c.Lost.Matches, c.Lost.Chief.Missed)
	// Output: dummy lost 12 matches, mostly by missed openings in 12
}
