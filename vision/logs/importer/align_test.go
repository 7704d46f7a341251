package importer

import (
	"strings"
	"testing"
)

// A stranger's time stamps would otherwise make rows until the memory is full.
func TestAVideoThatLastsTooLongIsRefused(t *testing.T) {
	for name, c := range map[string]clock{
		"two frames":       {ms: []float64{0, 1e17}, end: 2e17},
		"a gap":            {ms: []float64{0, 100, 200, 2e8}, end: 2.1e8},
		"one row too many": {ms: []float64{0}, end: 100*1<<20 + 1},
	} {
		_, err := align(c, track{}, Config{PeriodMS: 100}, &Recording{})
		if err == nil || !strings.Contains(err.Error(), "rows of 100 ms; want at most 1048576: check its timestamps, choose a longer --period, or split it") {
			t.Errorf("%s: got %v, want the largest number of rows", name, err)
		}
	}
	p, err := align(clock{ms: []float64{0}, end: 100 * 1 << 20}, track{}, Config{PeriodMS: 100}, &Recording{})
	if err != nil || len(p.frames) != 1<<20 {
		t.Errorf("the longest video: %d rows, %v", len(p.frames), err)
	}
}
