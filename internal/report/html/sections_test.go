package html_test

import (
	"bytes"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/browsertest"
	report "github.com/kumite/kumite/internal/report/html"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/sim"
)

// section returns the text of a section with a space for each tag.
func section(t *testing.T, d report.Document, id string) string {
	t.Helper()
	var out bytes.Buffer
	if err := report.Write(&out, d); err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(out.String(), fmt.Sprintf("<section aria-labelledby=%q", id))
	if !found {
		return ""
	}
	rest, _, _ = strings.Cut(rest, "</section>")
	text := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(rest[strings.Index(rest, ">")+1:], " ")
	return strings.Join(strings.Fields(html.UnescapeString(text)), " ")
}

func TestTheScoreOverPairsEndsAtThePairScoreWithItsConfidenceSequence(t *testing.T) {
	d := document(t, played(t))
	got := section(t, d, "running")
	if !strings.HasPrefix(got, "Score over pairs "+d.Advice.Name+" against each opponent") {
		t.Errorf("the section is %q", got)
	}
	for _, p := range d.Run.Results.Pairings {
		score := float64(p.Score)
		if p.B == d.Advice.Name {
			score = 1 - score
		} else if p.A != d.Advice.Name {
			continue
		}
		ci := rating.ConfidenceSequence(score, 2, 0.05)
		other := p.A + p.B
		other = strings.Replace(other, d.Advice.Name, "", 1)
		if want := fmt.Sprintf("against %s: %.1f %% [%.1f, %.1f]", other, 100*score, 100*ci.Lo, 100*ci.Hi); !strings.Contains(got, want) {
			t.Errorf("the section lacks %q: %q", want, got)
		}
	}
}

func TestPressesAreShownBySkillBesideThePros(t *testing.T) {
	d := document(t, played(t))
	got := section(t, d, "skills")
	if !strings.Contains(got, "presses of the script pro in this run") || strings.Contains(got, "chosen masked") {
		t.Errorf("the section is %q", got)
	}
	for i, c := range d.Broken.Contestants {
		sum := 0
		for _, k := range c.Skills {
			sum += k.Pressed + k.Refused
		}
		if ledger := d.Run.Results.Contestants[i].Ledger; sum != ledger.Sent {
			t.Errorf("%s: %d presses by skill, %d in the ledger", c.Name, sum, ledger.Sent)
		}
	}
	k := d.Broken.Contestants[1].Skills[0] // of the spammer
	if want := fmt.Sprintf("%d %d %d %d", k.Pressed+k.Refused, k.Pressed, k.Right, k.Hit); !strings.Contains(got, want) {
		t.Errorf("the section lacks %q: %q", want, got)
	}
	d.Run.Results.Contestants[0].Spec = "script:pro?name=x"
	if got := section(t, d, "skills"); !strings.Contains(got, "presses of the expert of the logs of eval.json") {
		t.Errorf("without the pro the section is %q", got)
	}
	d.Broken = nil
	if section(t, d, "skills")+section(t, d, "lost") != "" {
		t.Error("without a breakdown there are sections of skills or lost matches")
	}
}

func TestWhatModelsChoseIsShownIfItWasKept(t *testing.T) {
	d := document(t, scored(t))
	got := section(t, d, "skills")
	if !strings.Contains(got, "chosen masked sent accepted") {
		t.Errorf("the section is %q", got)
	}
	for i, c := range d.Broken.Contestants {
		if d.Run.Results.Contestants[i].ModelSHA256 == "" {
			continue
		}
		chosen, masked := 0, 0
		for _, k := range c.Skills {
			chosen, masked = chosen+k.Chosen, masked+k.Masked
		}
		if l := d.Run.Results.Contestants[i].Ledger; chosen != l.Chosen || masked != l.Masked || chosen == 0 {
			t.Errorf("%s: %d chosen, %d masked; the ledger has %+v", c.Name, chosen, masked, l)
		}
	}
	if got := section(t, d, "contestants"); !strings.Contains(got, "parameters") || !strings.Contains(got, "kumite.train_prior") {
		t.Errorf("the cards lack the models' metadata: %q", got)
	}
	if got := section(t, d, "timing"); strings.Count(got, "µs") != 4 || strings.Contains(got, "pro ") && !strings.Contains(got, "pro-tiny") {
		t.Errorf("decision times are %q; want p50 and p99 of two models", got)
	}
}

func TestLostMatchesAreExplainedAndLinked(t *testing.T) {
	d := document(t, played(t))
	got := section(t, d, "lost")
	var out bytes.Buffer
	if err := report.Write(&out, d); err != nil {
		t.Fatal(err)
	}
	for _, c := range d.Broken.Contestants {
		if c.Lost.Matches == 0 {
			continue
		}
		if want := fmt.Sprintf("%s %d lost, %d won or drawn", c.Name, c.Lost.Matches, c.Others.Matches); !strings.Contains(got, want) {
			t.Errorf("the section lacks %q: %q", want, got)
		}
		if want := fmt.Sprintf("missed opening %.1f", float64(c.Lost.Missed)/float64(c.Lost.Matches)); !strings.Contains(got, want) {
			t.Errorf("the section lacks %q: %q", want, got)
		}
	}
	links := regexp.MustCompile(`href="#match=([^&"]*)&amp;t=0"`).FindAllStringSubmatch(out.String(), -1)
	if len(links) == 0 {
		t.Error("no worst pair is linked")
	}
	for _, l := range links {
		if !strings.Contains(out.String(), fmt.Sprintf("[[%q,", l[1])) && !strings.Contains(out.String(), fmt.Sprintf(",[%q,", l[1])) {
			t.Errorf("the link to %s has no match", l[1])
		}
	}
}

func TestResultsOnLogsAreShownWithTheContestantTheyAreOf(t *testing.T) {
	d := document(t, played(t))
	got := section(t, d, "offline")
	for _, want := range []string{
		"mine eval.json: 9180 frames of 20 recordings, 98.58 % no_action; not a contestant of this run", "frame accuracy 98.86 % [98.00, 99.00]",
		"Reliability:", "both axes from 0 to 0.2", "no_action 9000 40 10 poke 30 50 5 lunge 20 0 25", "table eval.json", "fewer than a tenth",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the section lacks %q: %q", want, got)
		}
	}
	if strings.Count(got, "Reliability:") != 1 {
		t.Error("a candidate without scores has a reliability diagram")
	}
	candidate, standing := &d.Offline[0].Candidates[0], &d.Run.Results.Contestants[1]
	candidate.ModelSHA256, candidate.Decoder, standing.ModelSHA256, standing.Decoder = "1", "decode=gate", "1", "decode=gate"
	if got := section(t, d, "offline"); !strings.Contains(got, "spammer of this run, same model and decoder") {
		t.Errorf("the section is %q", got)
	}
	standing.Decoder = "decode=argmax"
	if got := section(t, d, "offline"); !strings.Contains(got, "the model of spammer with another decoder than in this run") {
		t.Errorf("the section is %q", got)
	}
}

func TestManyOpponentsAreCutToThoseWithTheClosestScores(t *testing.T) {
	rules := sim.DefaultRules()
	rules.MatchTicks = sim.TickRate
	run := arena.Tournament{Config: arena.Config{Pairs: 2, Seed: 5, Rules: rules}, Load: bot.Setup{}.Loader(), Workers: 1}
	var specs []string
	for i := range 14 {
		specs = append(specs, fmt.Sprintf("script:random?name=r%d", i))
	}
	if err := run.Config.SetContestants(specs, ""); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(t.TempDir(), "run")
	if _, err := run.Run(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	got := section(t, document(t, dir), "running")
	if !strings.Contains(got, "Shown are the 12 opponents against which the score is closest to one half; 1 are left out.") || strings.Count(got, "0 to 100 %") != 12 {
		t.Errorf("the section is %q", got)
	}
}

func TestARunWithoutAFinishedMatchHasNoEmptySections(t *testing.T) {
	dir := played(t)
	for _, name := range []string{"matches.jsonl", "results.json"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	d := document(t, dir)
	for _, id := range []string{"running", "cross", "ledger", "skills", "lost", "timing"} {
		if got := section(t, d, id); got != "" {
			t.Errorf("section %s is %q", id, got)
		}
	}
	p := browsertest.Open(t, written(t, d), "", 1280, 900)
	if got := p.Text("#shown"); got != "no match is finished" {
		t.Errorf("the list says %q", got)
	}
	sound(t, p)
}

func TestLongListsAreFolded(t *testing.T) {
	d := document(t, played(t))
	for n, folded := range map[int]string{8: "", 9: "", 10: "2 more"} {
		d.Notes, d.Offline = nil, nil
		for i := range n {
			d.Notes = append(d.Notes, fmt.Sprintf("note %d.", i))
		}
		got := section(t, d, "warnings")
		if strings.Count(got, "note ") != n || strings.Contains(got, " more") != (folded != "") || !strings.Contains(got, folded) {
			t.Errorf("%d warnings are shown as %q; want %q", n, got, folded)
		}
	}
}

func TestWarningsOfTheLeadersEvaluationSpeakAgainstIt(t *testing.T) {
	d := document(t, played(t))
	d.Offline[0].Warnings = []string{"the logs have 2 recordings"}
	const warning = "(eval.json): the logs have 2 recordings"
	if got := section(t, d, "warnings"); !strings.Contains(got, "on logs "+warning) || strings.Contains(section(t, d, "against"), warning) {
		t.Errorf("an evaluation of others is warned of in %q", got)
	}
	var leader *arena.Standing
	for i := range d.Run.Results.Contestants {
		if c := &d.Run.Results.Contestants[i]; c.Name == d.Advice.Name {
			leader = c
		}
	}
	candidate := &d.Offline[0].Candidates[1] // the one that has collapsed
	candidate.ModelSHA256, candidate.Decoder, leader.ModelSHA256, leader.Decoder = "1", "decode=argmax", "1", "decode=gate"
	if strings.Contains(section(t, d, "against"), "On logs") || !strings.Contains(section(t, d, "warnings"), warning) {
		t.Error("the evaluation of another decoder speaks against the leader")
	}
	candidate.Decoder = leader.Decoder
	got := section(t, d, "against")
	for _, want := range []string{"On logs " + warning + ".", "On logs (eval.json) it has collapsed"} {
		if !strings.Contains(got, want) {
			t.Errorf("against the leader is %q; want %q", got, want)
		}
	}
	if strings.Contains(section(t, d, "warnings"), warning) {
		t.Error("the warning is shown twice")
	}
}

func TestTheRunSaysHowLargeItsReplaysAndScoresAre(t *testing.T) {
	d := document(t, scored(t))
	if got := section(t, d, "run"); !regexp.MustCompile(`in this file replays \d+\.\d MB, scores of the models \d+\.\d MB, player [1-9]\d*\.\d MB`).MatchString(got) {
		t.Errorf("the run's facts are %q", got)
	}
}
