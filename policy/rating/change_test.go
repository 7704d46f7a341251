package rating_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/kumite/kumite/policy/rating"
)

// until returns the number of matches, won with a probability, until the evidence of a
// decline below 0.85 reaches 1000, at most limit. Before the match `from` the probability is
// 0.85.
func until(t testing.TB, rng *rand.Rand, rate float64, from, limit int) (n int, alarm bool) {
	t.Helper()
	d, err := rating.NewDecline(0.85)
	if err != nil {
		t.Fatal(err)
	}
	for n = 1; n <= limit; n++ {
		p, x := rate, 0.0
		if n <= from {
			p = 0.85
		}
		if rng.Float64() < p {
			x = 1
		}
		if d.Add(x); d.Evidence() >= 1000 {
			return n, true
		}
	}
	return limit, false
}

// The figures are those of docs/monitoring.md.
func TestADeclineIsFoundAndHealthyServicesRaiseFewAlarms(t *testing.T) {
	const services, matches = 1000, 500
	rng := rand.New(rand.NewPCG(1, 1))
	false1 := 0
	for range services {
		if _, alarm := until(t, rng, 0.85, 0, matches); alarm {
			false1++
		}
	}
	t.Logf("healthy: %d of %d services raise an alarm within %d matches", false1, services, matches)
	if false1 > services/2 { // an average run length of 1000 matches allows 39 % of a memoryless detector
		t.Errorf("%d of %d healthy services raise an alarm within %d matches; want fewer", false1, services, matches)
	}
	last := 0
	for _, rate := range []float64{0.5, 0.65, 0.75} {
		var delays []int
		early := 0
		for len(delays) < services {
			n, alarm := until(t, rng, rate, 200, 5000)
			switch {
			case !alarm:
				t.Fatalf("no alarm within 5000 matches at %v", rate)
			case n <= 200:
				early++
			default:
				delays = append(delays, n-200)
			}
		}
		slices.Sort(delays)
		median, p90 := delays[services/2], delays[services*9/10]
		t.Logf("0.85 → %v after 200 matches: alarm after %d matches in the median, %d in 90 %% (%d alarms before)", rate, median, p90, early)
		if median <= last {
			t.Errorf("a smaller decline, to %v, is found after %d matches, a larger one after %d", rate, median, last)
		}
		last = median
	}
	if last > 200 {
		t.Errorf("a decline to 0.75 takes %d matches in the median; want at most 200", last)
	}
}

func TestEvidenceDependsOnWhatIsExpected(t *testing.T) {
	d, err := rating.NewDecline(0.5)
	if err != nil {
		t.Fatal(err)
	}
	if d.Evidence() != 0 {
		t.Errorf("evidence %v before the first observation, want 0", d.Evidence())
	}
	for range 50 {
		d.Add(1)
	}
	if d.Evidence() > 1 {
		t.Errorf("evidence %v after wins alone, want at most 1", d.Evidence())
	}
	more := d.More(0.2, 1000)
	for range int(more) {
		d.Add(0)
	}
	if d.Evidence() < 1000 {
		t.Errorf("evidence %v after %v losses, want the alarm", d.Evidence(), more)
	}
	if m := d.More(0.5, math.MaxFloat64); !math.IsInf(m, 1) {
		t.Errorf("%v more matches at the expected rate, want none to be enough", m)
	}
	for _, rate := range []float64{0, 1, -1, math.NaN()} {
		if _, err := rating.NewDecline(rate); err == nil {
			t.Errorf("an expected rate of %v is accepted", rate)
		}
	}
}

func ExampleDecline() {
	d, _ := rating.NewDecline(0.85)
	for range 20 {
		d.Add(0)
	}
	fmt.Println(d.Evidence() >= 1000)
	// Output: true
}
