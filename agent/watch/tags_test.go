package watch_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/feedback"
	"github.com/kumite/kumite/agent/watch"
	"github.com/kumite/kumite/sim/window/panel"
	"github.com/kumite/kumite/sim/window/scene"
)

// kindOf returns the index of a kind of complaint in a scene.
func kindOf(t *testing.T, s scene.Tagger, name string) int {
	t.Helper()
	for i, k := range s.Tags() {
		if k.Name == name {
			return i
		}
	}
	t.Fatalf("%q is not among the kinds %+v", name, s.Tags())
	return 0
}

// complaints reads a folder of feedback, and verifies the recording of each complaint.
func complaints(t *testing.T, dir string) []feedback.Complaint {
	t.Helper()
	all, err := feedback.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i := range all {
		if _, _, err := feedback.Replay(dir, &all[i]); err != nil {
			t.Errorf("complaint %d: %v", i+1, err)
		}
	}
	return all
}

func TestTheWindowHasEveryKindOfComplaint(t *testing.T) {
	m, err := watch.NewMatch(config(t, 5, "script:dummy", "script:pro"))
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	kinds := m.Tags()
	for i, want := range feedback.Kinds() {
		if got := strings.ReplaceAll(kinds[i].Name, " ", "_"); got != string(want) || kinds[i].Note != (want == feedback.Note) {
			t.Errorf("kind %d is %+v, want %s", i, kinds[i], want)
		}
	}
}

// A match that ends, one that is left for the next one and one that the window closes on.
func TestComplaintsAreKeptHoweverAMatchIsLeft(t *testing.T) {
	cfg := config(t, 5, "script:dummy", "idler.onnx")
	cfg.Feedback = filepath.Join(t.TempDir(), "feedback")
	m, err := watch.NewMatch(cfg)
	if err != nil {
		t.Fatal(err)
	}
	play := func(s scene.Scene, ticks int) {
		for range ticks {
			if err := s.Tick(scene.Tick{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := watch.Run(t.Context(), m, func(_ context.Context, s scene.Scene) (scene.Report, error) {
		m.Tag(0, "", false)
		var v panel.View
		if s.View(&v); !notices(&v, "nothing to tag yet") {
			t.Errorf("before the match the notices are %+v", v.Notices)
		}
		play(s, 100)
		m.Tag(kindOf(t, m, "should have acted"), "", false)
		v = panel.View{}
		if s.View(&v); !notices(&v, "tagged idler at 1.7 s: should have acted") {
			t.Errorf("the notices are %+v", v.Notices)
		}
		play(s, 20)
		m.Tag(kindOf(t, m, "unfair"), "", true)
		play(s, 300) // over
		do(t, s, scene.Next)
		play(s, 50)
		m.Tag(kindOf(t, m, "note"), "why <this>?", false)
		do(t, s, scene.Next)
		play(s, 70)
		m.Tag(kindOf(t, m, "too late"), "", false)
		return scene.Report{}, nil
	}); err != nil {
		t.Fatal(err)
	}
	all := complaints(t, cfg.Feedback)
	if len(all) != 4 {
		t.Fatalf("%d complaints are kept, want 4: %+v", len(all), all)
	}
	type want struct {
		kind       feedback.Kind
		match      string
		tick       int32
		side, note string
		contestant string
	}
	found := map[want]bool{}
	for _, c := range all {
		found[want{c.Kind, c.Match, c.Tick, c.Side, c.Note, c.Contestant}] = true
	}
	for _, w := range []want{
		{feedback.ShouldHaveActed, "seed1-match1", 100, "right", "", "idler"},
		{feedback.Unfair, "seed1-match1", 120, "left", "", "dummy"},
		{feedback.Note, "seed2-match2", 50, "right", "why <this>?", "idler"},
		{feedback.TooLate, "seed3-match3", 70, "right", "", "idler"},
	} {
		if !found[w] {
			t.Errorf("%+v is not among %+v", w, all)
		}
	}
}

func TestAMomentOfAReplayIsTagged(t *testing.T) {
	path := file(t)
	dir := filepath.Join(t.TempDir(), "feedback")
	replayed(t, watch.ReplayConfig{Path: path, Feedback: dir}, func(s scene.Scene) {
		do(t, s, scene.Forward, scene.Forward)
		r := s.(scene.Tagger)
		r.Tag(kindOf(t, r, "wasted"), "", false)
		r.Tag(kindOf(t, r, "wrong skill"), "", false)
	})
	all := complaints(t, dir)
	if len(all) != 2 {
		t.Fatalf("%d complaints are kept, want 2", len(all))
	}
	for _, c := range all {
		if c.Tick != 120 || c.Match != "000001" || c.Contestant != "poker" || c.Skill != "poke" || c.ModelSHA256 == "" {
			t.Errorf("the complaint is %+v", c)
		}
	}
}

// A folder that cannot be written at first gets the complaint when the window closes.
func TestAComplaintThatCannotBeKeptIsTriedAgain(t *testing.T) {
	for name, repair := range map[string]bool{"later it can": true, "never": false} {
		cfg := config(t, 5, "idler.onnx", "script:dummy")
		cfg.Feedback = filepath.Join(t.TempDir(), "feedback")
		if err := os.WriteFile(cfg.Feedback, nil, 0o644); err != nil { // a file, not a folder
			t.Fatal(err)
		}
		m, err := watch.NewMatch(cfg)
		if err != nil {
			t.Fatal(err)
		}
		_, err = watch.Run(t.Context(), m, func(ctx context.Context, s scene.Scene) (scene.Report, error) {
			r, err := display{}.show(30)(ctx, s)
			m.Tag(0, "", false)
			do(t, s, scene.Next)
			for told := false; !told; {
				var v panel.View
				s.View(&v)
				told = notices(&v, "add feedback: ")
			}
			if repair {
				err = os.Remove(cfg.Feedback)
			}
			return r, err
		})
		if (err == nil) != repair {
			t.Errorf("%s: the window ends with %v", name, err)
		}
		if repair && len(complaints(t, cfg.Feedback)) != 1 {
			t.Errorf("%s: the complaint is not kept", name)
		}
	}
}
