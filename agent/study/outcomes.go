package study

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/csvfile"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
)

// Outcomes identifies the file of online results that were measured elsewhere.
type Outcomes struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
}

// elsewhere says what online scores from a file lack.
const elsewhere = "the online scores come from a file of wins and losses: that these are of samples is not part of the intervals of the metrics"

// outcomes is play for online results that were measured elsewhere.
func (x *run) outcomes(doc *Document, online []OnlineUnit, sum string, results []offline.Result, models []string) (Level, error) {
	doc.Online = &Outcomes{x.Online, sum}
	doc.warn([]string{elsewhere})
	level := Level{Units: online}
	for i := range online {
		online[i].Collapsed = results[i].Collapsed
	}
	return level, level.compare(results, make([]map[pairKey]float64, len(online)), models, x.Seed)
}

// readOutcomes reads the file of online results, if the study has one, and its SHA-256.
func (x *run) readOutcomes() (online []OnlineUnit, sum string, err error) {
	if x.Online == "" {
		return nil, "", nil
	}
	text, err := safefile.Read(x.Online, safefile.Outcomes)
	if err != nil {
		return nil, "", fmt.Errorf("read online results: %w", err)
	}
	if online, err = parseOutcomes(text, x.Units); err != nil {
		return nil, "", fmt.Errorf("read online results %s: %w", x.Online, err)
	}
	return online, fmt.Sprintf("%x", sha256.Sum256(text)), nil
}

// parseOutcomes parses CSV with the columns unit, wins and losses, and draws if there are any,
// and returns the results of units in their order. Other units may be in the file.
func parseOutcomes(text []byte, units []bot.Contestant) ([]OnlineUnit, error) {
	in, err := csvfile.NewReader(bytes.NewReader(text))
	if err == io.EOF {
		return nil, errors.New("the file is empty; want a heading unit,wins,losses")
	}
	if err != nil {
		return nil, err
	}
	var column [4]int
	for i, name := range []string{"unit", "wins", "losses", "draws"} {
		if column[i], err = in.Column(name); err != nil {
			return nil, err
		}
		if column[i] < 0 && name != "draws" {
			return nil, fmt.Errorf("column %q is missing; want unit,wins,losses", name)
		}
	}
	found := map[string]OnlineUnit{}
	for {
		row, line, err := in.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		u, err := outcome(row, column)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		if _, twice := found[u.Unit]; twice {
			return nil, fmt.Errorf("line %d: unit %q appears twice; keep one line", line, u.Unit)
		}
		found[u.Unit] = u
	}
	all := make([]OnlineUnit, len(units))
	for i, unit := range units {
		u, ok := found[unit.Spec]
		if !ok {
			u, ok = found[unit.Name]
		}
		if !ok {
			return nil, fmt.Errorf("unit %s has no line; add one that names it %q or %q", unit.Name, unit.Name, unit.Spec)
		}
		u.Unit = unit.Name
		all[i] = u
	}
	return all, nil
}

// outcome is the result of a row.
func outcome(row []string, column [4]int) (u OnlineUnit, err error) {
	u.Unit = strings.TrimSpace(row[column[0]])
	for i, n := range []*int{&u.Wins, &u.Losses, &u.Draws} {
		at := column[i+1]
		if at < 0 || i == 2 && strings.TrimSpace(row[at]) == "" { // no draws
			continue
		}
		v, err := strconv.ParseUint(strings.TrimSpace(row[at]), 10, 40)
		if err != nil {
			return u, fmt.Errorf("%q is not a number of matches", row[at])
		}
		*n = int(v)
	}
	n := float64(u.Wins + u.Losses + u.Draws)
	if n == 0 {
		return u, fmt.Errorf("unit %q has no matches; leave it out", u.Unit)
	}
	points := float64(u.Wins) + float64(u.Draws)/2
	u.Score, u.ScoreCI95 = stats.Float(points/n), stats.Wilson(points, n)
	return u, nil
}
