package watch_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/watch"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// recordedRun plays two pairs of matches into a folder.
func recordedRun(t *testing.T) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "run")
	tournament := arena.Tournament{Config: arena.Config{Pairs: 2, Seed: 1, Rules: sim.DefaultRules()}, Load: bot.Setup{}.Loader(), Workers: 1}
	if err := tournament.Config.SetContestants([]string{"script:rookie", "script:pro"}, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := tournament.Run(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestTheMatchesOfARunAreShownInALoop(t *testing.T) {
	dir := recordedRun(t)
	run, err := arena.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	a, err := watch.NewAttract(dir, watch.ReplayConfig{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	stem := func(s scene.Scene) string {
		var v panel.View
		s.View(&v)
		before, _, _ := strings.Cut(v.Stem, "-tick")
		return before
	}
	_, err = watch.Run(t.Context(), a, func(_ context.Context, s scene.Scene) (scene.Report, error) {
		var seen []string
		for range run.Legs {
			seen = append(seen, stem(s))
			for now := stem(s); now == stem(s); {
				if err := s.Tick(scene.Tick{}); err != nil {
					return scene.Report{}, err
				}
			}
		}
		if got := stem(s); got != seen[0] || len(seen) != 4 || seen[0] == seen[1] {
			t.Errorf("after %v comes %s; want the first again", seen, got)
		}
		do(t, s, scene.Next, scene.Previous, scene.Previous)
		if got := stem(s); got != seen[len(seen)-1] {
			t.Errorf("before the first match is %s, want the last of %v", got, seen)
		}
		return scene.Report{}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := watch.NewAttract(t.TempDir(), watch.ReplayConfig{Now: time.Now}); err == nil || !strings.Contains(err.Error(), "not a run folder") {
		t.Errorf("an empty folder: %v", err)
	}
}

// A complaint about a match that was left is tried again when the window closes.
func TestAComplaintOutlivesItsMatchInTheLoop(t *testing.T) {
	feedback := filepath.Join(t.TempDir(), "feedback")
	if err := os.WriteFile(feedback, nil, 0o644); err != nil { // a file, not a folder
		t.Fatal(err)
	}
	a, err := watch.NewAttract(recordedRun(t), watch.ReplayConfig{Now: time.Now, Feedback: feedback})
	if err != nil {
		t.Fatal(err)
	}
	_, err = watch.Run(t.Context(), a, func(_ context.Context, s scene.Scene) (scene.Report, error) {
		s.(scene.Tagger).Tag(0, "", false)
		for told := false; !told; {
			var v panel.View
			s.View(&v)
			told = notices(&v, "add feedback: ")
		}
		do(t, s, scene.Next)
		return scene.Report{}, os.Remove(feedback)
	})
	if err != nil || len(complaints(t, feedback)) != 1 {
		t.Errorf("%v; want the complaint kept at the end", err)
	}
}

func TestAMatchOfTheLoopThatIsMissingIsOneError(t *testing.T) {
	dir := recordedRun(t)
	a, err := watch.NewAttract(dir, watch.ReplayConfig{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	_, err = watch.Run(t.Context(), a, func(ctx context.Context, s scene.Scene) (scene.Report, error) {
		return scene.Report{}, errors.Join(os.RemoveAll(filepath.Join(dir, "replays")), s.Do(ctx, scene.Next))
	})
	if err == nil || !strings.Contains(err.Error(), ".replay") {
		t.Errorf("got %v, want an error that names the replay", err)
	}
}
