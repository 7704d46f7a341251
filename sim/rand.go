package sim

import "math/bits"

// Rand is a PCG-XSH-RR 64/32 generator (O'Neill 2014, www.pcg-random.org).
// It is part of the rules: its sequence never changes within a RulesVersion.
// Use NewRand; the zero value is not seeded.
type Rand struct {
	state, inc uint64
}

// NewRand returns the generator of a stream of a seed. Streams of the same seed are
// independent.
func NewRand(seed, stream uint64) Rand {
	r := Rand{inc: mix(stream)<<1 | 1}
	r.Uint32()
	r.state += mix(seed)
	r.Uint32()
	return r
}

// Uint32 returns the next 32 random bits.
func (r *Rand) Uint32() uint32 {
	old := r.state
	r.state = old*6364136223846793005 + r.inc
	xorshifted := uint32(((old >> 18) ^ old) >> 27)
	return bits.RotateLeft32(xorshifted, -int(old>>59))
}

// Below returns a uniform number in [0, n). It panics unless n is positive.
func (r *Rand) Below(n int32) int32 {
	if n <= 0 {
		panic("sim: Below needs a positive bound")
	}
	bound := uint32(n)
	threshold := -bound % bound // draws below it would favour small results
	for {
		if v := r.Uint32(); v >= threshold {
			return int32(v % bound)
		}
	}
}

// Between returns a uniform number in [lo, hi].
func (r *Rand) Between(lo, hi int32) int32 { return lo + r.Below(hi-lo+1) }

// Chance returns true with a probability of percent/100.
func (r *Rand) Chance(percent int32) bool { return r.Below(100) < percent }

// Bell returns an approximately normal number with the given mean and standard
// deviation: the sum of four uniform draws, at most 3.5 deviations from the mean.
func (r *Rand) Bell(mean, sd int32) int32 {
	const half = 1024 // each draw is uniform on [-half, half], variance half²/3
	var sum int32
	for range 4 {
		sum += r.Between(-half, half)
	}
	// The sum has a deviation of 2·half/√3 ≈ 1182.
	return mean + sum*sd/1182
}

// mix is the finaliser of SplitMix64 (Steele, Lea, Flood 2014).
func mix(z uint64) uint64 {
	z += 0x9e3779b97f4a7c15
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
