package main

import (
	"bytes"
	"context"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/cmd/internal/cli"
)

// benchArgs are a short benchmark of the tiny model.
func benchArgs(more ...string) []string {
	return append([]string{"bench", "--window", "10ms", "--pace", "1ms", "--bound", "5ms", "--sessions", "3"}, more...)
}

func TestBenchPrintsOneDocument(t *testing.T) {
	for scenario, keys := range map[string][]string{
		"single": {"latency_us"}, "offline": {"latency_us"}, "matches": {"match_seconds_per_second", "runtime_limit_share"}, "memory": {},
	} {
		out := mustRun(t, benchArgs("--scenario", scenario, "--json", tinyModel)...)
		var d map[string]any
		if err := json.Unmarshal([]byte(out), &d); err != nil {
			t.Fatalf("%s: %v\n%s", scenario, err, out)
		}
		if d["schema"] != "kumite.bench/1" || d["scenario"] != scenario {
			t.Errorf("got schema %v and scenario %v, want kumite.bench/1 and %s", d["schema"], d["scenario"], scenario)
		}
		for _, key := range keys {
			if d[key] == nil {
				t.Errorf("%s lacks %s:\n%s", scenario, key, out)
			}
		}
		if l, ok := d["latency_us"].(map[string]any); ok && (l["p50"] == nil || l["p90"] == nil || l["p99"] == nil) {
			t.Errorf("%s: latency_us is %v, want p50, p90 and p99", scenario, l)
		}
		if m, ok := d["match_seconds_per_second"].(map[string]any); ok && m["1"] == nil {
			t.Errorf("match_seconds_per_second is %v, want the rate of 1 worker", m)
		}
	}
}

func TestBenchPrintsATableAndDrawsIt(t *testing.T) {
	plot := filepath.Join(t.TempDir(), "latency.svg")
	out := mustRun(t, benchArgs("--plot", plot, "--vs", tinyModel+"?decode=argmax&name=naive", tinyModel)...)
	for _, part := range []string{"hot: decision", "paced: model only", "early stopping", "good over naive, hot, felt p50: "} {
		if !strings.Contains(out, part) {
			t.Errorf("the table lacks %q:\n%s", part, out)
		}
	}
	if svg := string(read(t, plot)); !strings.Contains(svg, "<svg") || !strings.Contains(svg, "good hot, decision") {
		t.Errorf("the plot is %.200s", svg)
	}
}

func TestBenchRefusesInvalidFlags(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"nobody":           {benchArgs(), "want `kumite bench CONTESTANT"},
		"a script":         {benchArgs("script:pro"), "bench is for models; name PATH.onnx"},
		"no such scenario": {benchArgs("--scenario", "singel", tinyModel), `did you mean "single"?`},
		"no such arrivals": {benchArgs("--arrivals", "clok", tinyModel), `did you mean "clock"?`},
		"no such model":    {benchArgs("none.onnx"), "there is no such file"},
		"a pace":           {[]string{"bench", "--pace", "0", tinyModel}, "pace is 0s; want 1ms to 1m"},
		"a plot of rates":  {benchArgs("--scenario", "matches", "--plot", "x.svg", tinyModel), "scenario matches has none; leave it out"},
		"two servers":      {benchArgs("--scenario", "server", "--vs", tinyModel, tinyModel), "scenario server measures one contestant"},
		"batches":          {benchArgs("--scenario", "offline", "--batches", "4,2", tinyModel), "batches are [4 2]"},
		"isolation":        {benchArgs("--scenario", "memory", "--isolate", "on", tinyModel), "measures sessions in this process"},
	} {
		t.Run(name, func(t *testing.T) { refuses(t, c.args, c.says) })
	}
}

func TestAnInterruptedBenchKeepsNothing(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	var out, errs bytes.Buffer
	code := cli.Run(ctx, rootCommand(), benchArgs(tinyModel), &out, &errs)
	if code != 2 || out.Len() > 0 || errs.String() != "kumite: bench: interrupted; nothing was kept\n" {
		t.Errorf("exit %d, %q and %q; want 2 and one line", code, out.String(), errs.String())
	}
}
