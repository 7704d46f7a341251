package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/kumite/kumite/agent/breakdown"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy/stats"
)

// Breakdown writes how the contestants of a run won and lost: tables by opponent, skill,
// mistake and seed. CSV is not supported.
func Breakdown(out io.Writer, d *breakdown.Document, f Form) error {
	if f.JSON {
		return durable.EncodeJSON(out, d)
	}
	return printSheets(out, breakdownSheets(d), breakdownNotes(d), f)
}

// printSheets writes tables with lines below.
func printSheets(out io.Writer, sheets []*sheet, lines []string, f Form) error {
	p := newPage(f)
	for _, s := range sheets {
		p.table(s)
	}
	for _, line := range lines {
		p.line(line)
	}
	return p.writeTo(out)
}

func breakdownSheets(d *breakdown.Document) (all []*sheet) {
	opponents := newSheet("contestant and opponent", "W-L-D", "pairs", "pair score [95 %]")
	skills := newSheet("presses", "accepted", "right", "wrong skill", "late", "no opening", "hit", "blocked", "damage", "refused", "missed")
	mistakes := newSheet("mistakes per match", "matches", "missed", "wrong skill", "late", "no opening", "refused", "mostly")
	worst := newSheet("worst pairs", "seed", "score", "missed", "wrong skill", "late", "no opening", "refused", "replays")
	for _, c := range d.Contestants {
		for _, o := range c.Opponents {
			opponents.add(c.Name+" against "+o.Name, fmt.Sprintf("%d-%d-%d", o.Wins, o.Losses, o.Draws), o.Pairs, stats.Percent(float64(o.Score), o.ScoreCI95))
		}
		for _, s := range c.Skills {
			if s.Pressed+s.Refused+s.Missed > 0 {
				skills.add(c.Name+": "+s.Skill, s.Pressed, s.Right, s.Wrong, s.Late, s.Unasked, s.Hit, s.Blocked, s.Damage, s.Refused, s.Missed)
			}
		}
		for _, of := range []struct {
			name string
			breakdown.Matches
		}{{"lost", c.Lost}, {"won or drawn", c.Others}} {
			if n := of.Matches.Matches; n > 0 {
				each := func(count int) string { return fmt.Sprintf("%.1f", float64(count)/float64(n)) }
				mistakes.add(c.Name+", "+of.name, n, each(of.Missed), each(of.Wrong), each(of.Late), each(of.Unasked), each(of.Refused), mostly(of.Chief))
			}
		}
		for _, p := range c.Worst {
			worst.add(c.Name+" against "+p.Opponent, p.Seed, strconv.FormatFloat(p.Score, 'f', -1, 64), p.Missed, p.Wrong, p.Late, p.Unasked, p.Refused, replayNames(p))
		}
	}
	for _, s := range []*sheet{opponents, skills, mistakes, worst} {
		if len(s.rows) > 0 {
			all = append(all, s)
		}
	}
	return all
}

// mostly names the mistake that was the most frequent one in most matches.
func mostly(m breakdown.Mistakes) string {
	name, most := "", 0
	for _, x := range []struct {
		name  string
		count int
	}{{"missed", m.Missed}, {"wrong skill", m.Wrong}, {"late", m.Late}, {"no opening", m.Unasked}, {"refused", m.Refused}} {
		if x.count > most {
			name, most = fmt.Sprintf("%s (%d)", x.name, x.count), x.count
		}
	}
	return name
}

// replayNames returns the names of a pair's recordings without their common parts.
func replayNames(p breakdown.Pair) string {
	var names []string
	for _, path := range p.Replays {
		if path != "" {
			names = append(names, strings.TrimSuffix(path[strings.LastIndexAny(path, `/\`)+1:], ".replay"))
		}
	}
	return strings.Join(names, ", ")
}

func breakdownNotes(d *breakdown.Document) (lines []string) {
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	watch := ""
	for _, c := range d.Contestants {
		for _, p := range c.Worst {
			if watch == "" {
				watch = p.Replays[0]
			}
		}
	}
	if d.WithoutReplay < d.Matches {
		add("missed: an opening without a press; wrong skill: a press in an opening for another; late: within half a second after it; no opening: without one; refused: not possible. The script oracle decides what an opening asks for.")
		add("mostly: the most frequent mistake of a match, with the number of matches")
	}
	if watch != "" {
		add("the last table has each contestant's worst pairs, at most %d; watch one with `kumite watch --replay %s`", breakdown.MostWorst, watch)
	}
	if d.WithoutReplay > 0 {
		add("warning: %d of %s %s no recording, and %s in no skill and no mistake", d.WithoutReplay, plural(d.Matches, "match"), verb(d.WithoutReplay, "has", "have"), verb(d.WithoutReplay, "is", "are"))
	}
	if d.NotReproducing > 0 {
		add("warning: %d of %s %s not reproduce and %s left out; check with `kumite replay verify %s`", d.NotReproducing, plural(d.Matches, "recording"), verb(d.NotReproducing, "does", "do"), verb(d.NotReproducing, "is", "are"), d.Dir)
	}
	return lines
}
