package arena

import (
	"encoding/binary"
	"hash/fnv"

	"github.com/kumite/kumite/sim"
)

// Pairing is two contestants by index.
type Pairing struct{ A, B int }

// Pairings returns the pairings in schedule order.
func (c Config) Pairings() []Pairing {
	var all []Pairing
	if len(c.Gauntlet) > 0 {
		among := make([]bool, len(c.Contestants))
		var gauntlet []int
		for _, name := range c.Gauntlet {
			b := c.Find(name)
			among[b] = true
			gauntlet = append(gauntlet, b)
		}
		for _, b := range gauntlet {
			for a := range c.Contestants {
				if !among[a] {
					all = append(all, Pairing{a, b})
				}
			}
		}
		return all
	}
	for a := range c.Contestants {
		for b := a + 1; b < len(c.Contestants); b++ {
			all = append(all, Pairing{a, b})
		}
	}
	return all
}

// numPairings returns the length of Pairings.
func (c Config) numPairings() int {
	n, g := len(c.Contestants), len(c.Gauntlet)
	if g > 0 {
		return g * (n - g)
	}
	return n * (n - 1) / 2
}

// PairSeed returns the seed of both legs of a pair: the first 53 bits of FNV-1a 128
// over the run's seed, the pair's index (little-endian, eight bytes each) and the
// opponent's spec, which is that of the pairing's B. All contestants therefore meet
// an opponent on the same seeds. JSON readers that use floating-point numbers
// preserve 53 bits.
func PairSeed(run uint64, opponent string, index int) uint64 {
	h := fnv.New128a()
	var head [16]byte
	binary.LittleEndian.PutUint64(head[:8], run)
	binary.LittleEndian.PutUint64(head[8:], uint64(index))
	h.Write(head[:])
	h.Write([]byte(opponent))
	return binary.BigEndian.Uint64(h.Sum(nil)) >> 11
}

// Key names a leg of the schedule.
type Key struct {
	Pairing int // index into Pairings
	Pair    int // within the pairing
	Leg     int // 0 or 1
}

// planned returns the number of legs in the schedule, or in its part that is played; a sequential test can end it
// earlier.
func (c Config) planned() int {
	first, end := c.Shard.block(c.pairs() * c.numPairings())
	return 2 * (end - first)
}

// schedules reports whether the schedule contains a leg, in the part that is played.
func (c Config) schedules(k Key) bool {
	return k.Pairing >= 0 && k.Pairing < c.numPairings() && k.Pair >= 0 && k.Pair < c.pairs() && (k.Leg == 0 || k.Leg == 1) &&
		c.plays(k.Pairing, k.Pair)
}

// aSide returns the side of contestant A: left in leg 0, right in leg 1.
func aSide(leg int) sim.Side { return sim.Side(leg) }

// leg returns a leg before it is played.
func (c Config) leg(who Pairing, k Key) Leg {
	a, b := c.Contestants[who.A], c.Contestants[who.B]
	return Leg{Schema: LegSchema, A: a.Name, B: b.Name, Pairing: k.Pairing, Pair: k.Pair, Leg: k.Leg,
		Seed: PairSeed(c.Seed, b.Spec, k.Pair)}
}
