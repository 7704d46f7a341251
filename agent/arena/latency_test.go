package arena

import (
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/bot"
)

func TestManifestsOfOtherLatenciesDiffer(t *testing.T) {
	model := func(ms float64) *LatencyModel {
		d, err := bot.NewDistribution([]float64{ms})
		if err != nil {
			t.Fatal(err)
		}
		return &LatencyModel{Spec: "measured", Of: map[string]*bot.Distribution{"a": d}}
	}
	cfg := Config{Latency: model(1)}
	m := NewManifest(cfg, nil)
	for name, other := range map[string]*LatencyModel{"none": nil, "another": model(20)} {
		if what := m.Differ(NewManifest(Config{Latency: other}, nil)); !strings.Contains(what, "latency is") {
			t.Errorf("%s: the difference is %q, want that of the latency", name, what)
		}
	}
	if what := m.Differ(NewManifest(Config{Latency: model(1)}, nil)); what != "" {
		t.Errorf("the same latency differs: %s", what)
	}
}

// P50MS and Median describe the same sample.
func TestTheMedianOfAnEvenNumberOfSamplesIsTheLowerOne(t *testing.T) {
	d, err := bot.NewDistribution([]float64{9999, 100})
	if err != nil {
		t.Fatal(err)
	}
	if d.P50MS != 100 || d.Median() != 6 || d.P99MS != 9999 {
		t.Errorf("p50 %v ms, median %d ticks, p99 %v ms; want 100, 6, 9999", d.P50MS, d.Median(), d.P99MS)
	}
}
