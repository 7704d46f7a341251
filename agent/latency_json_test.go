package agent_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent"
)

func TestAHistogramIsTheSameAfterJSON(t *testing.T) {
	var l, back agent.Latency
	for _, d := range []time.Duration{0, 3 * time.Microsecond, time.Millisecond, time.Millisecond, time.Hour} {
		l.Record(d)
	}
	data, err := json.Marshal(l)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &back); err != nil || back != l {
		t.Errorf("%s reads as %v with %v, want the same counts", data, back, err)
	}
	if err := json.Unmarshal([]byte("[[512,1]]"), &back); err == nil || !strings.Contains(err.Error(), "want 0 to 511") {
		t.Errorf("bucket 512: %v, want an error", err)
	}
}
