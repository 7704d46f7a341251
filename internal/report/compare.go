package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/kumite/kumite/agent/compare"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/stats"
)

// Comparison writes the comparison of two runs: a row for each contestant, and below
// what was compared. CSV is not supported.
func Comparison(out io.Writer, d *compare.Document, f Form) error {
	if f.JSON {
		return durable.EncodeJSON(out, d)
	}
	s := newSheet("contestant", "score in A", "score in B", "B − A, points [95 %]", "pairs", "B is")
	for _, c := range d.Contestants {
		pairs := fmt.Sprintf("%d on the same seeds", c.PairsA)
		if !c.Paired {
			pairs = fmt.Sprintf("%d and %d", c.PairsA, c.PairsB)
		}
		s.add(c.Name, fmt.Sprintf("%.1f %%", 100*float64(c.ScoreA)), fmt.Sprintf("%.1f %%", 100*float64(c.ScoreB)),
			stats.Points(float64(c.Difference), c.CI95), pairs, c.Verdict)
	}
	return printSheets(out, []*sheet{s}, comparisonNotes(d, inLetters), f)
}

// ComparisonNotes says what was compared, and what limits the meaning of the numbers. Run A
// is called there, and run B here.
func ComparisonNotes(d *compare.Document) []string { return comparisonNotes(d, inPlaces) }

// runNames are the words for the two runs of a comparison.
type runNames struct{ a, b, onlyA, onlyB string }

var (
	inLetters = runNames{"A is", "B is", "only in A", "only in B"}
	inPlaces  = runNames{"there:", "here:", "only there", "only here"}
)

// comparisonNotes says what was compared, and what limits the meaning of the numbers.
func comparisonNotes(d *compare.Document, names runNames) (lines []string) {
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	add("%s %s (seed %d, %s each), %s %s (seed %d, %s each)", names.a, d.A.Dir, d.A.Seed, plural(d.A.Pairs, "pair"), names.b, d.B.Dir, d.B.Seed, plural(d.B.Pairs, "pair"))
	var unpaired []string
	for _, c := range d.Contestants {
		if !c.Paired {
			unpaired = append(unpaired, c.Name)
		}
		add("%s: against %s; %s", c.Name, strings.Join(c.Opponents, ", "), changed(c))
	}
	if len(unpaired) > 0 {
		advice := ""
		if d.A.Seed != d.B.Seed {
			advice = "; with the same --seed fewer pairs are enough"
		}
		add("not paired: %s; there are no common seeds, so the scores are compared as independent ones%s", strings.Join(unpaired, ", "), advice)
	}
	for _, name := range d.NotCompared {
		add("%s is in both and not compared: it has no finished pairs against an opponent that plays alike in both", name)
	}
	if len(d.OnlyA) > 0 {
		add("%s: %s", names.onlyA, strings.Join(d.OnlyA, ", "))
	}
	if len(d.OnlyB) > 0 {
		add("%s: %s", names.onlyB, strings.Join(d.OnlyB, ", "))
	}
	for _, x := range d.Settings {
		add("warning: %s, so the differences are those of the settings, too", x)
	}
	for _, w := range d.Warnings {
		add("warning: %s", w)
	}
	return lines
}

// changed says in what a contestant differs between the runs.
func changed(c compare.Contestant) string {
	switch {
	case !c.Changed && c.A.ModelSHA256 != "":
		return "the same model and decoder in both"
	case !c.Changed:
		return "the same script in both"
	}
	var what []string
	for _, x := range []struct{ a, b string }{
		{policy.FileHashes(c.A.FileHashes).Describe(c.A.ModelSHA256), policy.FileHashes(c.B.FileHashes).Describe(c.B.ModelSHA256)},
		{c.A.Decoder, c.B.Decoder},
		{c.A.Spec, c.B.Spec},
	} {
		if x.a != x.b {
			what = append(what, x.a+" → "+x.b)
		}
	}
	return strings.Join(what, "; ")
}
