package review

import (
	"fmt"

	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/sim/duel"
)

// KeySchema is the schema of key.json.
const KeySchema = "kumite.review-key/1"

// Key says who is who in a review.
type Key struct {
	Schema      string             `json:"schema"`
	Run         string             `json:"run_manifest_sha256"` // of the run that the clips are from
	Seed        uint64             `json:"seed"`
	Contestants []duel.Participant `json:"contestants"`
	Items       []Item             `json:"items"` // in the order in which reviewers see them
}

// Item is one question to a reviewer: which of two clips shows the better play?
type Item struct {
	Situation int     `json:"situation"`         // from 0; a repeated item has that of the first
	Repeats   *int    `json:"repeats,omitempty"` // the item that it repeats, with the sides swapped
	Opponent  string  `json:"opponent"`
	Seed      uint64  `json:"seed"`  // of both matches
	Clips     [2]Clip `json:"clips"` // left and right on the page
}

// Clip is a part of a match, seen from a contestant's side.
type Clip struct {
	Contestant int    `json:"contestant"` // index into Key.Contestants
	Replay     string `json:"replay"`     // file of the run's folder
	Side       string `json:"side"`
	From       int32  `json:"from"` // ticks
	To         int32  `json:"to"`
}

// check returns an error for a key that this program did not write.
func (k *Key) check() error {
	if k.Schema != KeySchema {
		return fmt.Errorf("it has schema %.40q; want %q", k.Schema, KeySchema)
	}
	if n := len(k.Contestants); n < 2 || n > maxContestants {
		return fmt.Errorf("it has %d contestants; want 2 to %d", n, maxContestants)
	}
	names := map[string]bool{}
	for _, c := range k.Contestants {
		if names[c.Name] {
			return fmt.Errorf("two contestants are called %.40q", c.Name)
		}
		names[c.Name] = true
	}
	first := map[int]int{} // the item that first shows a situation
	for i, item := range k.Items {
		for _, c := range item.Clips {
			if c.Contestant < 0 || c.Contestant >= len(k.Contestants) {
				return fmt.Errorf("item %d names contestant %d of %d", i, c.Contestant, len(k.Contestants))
			}
		}
		if item.Clips[0].Contestant == item.Clips[1].Contestant {
			return fmt.Errorf("item %d compares a contestant with itself", i)
		}
		before, shown := first[item.Situation]
		switch {
		case item.Repeats == nil && shown:
			return fmt.Errorf("items %d and %d have situation %d, and neither repeats the other", before, i, item.Situation)
		case item.Repeats == nil:
			first[item.Situation] = i
		case !shown || before != *item.Repeats || !item.compares(k.Items[before]):
			return fmt.Errorf("item %d repeats item %d, which is not an earlier one of its situation and its contestants", i, *item.Repeats)
		}
	}
	return nil
}

// compares reports whether two items compare the same contestants.
func (i Item) compares(other Item) bool {
	a, b := i.Clips[0].Contestant, i.Clips[1].Contestant
	c, d := other.Clips[0].Contestant, other.Clips[1].Contestant
	return a == c && b == d || a == d && b == c
}

// readKey reads a review's key and its hash, which verdicts name.
func readKey(dir string) (k Key, sum string, err error) {
	data, err := safefile.ReadIn(dir, keyFile, safefile.ReviewKey)
	if err != nil {
		return k, "", fmt.Errorf("read review: %w; name a folder of `kumite review RUN --out`", err)
	}
	if err = safefile.Unmarshal(data, safefile.ReviewKey, &k); err == nil {
		err = k.check()
	}
	if err != nil {
		return k, "", fmt.Errorf("read review %s/%s: %w", dir, keyFile, err)
	}
	return k, hash(data), nil
}
