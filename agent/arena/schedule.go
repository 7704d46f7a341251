package arena

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/sim"
)

// Config says what a tournament plays.
type Config struct {
	Contestants []Contestant
	Gauntlet    string // the name of the one whom all others meet; "" is a round robin
	Pairs       int    // for each pairing
	Seed        uint64
	DelayTicks  int32 // of models that do not state their own
	Rules       sim.Rules
}

// Validate reports the first thing that cannot be played.
func (c Config) Validate() error {
	if err := c.Rules.Validate(); err != nil {
		return err
	}
	switch {
	case len(c.Contestants) < 2:
		return errors.New("a tournament needs two contestants; for one against itself name it twice")
	case c.Pairs < 1:
		return fmt.Errorf("%d pairs; want at least 1", c.Pairs)
	case c.DelayTicks < 0 || c.DelayTicks > agent.MaxDelayTicks:
		return fmt.Errorf("a delay of %d ticks; want 0 to %d", c.DelayTicks, agent.MaxDelayTicks)
	case c.Gauntlet != "" && c.gauntlet() < 0:
		return fmt.Errorf("--gauntlet %s names none of the contestants; name one by its spec or its name", c.Gauntlet)
	}
	return nil
}

func (c Config) gauntlet() int {
	for i, x := range c.Contestants {
		if x.Name == c.Gauntlet || x.Spec == c.Gauntlet {
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
	if c.Gauntlet != "" {
		b := c.gauntlet()
		for a := range c.Contestants {
			if a != b {
				all = append(all, Pairing{a, b})
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

// PairSeed is the seed of both legs of a pair: the first eight bytes of
// FNV-1a 128 over the run's seed and the pair's index (little-endian, eight
// bytes each) and the opponent's spec, which is that of the pairing's B. So
// every contestant that meets an opponent meets it on the same seeds.
func PairSeed(run uint64, opponent string, index int) uint64 {
	h := fnv.New128a()
	var head [16]byte
	binary.LittleEndian.PutUint64(head[:8], run)
	binary.LittleEndian.PutUint64(head[8:], uint64(index))
	h.Write(head[:])
	h.Write([]byte(opponent))
	return binary.BigEndian.Uint64(h.Sum(nil))
}

// pair is one unit of work: both legs of one pair.
type pair struct {
	pairing int // index into Pairings
	index   int // within the pairing
}

// side is where contestant A stands in a leg: on the left in leg 0, on the
// right in leg 1.
func aSide(leg int) sim.Side { return sim.Side(leg) }
