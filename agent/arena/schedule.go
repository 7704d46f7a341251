package arena

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"slices"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/sim"
)

// Config says what a tournament plays.
type Config struct {
	Contestants []bot.Contestant
	Gauntlet    []string     // names or specs of those whom all others meet, and who do not meet each other; none is a round robin
	Test        *rating.SPRT // ends each pairing when it is decided; nil plays all pairs
	Pairs       int          // for each pairing; with a test its Test.MaxPairs
	Seed        uint64
	DelayTicks  int32         // of models that do not state their own
	Latency     *LatencyModel // draws the delays of those models instead; nil draws none
	Rules       sim.Rules
}

// SetContestants has those play whom the strings name. With a champion, which is
// one of them or one more, all others meet it and nobody else.
func (c *Config) SetContestants(specs []string, champion string) (err error) {
	if c.Contestants, err = bot.ParseAll(specs); err != nil || champion == "" {
		return err
	}
	c.Gauntlet = []string{champion}
	if c.Find(champion) < 0 {
		c.Contestants, err = bot.ParseAll(append(slices.Clone(specs), champion))
	}
	return err
}

// MaxPairs bounds the pairs of a pairing.
const MaxPairs = 100_000

// Validate reports everything that cannot be played.
func (c Config) Validate() error {
	errs := []error{c.Rules.Validate(), agent.ValidateDelay(c.DelayTicks)}
	if c.Pairs < 1 || c.Pairs > MaxPairs {
		errs = append(errs, fmt.Errorf("%d pairs; want 1 to %d", c.Pairs, MaxPairs))
	}
	if c.Test != nil {
		errs = append(errs, c.Test.Validate())
		if c.Test.MaxPairs != c.Pairs {
			errs = append(errs, fmt.Errorf("%d pairs and a test of at most %d; want the same number", c.Pairs, c.Test.MaxPairs))
		}
	}
	if len(c.Contestants) < 2 {
		return errors.Join(append(errs, errors.New("a tournament needs two contestants; for one against itself name it twice"))...)
	}
	return errors.Join(append(errs, c.validateGauntlet())...)
}

// validateGauntlet reports the first name in the gauntlet that cannot be met.
func (c Config) validateGauntlet() error {
	among := map[int]bool{}
	for _, name := range c.Gauntlet {
		i := c.Find(name)
		switch {
		case i < 0:
			var valid []string
			for _, x := range c.Contestants {
				valid = append(valid, x.Name, x.Spec)
			}
			return policy.Unknown("gauntlet", name, valid)
		case among[i]:
			return fmt.Errorf("gauntlet %q is named twice", name)
		}
		among[i] = true
	}
	if len(among) == len(c.Contestants) {
		return errors.New("everybody is in the gauntlet, so nobody meets it; name somebody else too")
	}
	return nil
}

// Find is the index of the contestant with a name or a spec, or −1.
func (c Config) Find(name string) int {
	for i, x := range c.Contestants {
		if x.Name == name || x.Spec == name {
			return i
		}
	}
	return -1
}

// Pairing is two contestants by index.
type Pairing struct{ A, B int }

// Pairings lists who meets whom, in schedule order.
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

// PairSeed is the seed of both legs of a pair: the first 53 bits of FNV-1a 128
// over the run's seed and the pair's index (little-endian, eight bytes each)
// and the opponent's spec, which is that of the pairing's B. So every
// contestant that meets an opponent meets it on the same seeds. With 53 bits
// it survives readers of JSON that know floating-point numbers only.
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

// planned is how many legs the schedule has; a sequential test can end it before.
func (c Config) planned() int { return 2 * c.Pairs * len(c.Pairings()) }

// schedules says whether the schedule holds a leg.
func (c Config) schedules(k Key) bool {
	return k.Pairing >= 0 && k.Pairing < len(c.Pairings()) && k.Pair >= 0 && k.Pair < c.Pairs && (k.Leg == 0 || k.Leg == 1)
}

// aSide is where contestant A stands: on the left in leg 0, on the right in
// leg 1.
func aSide(leg int) sim.Side { return sim.Side(leg) }

// leg is a leg before it is played.
func (c Config) leg(who Pairing, k Key) Leg {
	a, b := c.Contestants[who.A], c.Contestants[who.B]
	return Leg{Schema: LegSchema, A: a.Name, B: b.Name, Pairing: k.Pairing, Pair: k.Pair, Leg: k.Leg,
		Seed: PairSeed(c.Seed, b.Spec, k.Pair)}
}
