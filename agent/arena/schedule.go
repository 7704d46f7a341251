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
	all := make([]Pairing, c.numPairings())
	if opponents, others := c.sides(); len(opponents) > 0 {
		for i := range all {
			all[i] = Pairing{others[i%len(others)], opponents[i/len(others)]}
		}
		return all
	}
	i := 0
	for a := range c.Contestants {
		for b := a + 1; b < len(c.Contestants); b++ {
			all[i] = Pairing{a, b}
			i++
		}
	}
	return all
}

// Pairing returns Pairings()[number] without making the others, of which a run of 500
// contestants has 124 750.
func (c Config) Pairing(number int) Pairing {
	if opponents, others := c.sides(); len(opponents) > 0 {
		return Pairing{others[number%len(others)], opponents[number/len(others)]}
	}
	a := 0
	for ; number >= len(c.Contestants)-1-a; a++ {
		number -= len(c.Contestants) - 1 - a
	}
	return Pairing{a, a + 1 + number}
}

// sides returns the contestants in the gauntlet and the others, by index; nothing if there
// is no gauntlet.
func (c Config) sides() (opponents, others []int) {
	if len(c.Gauntlet) == 0 {
		return nil, nil
	}
	among := make([]bool, len(c.Contestants))
	for _, name := range c.Gauntlet {
		b := c.Find(name)
		among[b] = true
		opponents = append(opponents, b)
	}
	for a := range c.Contestants {
		if !among[a] {
			others = append(others, a)
		}
	}
	return opponents, others
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

// Schedules reports whether the schedule contains a leg, in the part that is played.
func (c Config) Schedules(k Key) bool {
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
