package offline_test

import (
	"testing"

	"github.com/kumite/kumite/policy/offline"
)

func TestLabelsThatLagShowAsAPeakAwayFromZero(t *testing.T) {
	const reach = 4
	r := offline.Recording{Name: "a", Truth: labels(60, map[int]int{10: 1, 31: 1, 50: 1}), Predicted: labels(60, map[int]int{8: 1, 29: 1, 48: 1})}
	got := offline.Shifted([]offline.Recording{r}, 2, 0, 0, reach)
	if len(got) != 2*reach+1 {
		t.Fatalf("%d values, want %d", len(got), 2*reach+1)
	}
	for i, v := range got {
		want := 0.0
		if i-reach == -2 { // labels are two frames later than what is predicted
			want = 1
		}
		if float64(v) != want {
			t.Errorf("labels moved by %+d: event-F1 %v, want %v", i-reach, v, want)
		}
	}
}
