package sweep_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/sweep"
)

func TestADocumentIsReadBackWithinItsBounds(t *testing.T) {
	sound := sweep.Document{Schema: sweep.Schema, Contestant: "a.onnx", Setting: "delay", Bar: 0.5, Points: []sweep.Point{{Value: 6, Played: sweep.Played{WinRate: 0.5}}}}
	for name, c := range map[string]struct {
		change func(*sweep.Document)
		want   string // of the error; "" for none
	}{
		"sound":       {func(*sweep.Document) {}, ""},
		"schema":      {func(d *sweep.Document) { d.Schema = "kumite.eval/1" }, `it has schema "kumite.eval/1"; want "kumite.sweep/1"`},
		"a far value": {func(d *sweep.Document) { d.Points[0].Value = 1e300 }, "beyond"},
		"a far knee":  {func(d *sweep.Document) { d.Knee = &sweep.Optimum{Value: -1e300} }, "beyond"},
		"a bar":       {func(d *sweep.Document) { d.Bar = 2 }, "between 0 and 1"},
	} {
		d := sound
		d.Points = append([]sweep.Point(nil), sound.Points...)
		c.change(&d)
		data, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "sweep.json")
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		got, err := sweep.Read(path)
		if c.want == "" && (err != nil || got.Contestant != "a.onnx" || len(got.Points) != 1) {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
		if c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path)) {
			t.Errorf("%s: got %v, want %q and the file", name, err, c.want)
		}
	}
}
