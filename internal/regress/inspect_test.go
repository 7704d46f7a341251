package regress

import (
	"encoding/json"
	"testing"
)

func TestInspect(t *testing.T) {
	t.Parallel()
	needLogs(t)
	d := &transcript{t: t}
	d.run("inspect", "--json", "models/pro-ce.onnx")
	d.run("inspect", "--json", "--logs", "logs", "--canary", "models/pro-ce.canary.json", "--picture", "seen.png", "models/pro-ce.onnx")
	d.hash("seen.png")
	d.run("inspect", "--json", "--seed", "5", "models/pro-rgb.onnx")
	d.equals("inspect")
}

func TestDecoders(t *testing.T) {
	t.Parallel()
	d := &transcript{t: t}
	d.run("decoders", "--json")
	d.run("decoders")
	d.equals("decoders")
}

func TestStats(t *testing.T) {
	t.Parallel()
	write(t, "wins.json", []byte(`{"wins": [[0,60,71.5],[40,0,55],[28.5,45,0]], "names": ["a","b","c"]}`))
	d := &transcript{t: t}
	for _, args := range [][]string{
		{"wilson", "295", "480"},
		{"pentanomial", "34", "54", "63", "64", "75", "--elo0", "0", "--elo1", "50"},
		{"pentanomial", "0", "0", "0", "0", "3"},
		{"bradley-terry", "wins.json"},
	} {
		d.run(append([]string{"stats", "--json"}, args...)...)
	}
	d.run("stats", "pentanomial", "34", "54", "63", "64", "75")
	d.run("stats", "bradley-terry", "wins.json")
	d.equals("stats")
}

// An isolated process cannot ask /proc for its memory.
func TestTheMemoryOfAnIsolatedModelIsMeasured(t *testing.T) {
	t.Parallel()
	for _, isolate := range []string{"off", "on"} {
		var doc struct {
			Growth int64 `json:"rss_growth_bytes"`
		}
		if err := json.Unmarshal([]byte(kumite(t, "inspect", "--json", "--isolate", isolate, "models/pro-ce.onnx")), &doc); err != nil {
			t.Fatal(err)
		}
		if doc.Growth < 1<<20 {
			t.Errorf("--isolate %s: loading takes %d bytes, want at least 1 MiB", isolate, doc.Growth)
		}
	}
}
