package sim_test

import (
	"math/bits"
	"testing"

	"github.com/kumite/kumite/sim"
)

// reference is PCG-XSH-RR 64/32 as in pcg_basic.c.
type reference struct{ state, inc uint64 }

func (r *reference) next() uint32 {
	old := r.state
	r.state = old*6364136223846793005 + r.inc
	return bits.RotateLeft32(uint32(((old>>18)^old)>>27), -int(old>>59))
}

func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

func TestRandIsPCG(t *testing.T) {
	// pcg_basic.c's demo: seed 42, stream 54 begins with this number.
	demo := reference{inc: 54<<1 | 1}
	demo.next()
	demo.state += 42
	demo.next()
	if got := demo.next(); got != 0xa15c02b7 {
		t.Fatalf("the reference gives %#x, want 0xa15c02b7", got)
	}
	r := sim.NewRand(42, 54)
	ref := reference{inc: mix(54)<<1 | 1}
	ref.next()
	ref.state += mix(42)
	ref.next()
	for i := range 1000 {
		if got, want := r.Uint32(), ref.next(); got != want {
			t.Fatalf("draw %d is %#x, want %#x", i, got, want)
		}
	}
}

func TestDrawsHaveTheRightDistribution(t *testing.T) {
	r := sim.NewRand(1, 1)
	var counts [7]int
	const n = 70000
	for range n {
		counts[r.Below(7)]++
	}
	for v, c := range counts {
		if c < n/7-500 || c > n/7+500 { // five standard deviations
			t.Errorf("%d was drawn %d times of %d, want about a seventh", v, c, n)
		}
	}
	var sum, squares int64
	for range n {
		v := int64(r.Bell(1500, 400))
		sum += v
		squares += (v - 1500) * (v - 1500)
	}
	if mean := sum / n; mean < 1490 || mean > 1510 {
		t.Errorf("Bell(1500, 400) has mean %d, want about 1500", mean)
	}
	if v := squares / n; v < 390*390 || v > 410*410 {
		t.Errorf("Bell(1500, 400) has variance %d, want about %d", v, 400*400)
	}
}
