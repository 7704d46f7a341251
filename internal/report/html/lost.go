package html

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/kumite/kumite/agent/breakdown"
)

// lost says how a contestant lost its matches.
type lost struct {
	Name    string
	Matches string // how many it lost
	Chief   []share
	Rows    []lostRow
	Worst   []worstPair
}

// share is a part of a bar of 100.
type share struct {
	Kind, Text string // a class, and "missed opening 12"
	From, Wide float64
}

// lostRow is one kind of mistake, per match.
type lostRow struct{ Kind, Name, Lost, Others string }

// worstPair is a pair with links to its matches.
type worstPair struct {
	Text    string
	Matches []string // ids
}

// mistakes are the kinds of mistakes.
var mistakes = []struct {
	kind, name string
	of         func(breakdown.Mistakes) int
}{
	{"missed", "missed opening", func(m breakdown.Mistakes) int { return m.Missed }},
	{"wrong", "wrong skill", func(m breakdown.Mistakes) int { return m.Wrong }},
	{"late", "late", func(m breakdown.Mistakes) int { return m.Late }},
	{"unasked", "no opening", func(m breakdown.Mistakes) int { return m.Unasked }},
	{"refused", "refused", func(m breakdown.Mistakes) int { return m.Refused }},
}

// newLost describes the lost matches of the contestants that lost any, the best first.
func newLost(d *breakdown.Document, rank []string) (all []lost) {
	for _, name := range rank {
		for i := range d.Contestants {
			if c := &d.Contestants[i]; c.Name == name && c.Lost.Matches > 0 {
				all = append(all, newLostOf(c))
			}
		}
	}
	return all
}

func newLostOf(c *breakdown.Contestant) lost {
	x := lost{Name: c.Name, Matches: fmt.Sprintf("%d lost, %d won or drawn", c.Lost.Matches, c.Others.Matches)}
	from := 0.0
	for _, m := range mistakes {
		if n := m.of(c.Lost.Chief); n > 0 {
			wide := 100 * float64(n) / float64(c.Lost.Matches)
			x.Chief = append(x.Chief, share{m.kind, fmt.Sprintf("%s %d", m.name, n), from, wide})
			from += wide
		}
		x.Rows = append(x.Rows, lostRow{m.kind, m.name, perMatch(m.of(c.Lost.Mistakes), c.Lost.Matches), perMatch(m.of(c.Others.Mistakes), c.Others.Matches)})
	}
	if n := c.Lost.Matches - chiefs(c.Lost.Chief); n > 0 {
		x.Chief = append(x.Chief, share{"none", fmt.Sprintf("no mistake %d", n), from, 100 - from})
	}
	for _, p := range c.Worst {
		w := worstPair{Text: fmt.Sprintf("against %s, %s of 2 points", p.Opponent, strconv.FormatFloat(2*p.Score, 'f', -1, 64))}
		for _, path := range p.Replays {
			if path != "" {
				w.Matches = append(w.Matches, strings.TrimSuffix(filepath.Base(path), ".replay"))
			}
		}
		x.Worst = append(x.Worst, w)
	}
	return x
}

// chiefs returns the number of matches with a mistake.
func chiefs(m breakdown.Mistakes) (n int) {
	for _, x := range mistakes {
		n += x.of(m)
	}
	return n
}

func perMatch(n, matches int) string {
	if matches == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f", float64(n)/float64(matches))
}
