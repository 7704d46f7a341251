package arena

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim/duel"
)

func TestPairingsKeepTheirNumbersWhenContestantsAreAdded(t *testing.T) {
	four := config(t, 1, "script:rookie", "script:random", "script:dummy", "script:pro")
	gauntlet := four
	gauntlet.Gauntlet = []string{"random"}
	for name, c := range map[string]struct {
		cfg  Config
		from []int
		want []int
	}{
		"never grown":        {four, nil, []int{0, 1, 2, 3, 4, 5}},
		"more pairs":         {four, []int{4}, []int{0, 1, 2, 3, 4, 5}},
		"from three":         {four, []int{3}, []int{0, 1, 3, 2, 4, 5}},
		"from two, one each": {four, []int{2, 3}, []int{0, 1, 3, 2, 4, 5}},
		"from two, both":     {four, []int{2}, []int{0, 1, 2, 3, 4, 5}},
		"in a gauntlet":      {gauntlet, []int{3}, []int{0, 1, 2}},
	} {
		var growth []Growth
		for _, n := range c.from {
			growth = append(growth, Growth{FromContestants: n})
		}
		if got, err := c.cfg.numbers(growth); err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s: numbers %v, %v; want %v", name, got, err, c.want)
		}
	}
	for _, n := range []int{-1, 1, 5} {
		if got, err := four.numbers([]Growth{{FromContestants: n}}); err == nil {
			t.Errorf("growth from %d contestants gives %v, want an error", n, got)
		}
	}
}

func TestARunIsAskedToGrowBeforeItDoes(t *testing.T) {
	cfg := config(t, 1, "script:rookie", "script:random")
	dir := t.TempDir()
	session(t, dir, cfg, 9)
	more := config(t, 2, "script:rookie", "script:random")
	if _, err := OpenFolder(dir, more, anybody(more)); err == nil || !strings.Contains(err.Error(), "pairs is 1 there and 2 now") {
		t.Errorf("OpenFolder gives %v, want a refusal", err)
	}
	before, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, cfg := range []Config{cfg, more, more} {
		f, err := GrowFolder(dir, cfg, anybody(cfg))
		if err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		after, err := os.ReadFile(filepath.Join(dir, "manifest.json"))
		if err != nil {
			t.Fatal(err)
		}
		if grown := strings.Count(string(after), "from_pairs"); grown != cfg.Pairs-1 || grown == 0 && string(after) != string(before) {
			t.Errorf("%d pairs: the manifest records growth %d times, want %d:\n%s", cfg.Pairs, grown, cfg.Pairs-1, after)
		}
	}
	if _, err := GrowFolder(dir, cfg, anybody(cfg)); err == nil || !strings.Contains(err.Error(), "pairs is 2 there and 1 now") {
		t.Errorf("fewer pairs: %v, want a refusal", err)
	}
}

func TestTheManifestsHashIsThatOfARunOfTheSameSize(t *testing.T) {
	small, large := config(t, 1, "script:rookie", "script:random"), config(t, 2, "script:rookie", "script:random")
	who := []duel.Participant{{Name: "rookie", Spec: "script:rookie"}, {Name: "x", Spec: "x.onnx", ModelSHA256: "m"}}
	want := NewManifest(large, who)
	grown, differ := want.grow(NewManifest(small, who), time.Now())
	if differ != "" || len(grown.Growth) != 1 || grown.SHA256 != want.SHA256 {
		t.Errorf("got %d growths, hash %s, %q; want 1 and %s", len(grown.Growth), grown.SHA256, differ, want.SHA256)
	}
	who[1].FileHashes = duel.FileHashes{File: "f", Sidecar: "s"}
	if got := NewManifest(large, who); got.SHA256 != want.SHA256 || got.Contestants[1].File != "f" {
		t.Errorf("with the hashes of single files: hash %s of %+v, want %s", got.SHA256, got.Contestants[1], want.SHA256)
	}
	if what := want.Differ(NewManifest(large, who)); what != "" {
		t.Errorf("a manifest without the hashes of single files differs: %s", what)
	}
	who[1].ModelSHA256 = "n"
	if got := NewManifest(large, who); got.SHA256 == want.SHA256 {
		t.Error("another model has the same hash")
	}
}

func TestARunWithMeasuredLatencyTakesNoContestant(t *testing.T) {
	there := NewManifest(config(t, 1, "script:rookie", "script:random"), nil)
	there.Contestants = []duel.Participant{{Name: "rookie", Spec: "script:rookie"}, {Name: "random", Spec: "script:random"}}
	there.Latency = &LatencyModel{Spec: "measured", Of: map[string]*bot.Distribution{}}
	more := config(t, 1, "script:random", "script:rookie", "script:pro")
	if got, err := more.arrange(there); err == nil || !strings.Contains(err.Error(), "script:pro is new") {
		t.Errorf("got %v, %v; want a refusal that names script:pro", got, err)
	}
	there.Latency = nil
	got, err := more.arrange(there)
	if err != nil || got[0].Name != "rookie" || got[2].Name != "pro" {
		t.Errorf("got %v, %v; want rookie, random, pro", got, err)
	}
}
