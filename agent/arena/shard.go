package arena

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/kumite/kumite/internal/number"
)

// Shard is one of several parts of a schedule that are played separately: a block of
// consecutive pairs. The zero value is the whole schedule. It is a flag value.
type Shard struct {
	Index int `json:"index"` // from 1
	Of    int `json:"of"`
}

// MaxShards is the largest number of shards.
const MaxShards = 10_000

// String returns INDEX/OF, or "none".
func (s Shard) String() string {
	if s == (Shard{}) {
		return "none"
	}
	return fmt.Sprintf("%d/%d", s.Index, s.Of)
}

// Type is the word for a flag's value in usage texts.
func (Shard) Type() string { return "INDEX/OF" }

// Set parses INDEX/OF, e.g. 2/8.
func (s *Shard) Set(text string) error {
	index, of, found := strings.Cut(text, "/")
	i, err1 := strconv.Atoi(index)
	n, err2 := strconv.Atoi(of)
	if !found || err1 != nil || err2 != nil {
		return errors.New("want INDEX/OF, e.g. 1/8")
	}
	x := Shard{i, n}
	if err := x.Validate(); err != nil {
		return err
	}
	*s = x
	return nil
}

// Validate returns an error unless the shard is one of its parts.
func (s Shard) Validate() error {
	if s != (Shard{}) && (s.Index < 1 || s.Index > s.Of || s.Of > MaxShards) {
		return fmt.Errorf("shard is %d/%d; want INDEX/OF with INDEX from 1 to OF, and OF at most %d", s.Index, s.Of, MaxShards)
	}
	return nil
}

// block returns the shard's part of n pairs in schedule order, from first up to but
// without end.
func (s Shard) block(n int) (first, end int) {
	if s == (Shard{}) {
		return 0, n
	}
	return (s.Index - 1) * n / s.Of, s.Index * n / s.Of
}

// plays reports whether a pair is in the part of the schedule that c plays.
func (c Config) plays(pairing, pair int) bool {
	pairings := c.numPairings()
	first, end := c.Shard.block(c.pairs() * pairings)
	at := pair*pairings + pairing
	return first <= at && at < end
}

// validateShard returns an error for a shard that cannot be played on its own.
func (c Config) validateShard() error {
	if c.Shard == (Shard{}) {
		return nil
	}
	if err := c.Shard.Validate(); err != nil {
		return err
	}
	if c.Test != nil {
		return errors.New("a sequential test decides from all earlier pairs and cannot be played in shards; leave out the test and state the pairs, or play it with workers")
	}
	if n := c.pairs() * c.numPairings(); c.Shard.Of > n {
		return fmt.Errorf("shard is %s, but the schedule has %s; want at most %d shards", c.Shard, number.Of(n, "pair"), n)
	}
	return nil
}
