package safefile_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/kumite/kumite/internal/safefile"
)

func TestAFileOfAKindBeginsLikeIt(t *testing.T) {
	for _, x := range []struct {
		kind safefile.Begin
		text string
		want bool
	}{
		{safefile.Markup, "<svg>", true},
		{safefile.Markup, "\ufeff \n<html>", true},
		{safefile.Markup, "{}", false},
		{safefile.PNG, "\x89PNG\r\n", true},
		{safefile.PNG, "PNG", false},
		{safefile.JSON, "", true},
		{safefile.PredictionTable, "recording,frame,truth\n", true},
		{safefile.PredictionTable, "frame,tick,action\n", false},
	} {
		path := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(path, []byte(x.text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := x.kind.Begins(path); got != x.want {
			t.Errorf("%q begins like %q: got %v, want %v", x.text, x.kind, got, x.want)
		}
	}
}
