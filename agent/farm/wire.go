package farm

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/scores"
	"github.com/kumite/kumite/internal/jsonfile"
	"github.com/kumite/kumite/sim/duel"
)

// protocol is the version of what a coordinator and its workers send each other.
const protocol = 2

// job is what all pairs of a session have in common. It is a file on the server.
type job struct {
	Version     int               `json:"version"`
	Manifest    json.RawMessage   `json:"manifest"` // an arena.Manifest
	Files       [][]file          `json:"files"`    // of each contestant, empty for a script; the model itself is first
	Aliases     map[string]string `json:"aliases,omitempty"`
	AllowRandom bool              `json:"allow_random,omitempty"`
}

// file is a file of a model.
type file struct {
	Name   string `json:"name"` // relative to the model's folder
	SHA256 string `json:"sha256"`
}

// block is an item of the work queue: pairs for one worker.
type block struct {
	Version int    `json:"version"`
	Session string `json:"session"`
	Job     string `json:"job"` // SHA-256 of the job
	ID      string `json:"id"`
	Pairs   []pair `json:"pairs"`
}

// maxName is the length of the longest session and of the longest ID of a block.
const maxName = 64

// check returns an error for a block whose results could not be sent: it would be given to
// worker after worker.
func (b *block) check() error {
	other := func(r rune) bool { return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') }
	if b.Session == "" || len(b.Session) > maxName || strings.ContainsFunc(b.Session, other) {
		return fmt.Errorf("session is %.40q; want up to %d letters and digits", b.Session, maxName)
	}
	if len(b.ID) > maxName {
		return fmt.Errorf("the ID of a block has %d bytes; want at most %d", len(b.ID), maxName)
	}
	return nil
}

// pair is an arena.Pair.
type pair struct {
	Pairing int   `json:"pairing"`
	Pair    int   `json:"pair"`
	Legs    []int `json:"legs"` // that are missing, 0 or 1
}

func newPair(p arena.Pair) pair {
	x := pair{Pairing: p.Legs[0].Pairing, Pair: p.Legs[0].Pair}
	for _, key := range p.Legs {
		x.Legs = append(x.Legs, key.Leg)
	}
	return x
}

// of returns the pair in a run.
func (x pair) of(cfg arena.Config) (arena.Pair, error) {
	var p arena.Pair
	for _, leg := range x.Legs {
		key := arena.Key{Pairing: x.Pairing, Pair: x.Pair, Leg: leg}
		if !cfg.Schedules(key) {
			return p, fmt.Errorf("this run has no pairing %d, pair %d, leg %d", x.Pairing, x.Pair, leg)
		}
		p.Legs = append(p.Legs, key)
	}
	if len(p.Legs) < 1 || len(p.Legs) > 2 {
		return p, fmt.Errorf("pairing %d, pair %d has legs %v; want one or two", x.Pairing, x.Pair, x.Legs)
	}
	p.Who = cfg.Pairing(x.Pairing)
	return p, nil
}

// answer is what a worker sends about a block: the results of some of its pairs, or a
// state of the block.
type answer struct {
	Version int       `json:"version"`
	Worker  string    `json:"worker"` // a name for messages
	Cores   int       `json:"cores"`  // of the worker: pairs that it plays at once
	Block   string    `json:"block"`
	State   state     `json:"state,omitempty"`
	Results []*result `json:"results,omitempty"`
}

// state is why an answer has no results.
type state string

const (
	begun    state = "begun"    // the worker plays nothing else until it has played the block
	returned state = "returned" // the worker ends
	missing  state = "missing"  // the server lacks the job or a model
	lost     state = "lost"     // MaxDeliveries workers were given the block, and none has answered
)

// result is the result of a pair.
type result struct {
	Pairing int              `json:"pairing"`
	Pair    int              `json:"pair"`
	Legs    []arena.Leg      `json:"legs"`
	Replays [][]byte         `json:"replays"`          // of each leg; null for a void
	Scores  [][]byte         `json:"scores,omitempty"` // of each leg, if the run keeps them; null where no model played
	Spent   [2]agent.Latency `json:"spent"`            // decision times of A, of B
	Seconds float64          `json:"seconds"`          // that the pair took
	Error   string           `json:"error,omitempty"`  // why it could not be played
}

// report adds what was played.
func (r *result) report(x arena.Report) error {
	r.Spent = x.Spent
	for _, p := range x.Played {
		var replay []byte
		if p.Recording != nil {
			var out bytes.Buffer
			if err := p.Recording.Encode(&out); err != nil {
				return err
			}
			replay = out.Bytes()
		}
		r.Legs, r.Replays = append(r.Legs, p.Leg), append(r.Replays, replay)
		if p.Scores != nil {
			var out bytes.Buffer
			if err := p.Scores.Encode(&out); err != nil {
				return err
			}
			r.Scores = append(r.Scores, make([][]byte, len(r.Legs)-len(r.Scores))...)
			r.Scores[len(r.Legs)-1] = out.Bytes()
		}
	}
	return nil
}

// check returns the report of a result whose legs are those of p, or some of them before
// a void. It replays each recording.
func (r *result) check(cfg arena.Config, run arena.Manifest, p arena.Pair) (x arena.Report, err error) {
	if len(r.Legs) == 0 || len(r.Legs) > len(p.Legs) || len(r.Replays) != len(r.Legs) {
		return x, fmt.Errorf("%d matches and %d replays; want %d", len(r.Legs), len(r.Replays), len(p.Legs))
	}
	x.Spent = r.Spent
	for i, leg := range r.Legs {
		played := arena.Played{Leg: leg}
		if leg.Key() != p.Legs[i] {
			return x, fmt.Errorf("match %d is %+v; want %+v", i, leg.Key(), p.Legs[i])
		}
		if r.Replays[i] != nil {
			if played.Recording, err = duel.Decode(bytes.NewReader(r.Replays[i])); err != nil {
				return x, err
			}
		}
		if i < len(r.Scores) && r.Scores[i] != nil {
			if played.Scores, err = scores.Decode(bytes.NewReader(r.Scores[i])); err != nil {
				return x, err
			}
		}
		if err := cfg.Check(run.Contestants, played); err != nil {
			return x, err
		}
		x.Played = append(x.Played, played)
	}
	if last := x.Played[len(x.Played)-1].Leg; last.Outcome != arena.Void && len(x.Played) < len(p.Legs) {
		return x, fmt.Errorf("%d of %d matches, and none is void", len(x.Played), len(p.Legs))
	}
	return x, nil
}

// decode parses a message and checks its version, which is part of it.
func decode(data []byte, into any, version *int) error {
	if err := jsonfile.Decode(data, into); err != nil {
		return err
	}
	if *version != protocol {
		return fmt.Errorf("it has version %d of the protocol, and this program has version %d; use the same kumite everywhere", *version, protocol)
	}
	return nil
}

// encode returns a message.
func encode(message any) []byte {
	data, err := json.Marshal(message)
	if err != nil {
		panic(err) // plain values only
	}
	return data
}
