package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/odds"
	"github.com/kumite/kumite/sim/script"
)

// recordings writes so many pairs of matches of pro against rookie, and returns a pattern
// that names them.
func recordings(t *testing.T, pairs int) string {
	t.Helper()
	dir := t.TempDir()
	for i := range 2 * pairs {
		seed := uint64(i / 2)
		names := [2]string{"pro", "rookie"}
		if i%2 == 1 {
			names = [2]string{"rookie", "pro"}
		}
		var players [2]duel.Controller
		for s, name := range names {
			f, err := script.New(name, seed, uint64(s)+2)
			if err != nil {
				t.Fatal(err)
			}
			players[s] = f
		}
		cfg := duel.Config{Rules: sim.DefaultRules(), Seed: seed}
		rec := duel.NewRecorder(cfg, [2]duel.Participant{{Name: names[0]}, {Name: names[1]}})
		res, err := duel.Play(context.Background(), cfg, players, rec.Watch)
		if err != nil {
			t.Fatal(err)
		}
		var data bytes.Buffer
		if err := rec.Finish(res).Encode(&data); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("00-%05d-%d.replay", i/2, i%2)), data.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "*.replay")
}

func TestATableIsFittedAndChecked(t *testing.T) {
	var out, report strings.Builder
	if err := run([]string{recordings(t, 40)}, &out, &report); err != nil {
		t.Fatal(err)
	}
	table, err := odds.Parse(out.String())
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range table {
		if c[0] <= 0 {
			t.Errorf("%g seconds left: more health has the coefficient %g, want above 0", odds.Knots[i], c[0])
		}
	}
	if want := "Fitted on 40 matches, checked on 20 others"; !strings.Contains(report.String(), want) {
		t.Errorf("the report is %q, want %q", report.String(), want)
	}
}

func TestWhatCannotBeFittedIsRefused(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "a.replay")
	if err := os.WriteFile(bad, []byte("no recording"), 0o644); err != nil {
		t.Fatal(err)
	}
	for want, patterns := range map[string][]string{
		"at least four recordings": nil,
		"pattern":                  {"["},
		"not a kumite recording":   {bad, bad, bad, bad},
	} {
		var out, report strings.Builder
		if err := run(patterns, &out, &report); err == nil || !strings.Contains(err.Error(), want) || out.Len() > 0 {
			t.Errorf("%v: got %v and %q, want an error with %q and no table", patterns, err, out.String(), want)
		}
	}
}
