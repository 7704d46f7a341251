package html

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/sim"
)

// matches is the data of the page's list of matches. Its only reader is script.js.
type matches struct {
	TickRate int
	Playable bool        // the page has a player
	Pairings [][2]string // contestants A and B
	Matches  []match
}

// match is one leg: its id, the index of its pairing, pair, leg, seed, outcome for A,
// reason, ticks. A page has thousands.
type match [8]any

// newMatches lists the matches of a run, and reads the replays and the scores beside them if
// embed is set.
func newMatches(run *arena.Record, embed bool) (m matches, replays, scores map[string]replay, err error) {
	m = matches{TickRate: sim.TickRate, Playable: embed, Pairings: [][2]string{}, Matches: []match{}}
	replays, scores = map[string]replay{}, map[string]replay{}
	at := map[[2]string]int{}
	for i, p := range run.Results.Pairings {
		at[[2]string{p.A, p.B}] = i
		m.Pairings = append(m.Pairings, [2]string{p.A, p.B})
	}
	for i := range run.Legs {
		l := &run.Legs[i]
		pairing, ok := at[[2]string{l.A, l.B}]
		if !ok { // of contestants that the results do not cover
			pairing = len(m.Pairings)
			at[[2]string{l.A, l.B}] = pairing
			m.Pairings = append(m.Pairings, [2]string{l.A, l.B})
		}
		id := strings.TrimSuffix(run.ReplayName(l), ".replay")
		m.Matches = append(m.Matches, match{id, pairing, l.Pair, l.Leg, l.Seed, l.Outcome, l.Reason, l.Ticks})
		if !embed {
			continue
		}
		for _, of := range []struct {
			read func(*arena.Leg) ([]byte, error)
			into map[string]replay
		}{{run.Replay, replays}, {run.Scores, scores}} {
			data, err := of.read(l)
			if err != nil {
				return m, nil, nil, err
			}
			if data != nil {
				of.into[id] = replay(base64.StdEncoding.EncodeToString(data))
			}
		}
	}
	return m, replays, scores, nil
}

// size returns the size of files in the page.
func size(files map[string]replay) string {
	n := 0
	for _, f := range files {
		n += len(f)
	}
	return megabytes(n)
}

func megabytes(n int) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
