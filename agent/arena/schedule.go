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

// Config describes what a tournament plays.
type Config struct {
	Contestants []bot.Contestant
	Gauntlet    []string     // names or specs of contestants that all others meet and that do not meet each other; empty for a round robin
	Test        *rating.SPRT // ends each pairing as soon as it decides; nil plays all pairs
	Pairs       int          // for each pairing; with a test, Test.MaxPairs
	Seed        uint64
	DelayTicks  int32         // of models that do not state a delay
	Latency     *LatencyModel // distribution of the delays of these models instead, or nil
	Rules       sim.Rules
}

// SetContestants sets the contestants to those that specs name. Patterns are expanded,
// also in the gauntlet. If champion is not "", it is added unless it is among them, and
// all others meet only the champion.
func (c *Config) SetContestants(specs []string, champion string) (err error) {
	if specs, err = bot.Expand(specs); err != nil {
		return err
	}
	if c.Contestants, err = bot.ParseAll(specs); err != nil {
		return err
	}
	if champion == "" {
		return c.expandGauntlet()
	}
	if champion, err = bot.ExpandOne(champion); err != nil {
		return err
	}
	c.Gauntlet = []string{champion}
	if c.Find(champion) < 0 {
		c.Contestants, err = bot.ParseAll(append(slices.Clone(specs), champion))
	}
	return err
}

// expandGauntlet expands the patterns in the gauntlet that are no contestant's name.
func (c *Config) expandGauntlet() error {
	var all []string
	for _, name := range c.Gauntlet {
		if c.Find(name) >= 0 {
			all = append(all, name)
			continue
		}
		some, err := bot.Expand([]string{name})
		if err != nil {
			return fmt.Errorf("gauntlet: %w", err)
		}
		all = append(all, some...)
	}
	c.Gauntlet = all
	return nil
}

// MaxPairs is the largest number of pairs per pairing.
const MaxPairs = 100_000

// Validate reports every invalid field.
func (c Config) Validate() error {
	errs := []error{c.Rules.Validate(), agent.ValidateDelay(c.DelayTicks)}
	if c.Pairs < 1 || c.Pairs > MaxPairs {
		errs = append(errs, fmt.Errorf("pairs is %d; want 1 to %d", c.Pairs, MaxPairs))
	}
	if c.Test != nil {
		errs = append(errs, c.Test.Validate())
		if c.Test.MaxPairs != c.Pairs {
			errs = append(errs, fmt.Errorf("pairs is %d and the test's maximum is %d; want the same number", c.Pairs, c.Test.MaxPairs))
		}
	}
	if len(c.Contestants) < 2 {
		return errors.Join(append(errs, errors.New("a tournament needs two contestants; to play one against itself, name it twice"))...)
	}
	return errors.Join(append(errs, c.validateGauntlet())...)
}

// validateGauntlet reports the first invalid name in the gauntlet.
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
		return errors.New("all contestants are in the gauntlet; name at least one that is not")
	}
	return nil
}

// Find returns the index of the contestant with a name or a spec, or −1.
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

// planned returns the number of legs in the schedule; a sequential test can end it
// earlier.
func (c Config) planned() int { return 2 * c.Pairs * len(c.Pairings()) }

// schedules reports whether the schedule contains a leg.
func (c Config) schedules(k Key) bool {
	return k.Pairing >= 0 && k.Pairing < len(c.Pairings()) && k.Pair >= 0 && k.Pair < c.Pairs && (k.Leg == 0 || k.Leg == 1)
}

// aSide returns the side of contestant A: left in leg 0, right in leg 1.
func aSide(leg int) sim.Side { return sim.Side(leg) }

// leg returns a leg before it is played.
func (c Config) leg(who Pairing, k Key) Leg {
	a, b := c.Contestants[who.A], c.Contestants[who.B]
	return Leg{Schema: LegSchema, A: a.Name, B: b.Name, Pairing: k.Pairing, Pair: k.Pair, Leg: k.Leg,
		Seed: PairSeed(c.Seed, b.Spec, k.Pair)}
}
