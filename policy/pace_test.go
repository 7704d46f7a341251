package policy

import (
	"math"
	"strings"
	"testing"
)

// paced returns a decoder that decides every ticks, with frames of 6 ticks.
func paced(t *testing.T, query string, ticks int32) *Decoder {
	t.Helper()
	d := decoder(t, contract(threeWay), query)
	if err := d.Pace(ticks, 6); err != nil {
		t.Fatal(err)
	}
	return d
}

// actsOn returns the ticks of the first decisions that act on constant scores.
func actsOn(d *Decoder, raw []float32, ticks, until int32) (all []int32) {
	for tick := int32(0); tick < until; tick += ticks {
		if d.Decode(raw, nil).Sent() {
			all = append(all, tick)
		}
	}
	return all
}

func TestRefractoryAndDebounceLastAsLongAtAnyPace(t *testing.T) {
	act := []float32{0, 5, 0}
	for _, c := range []struct {
		query         string
		ticks         int32
		first, second int32 // ticks of the first two presses
	}{
		{"decode=argmax&refractory=5", 6, 0, 36},
		{"decode=argmax&refractory=5", 3, 0, 33}, // the first decision more than 30 ticks later
		{"decode=argmax&refractory=5", 1, 0, 31},
		{"decode=argmax&refractory=5", 4, 0, 32},
		{"decode=argmax&refractory=5", 12, 0, 36},
		{"decode=argmax", 1, 0, 1},
		{"decode=argmax&debounce=3", 6, 12, 18},
		{"decode=argmax&debounce=3", 3, 12, 15},
		{"decode=argmax&debounce=3", 5, 15, 20},
		{"decode=argmax&debounce=2", 12, 12, 24},
		{"decode=argmax&debounce=1", 2, 0, 2},
	} {
		got := actsOn(paced(t, c.query, c.ticks), act, c.ticks, 60)
		if len(got) < 2 || got[0] != c.first || got[1] != c.second {
			t.Errorf("%s every %d ticks acts on %v; want first on %d and %d", c.query, c.ticks, got, c.first, c.second)
		}
	}
}

func TestHazardAndSampleActAsOftenPerSecondAtAnyPace(t *testing.T) {
	raw := []float32{0, -2, -3} // p_act is 0.156
	for _, query := range []string{"decode=sample", "decode=hazard&threshold=4&decay=0.99"} {
		const until = 120_000
		base := len(actsOn(paced(t, query, 6), raw, 6, until))
		for _, ticks := range []int32{1, 3, 12} {
			// Of sample's presses the longer decision can hold one only, so they are
			// 1 − (1 − p)^2 instead of 2p; and of hazard's the sums are rounded to decisions.
			want := float64(base)
			if query == "decode=sample" {
				p := 6 * float64(base) / until
				want = until / float64(ticks) * (1 - math.Pow(1-p, float64(ticks)/6))
			}
			if got := float64(len(actsOn(paced(t, query, ticks), raw, ticks, until))); math.Abs(got-want) > 0.1*want {
				t.Errorf("%s every %d ticks acts %v times, every 6 ticks %d times; want about %.0f", query, ticks, got, base, want)
			}
		}
	}
}

func TestAHazardThresholdThatAPaceNeverReachesIsRefused(t *testing.T) {
	d := decoder(t, contract(threeWay), "decode=hazard&threshold=6.8")
	if err := d.Pace(1, 6); err == nil || !strings.Contains(err.Error(), "is never reached") {
		t.Errorf("got %v; want that the threshold is never reached", err)
	}
	if err := decoder(t, contract(threeWay), "decode=hazard&threshold=6.8").Pace(6, 6); err != nil {
		t.Error(err)
	}
}

func TestAPeriodIsRefusedWhereNobodyKeepsIt(t *testing.T) {
	if _, err := NewDecoder(contract(threeWay), "decode=argmax&period=3"); err == nil || !strings.Contains(err.Error(), "period=3: a period of its own is kept only") {
		t.Errorf("got %v; want a refusal of the period", err)
	}
}
