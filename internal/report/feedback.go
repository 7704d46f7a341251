package report

import (
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/feedback"
	"github.com/kumite/kumite/agent/scenario"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/plain"
	"github.com/kumite/kumite/policy/stats"
	"github.com/kumite/kumite/sim"
)

// FeedbackAdded says in one line what was added to a folder.
func FeedbackAdded(dir string, added []feedback.Complaint) string {
	switch len(added) {
	case 0:
		return plain.Text(fmt.Sprintf("%s: nothing new; the complaints are already there", dir))
	case 1:
		return plain.Text(fmt.Sprintf("%s: added complaint %d: %s", dir, added[0].Number, about(&added[0])))
	}
	return plain.Text(fmt.Sprintf("%s: added complaints %d to %d", dir, added[0].Number, added[len(added)-1].Number))
}

// about describes a complaint: "should have acted (poke), pro-ce at 12.3 s".
func about(c *feedback.Complaint) string {
	return fmt.Sprintf("%s, %s at %s", Complaint(c.Kind, c.Skill), c.Contestant, secondsOf(c.Tick))
}

// Complaint names a sort of complaint: "wrong skill (poke)".
func Complaint(kind feedback.Kind, skill string) string {
	text := strings.ReplaceAll(string(kind), "_", " ")
	if skill != "" {
		text += " (" + skill + ")"
	}
	return text
}

func secondsOf(tick int32) string { return fmt.Sprintf("%.2f s", float64(tick)/sim.TickRate) }

// Feedback writes the complaints of a folder: how many there are of each sort, then each.
func Feedback(out io.Writer, l *feedback.List, f Form) error {
	if f.JSON {
		return durable.EncodeJSON(out, l)
	}
	p := newPage(f)
	groups := newWords("complaint", "about", "model", "complaints", "numbers")
	for _, g := range l.Groups {
		groups.add(Complaint(g.Kind, g.Skill), g.Contestant, hashStart(g.ModelSHA256), g.Count, numbers(g.Numbers))
	}
	each := newWords("number", "complaint", "about", "at", "who", "note")
	for i := range l.Complaints {
		c := &l.Complaints[i]
		each.add(c.Number, Complaint(c.Kind, c.Skill), c.Contestant, secondsOf(c.Tick), c.Who, c.Note)
	}
	groups.left, each.left = true, true
	p.table(groups)
	p.table(each)
	return p.writeTo(out)
}

// numbers lists the first numbers of a group.
func numbers(all []int) string {
	const most = 8
	var parts []string
	for _, n := range all[:min(most, len(all))] {
		parts = append(parts, fmt.Sprint(n))
	}
	if len(all) > most {
		parts = append(parts, "…")
	}
	return strings.Join(parts, " ")
}

// hashStart returns the first digits of a model's hash.
func hashStart(sha256 string) string { return sha256[:min(12, len(sha256))] }

// ScenariosMade writes what was made of each complaint.
func ScenariosMade(out io.Writer, dir string, made []scenario.Scenario, skipped []scenario.Skipped) error {
	for i := range made {
		s := &made[i]
		if _, err := printf(out, "%s: %s from tick %d\n", filepath.Join(dir, s.Name+".json"), Grader(&s.Grader), s.Tick); err != nil {
			return err
		}
	}
	for _, s := range skipped {
		if _, err := printf(out, "complaint %d: no scenario: %s\n", s.Number, s.Why); err != nil {
			return err
		}
	}
	_, err := printf(out, "%s of %s\n", plural(len(made), "scenario"), plural(len(made)+len(skipped), "complaint"))
	return err
}

// Grader says what a scenario asks for.
func Grader(g *scenario.Grader) string {
	switch g.Rule {
	case scenario.Acts:
		return fmt.Sprintf("acts within %d frames", g.Frames)
	case scenario.Presses:
		return fmt.Sprintf("presses %s within %d frames", strings.Join(g.Skills, " or "), g.Frames)
	}
	return fmt.Sprintf("does not press %s within %d frames", strings.Join(g.Skills, " or "), g.Frames)
}

// FeedbackIssue writes a complaint as Markdown. Text of the complaint stands in code, so
// that it is not markup. link is the address of the report, "" if there is none; it
// leads to the moment if the complaint names its match.
func FeedbackIssue(out io.Writer, replay, link string, c *feedback.Complaint) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s: %s\n\n", plain.Text(strings.ReplaceAll(string(c.Kind), "_", " ")), code(c.Contestant))
	for _, fact := range [][2]string{
		{"moment", code(fmt.Sprintf("tick %d, %s, %s side", c.Tick, secondsOf(c.Tick), c.Side))}, {"skill", code(c.Skill)},
		{"contestant", code(c.Spec)}, {"sha256 of the model's files", code(c.ModelSHA256)}, {"decoder", code(c.Decoder)},
		{"replay", code(replay)}, {"replay sha256", code(c.Replay)}, {"match", code(c.Match)}, {"reported by", code(c.Who)}, {"reported at", code(c.When)},
	} {
		if fact[1] != "" {
			fmt.Fprintf(&b, "- %s: %s\n", fact[0], fact[1])
		}
	}
	to := strings.NewReplacer("<", "%3C", ">", "%3E", " ", "%20", "\n", "%0A").Replace(plain.Text(link))
	switch {
	case link != "" && arena.NamesMatch(c.Match):
		fmt.Fprintf(&b, "- [watch the moment](<%s#match=%s&t=%.3f>)\n", to, url.QueryEscape(c.Match), float64(c.Tick)/sim.TickRate)
	case link != "": // a complaint from the window is about a match of no run, or a file
		fmt.Fprintf(&b, "- [report](<%s>)\n", to)
	}
	if c.Note != "" {
		b.WriteString("\n")
		for line := range strings.Lines(c.Note) {
			fmt.Fprintf(&b, "    %s\n", plain.Text(strings.TrimRight(line, "\r\n")))
		}
	}
	fmt.Fprintf(&b, "\nPlay it with `kumite watch --replay`, and check it with `kumite replay verify`.\n")
	_, err := io.WriteString(out, b.String())
	return err
}

// code returns text as inline code of Markdown, "" for none.
func code(text string) string {
	text = plain.Text(text)
	if text == "" {
		return ""
	}
	ticks := "`"
	for strings.Contains(text, ticks) {
		ticks += "`"
	}
	if ticks == "`" {
		return ticks + text + ticks
	}
	return ticks + " " + text + " " + ticks
}

// Scenarios writes what contestants did in scenarios. The first contestant is the
// reference.
func Scenarios(out io.Writer, d *scenario.Document, f Form) error {
	if f.JSON {
		return durable.EncodeJSON(out, d)
	}
	p := newPage(f)
	header := []string{"scenario", "asked"}
	for _, c := range d.Contestants {
		header = append(header, c.Name)
	}
	t := newWords(header...)
	for i := range d.Scenarios {
		r := &d.Scenarios[i]
		row := []any{r.Name, Grader(&r.Grader)}
		for c := range r.Scores {
			row = append(row, ScenarioScore(&r.Scores[c], r.Counted))
		}
		t.add(row...)
	}
	p.table(t)
	for c := range d.Contestants {
		p.line(ScenarioChanges(d, c))
	}
	p.line("pass rates over the recorded state and reseeded variations in which the test applies, Wilson 95 %; passes: above one half")
	return p.writeTo(out)
}

// ScenarioChanges says how many scenarios a contestant passes, and what it changes compared
// with the reference.
func ScenarioChanges(d *scenario.Document, contestant int) string {
	counts := map[scenario.Change]int{}
	for i := range d.Scenarios {
		counts[d.Scenarios[i].Scores[contestant].Change]++
	}
	text := fmt.Sprintf("%s passes %d of %s", d.Contestants[contestant].Name, len(d.Scenarios)-len(d.Failed(contestant)), plural(len(d.Scenarios), "scenario"))
	if contestant > 0 {
		text += fmt.Sprintf("; compared with %s it settles %d and brings back %d", d.Contestants[0].Name, counts[scenario.Settled], counts[scenario.BroughtBack])
	}
	return text
}

// ScenarioScore describes a score: "38/41 = 92.7 % [80.6, 97.5] passes".
func ScenarioScore(s *scenario.Score, counted int) string {
	if counted == 0 {
		return "does not apply"
	}
	text := fmt.Sprintf("%d/%d = %s %s", s.Passed, counted, stats.Percent(float64(s.Rate), s.CI95), s.Verdict)
	if s.Change != "" {
		text += ", " + strings.ReplaceAll(string(s.Change), "_", " ")
	}
	return text
}
