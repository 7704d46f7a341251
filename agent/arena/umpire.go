package arena

import (
	"github.com/kumite/kumite/policy/rating"
)

// umpire decides which legs count. It sees nothing but the legs, pair by pair in
// schedule order, so that its decisions do not depend on which worker played them
// or when. A contestant is withdrawn from its void leg on, a sequential test ends
// its pairing, and a pair identical to an earlier one is a duplicate.
type umpire struct {
	cfg       Config
	pairings  []Pairing
	tests     []*rating.Sequential // by pairing; nil without a test
	withdrawn map[int]VoidReason   // by contestant
	seen      map[transcript]bool
}

// transcript is equal for two pairs of a pairing if the same matches were played:
// the world's hash includes the state of its generators.
type transcript struct {
	pairing int
	seed    uint64
	ticks   [2]int32
	hash    [2]string
}

func newUmpire(cfg Config) (*umpire, error) {
	u := &umpire{cfg: cfg, pairings: cfg.Pairings(), withdrawn: map[int]VoidReason{}, seen: map[transcript]bool{}}
	if cfg.Test == nil {
		return u, nil
	}
	for range u.pairings {
		s, err := rating.NewSequential(*cfg.Test)
		if err != nil {
			return nil, err
		}
		u.tests = append(u.tests, s)
	}
	return u, nil
}

// over reports whether no further pair of a pairing counts.
func (u *umpire) over(pairing int) bool {
	p := u.pairings[pairing]
	_, a := u.withdrawn[p.A]
	_, b := u.withdrawn[p.B]
	return a || b || u.tests != nil && u.tests[pairing].Done()
}

// take judges a pair's legs, leg 0 first. It returns how many of them count, and
// whether the pair is a duplicate of an earlier one. No leg counts in a pairing
// that is over.
func (u *umpire) take(pairing int, legs []Leg) (counted int, duplicate bool) {
	if u.over(pairing) {
		return 0, false
	}
	for i := range legs {
		if l := &legs[i]; l.Outcome == Void {
			contestant := u.pairings[pairing].A
			if l.Void.Contestant != l.A {
				contestant = u.pairings[pairing].B
			}
			u.withdrawn[contestant] = l.Void
			return i + 1, false
		}
	}
	if len(legs) < 2 {
		return len(legs), false
	}
	t := transcript{pairing, legs[0].Seed, [2]int32{legs[0].Ticks, legs[1].Ticks}, [2]string{legs[0].Hash, legs[1].Hash}}
	if u.seen[t] {
		return len(legs), true
	}
	u.seen[t] = true
	if u.tests != nil {
		first, _ := legs[0].points()
		second, _ := legs[1].points()
		u.tests[pairing].Add(first, second)
	}
	return len(legs), false
}

// needs returns the legs of a pair that still have to be played, given the finished
// ones.
func needs(pairing, pair int, finished []Leg) []Key {
	var keys []Key
	for leg := range 2 {
		missing := true
		for i := range finished {
			if finished[i].Outcome == Void {
				return nil // the pairing ends here
			}
			missing = missing && finished[i].Leg != leg
		}
		if missing {
			keys = append(keys, Key{pairing, pair, leg})
		}
	}
	return keys
}

// shelf holds finished legs by pair, leg 0 first.
type shelf map[PairKey][]Leg

func newShelf(legs []Leg) shelf {
	s := shelf{}
	for _, l := range legs {
		at := PairKey{l.Pairing, l.Pair}
		if there := s[at]; len(there) == 1 && there[0].Leg > l.Leg {
			s[at] = []Leg{l, there[0]}
		} else {
			s[at] = append(there, l)
		}
	}
	return s
}
