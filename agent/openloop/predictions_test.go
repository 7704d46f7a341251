package openloop_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/openloop"
)

func TestClassesOfATableAreAlwaysInTheSameOrder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "p.csv")
	table := "recording,frame,truth,predicted\na,0,10,9\na,1,1a,0\na,2,b,0\n"
	if err := os.WriteFile(path, []byte(table), 0o644); err != nil {
		t.Fatal(err)
	}
	for range 20 { // the names are collected in a map
		doc, err := openloop.EvaluatePredictions(t.Context(), openloop.Predictions{Path: path})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := doc.Candidates[0].Classes, []string{"0", "9", "10", "1a", "b"}; !slices.Equal(got, want) {
			t.Fatalf("got %q, want %q", got, want)
		}
	}
}

func TestATableOfTooManyClassesIsRefused(t *testing.T) {
	var columns strings.Builder
	for i := range 10000 {
		fmt.Fprintf(&columns, ",logit:c%d", i)
	}
	path := filepath.Join(t.TempDir(), "p.csv")
	if err := os.WriteFile(path, []byte("recording,frame,truth,predicted"+columns.String()+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := openloop.EvaluatePredictions(t.Context(), openloop.Predictions{Path: path}); err == nil || !strings.Contains(err.Error(), "10000 columns of scores; want at most 4096") {
		t.Errorf("got %.300v, want the bound", err)
	}
}
