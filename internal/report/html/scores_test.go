package html_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/scores"
	"github.com/kumite/kumite/internal/browsertest"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/report/html"
	"github.com/kumite/kumite/sim"
)

// scored plays a short run of two models and the pro that keeps scores, and returns its
// folder.
func scored(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "run")
	rules := sim.DefaultRules()
	rules.MatchTicks = 10 * sim.TickRate
	run := arena.Tournament{Config: arena.Config{Pairs: 1, Seed: 5, Rules: rules, KeepScores: true}, Load: bot.Setup{}.Loader(), Workers: 1}
	const tiny = "../../../models/pro-tiny.onnx"
	if err := run.Config.SetContestants([]string{tiny, tiny + "?decode=class_threshold&theta=0.01&name=eager", "script:pro"}, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := run.Run(t.Context(), dir); err != nil {
		t.Fatal(err)
	}
	return dir
}

func scoresOf(t testing.TB, path string) *scores.Match {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	m, err := scores.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestKeptScoresAreShownAtEachDecision(t *testing.T) {
	dir := scored(t)
	m := scoresOf(t, filepath.Join(dir, "replays", "00-00000-0.scores"))
	page := written(t, document(t, dir))
	p := browsertest.Open(t, page, "#match=00-00000-0&t=0", 1280, 900)
	p.Wait(status + ` !== ""`)
	if got := p.Text("#scored"); !strings.Contains(got, "pro-tiny (left)") || !strings.Contains(got, "eager (right)") || strings.Count(got, "act at all") != 2 {
		t.Errorf("the panels are %q", got)
	}
	for _, c := range []struct {
		name, colours string
		width, height int
	}{{"scores", "light", 1280, 1200}, {"scores-phone", "dark", 390, 1600}} {
		p := browsertest.Open(t, page, "#match=00-00000-0&t=4", c.width, c.height)
		p.Media("screen", c.colours)
		p.Wait(`document.querySelectorAll(".scored").length === 2`)
		var wide float64
		if p.Eval(`document.getElementById("player").scrollWidth - document.getElementById("player").clientWidth`, &wide); wide > 0 {
			t.Errorf("%s: the player is %v pixels wider than its window", c.name, wide)
		}
		if shots := os.Getenv("KUMITE_SCREENSHOTS"); shots != "" {
			p.Screenshot(filepath.Join(shots, c.name+".png"), false)
		}
		sound(t, p)
	}
	sent, none := -1, -1 // decisions of eager
	for i := range m.Sides[1].Len() {
		switch d := m.Sides[1].At(i); {
		case d.Wanted == m.Sides[1].NoAction:
			none = i
		case d.Held == "" && sent < 0:
			sent = i
		}
	}
	if sent < 0 || none < 0 {
		t.Fatalf("eager sent first at decision %d and last did nothing at %d; want both", sent, none)
	}
	const eager = `document.querySelectorAll(".scored")[1]`
	for _, i := range []int{sent, none} {
		var got struct{ Why, Chosen, Limits string }
		p.Eval(`(() => {
			const s = document.getElementById("scrub"); s.value = `+strconv.Itoa(6*i+5)+`; s.dispatchEvent(new Event("input"));
			const root = `+eager+`;
			return { why: root.querySelector("p").textContent, chosen: [...root.querySelectorAll("tr.chosen")].map((r) => r.textContent).join(), limits: String(root.querySelectorAll(".limit").length) };
		})()`, &got)
		d := m.Sides[1].At(i)
		skill := strings.ReplaceAll(m.Sides[1].Classes[d.Wanted], "_", " ")
		switch i {
		case sent:
			if !strings.Contains(got.Why, "class_threshold: ") || !strings.Contains(got.Why, " ≥ 0.010, chose "+skill+", sent") || !strings.HasPrefix(got.Chosen, skill) {
				t.Errorf("at a press the panel says %+v", got)
			}
		case none:
			if !strings.HasSuffix(got.Why, "< 0.010, no press") || got.Chosen != "" {
				t.Errorf("without a press the panel says %+v", got)
			}
		}
		if got.Limits != "8" {
			t.Errorf("%s lines for what a press needs; want one for each skill", got.Limits)
		}
	}
	sound(t, p)
}

func TestScoresOfAnotherMatchAreRefusedAndTheMatchStillPlays(t *testing.T) {
	dir := scored(t)
	replays := filepath.Join(dir, "replays")
	other, err := os.ReadFile(filepath.Join(replays, "00-00000-1.scores"))
	if err != nil {
		t.Fatal(err)
	}
	d := document(t, dir)
	if err := os.WriteFile(filepath.Join(replays, "00-00000-0.scores"), other, 0o644); err != nil {
		t.Fatal(err)
	}
	p := browsertest.Open(t, written(t, d), "#match=00-00000-0&t=3", 1280, 900)
	p.Wait(status + ` !== ""`)
	if got := p.Text("#player-error"); !strings.HasPrefix(got, "The scores of this match cannot be shown: the scores are of ") {
		t.Errorf("the page says %q", got)
	}
	if got := p.Text("#player-status"); !strings.HasPrefix(got, "3.0 s of ") {
		t.Errorf("status is %q", got)
	}
	p.Eval(`(() => { location.hash = "#match=00-00000-1&t=1"; return true })()`, new(bool))
	p.Wait(`document.querySelectorAll(".scored").length === 2`)
	sound(t, p)
}

func TestTextOfScoresIsNeverMarkup(t *testing.T) {
	dir := scored(t)
	d := document(t, dir)
	path := filepath.Join(dir, "replays", "01-00000-0.scores") // pro-tiny on the left
	m := scoresOf(t, path)
	about := m.Sides[0].About
	about.Classes = append([]string{}, about.Classes...)
	sent := m.Sides[0].Count()
	for i := range about.Classes {
		if i != about.NoAction && sent[i].Sent == 0 {
			about.Classes[i] = nasty
		}
	}
	about.Decoder = "decode=" + nasty
	side := scores.NewSide(about)
	for i := range m.Sides[0].Len() {
		x := m.Sides[0].At(i)
		x.Test = nasty
		side.Add(x)
	}
	m.Sides[0] = side
	if err := durable.WriteFile(path, m.Encode); err != nil {
		t.Fatal(err)
	}
	p := browsertest.Open(t, written(t, d), "#match=01-00000-0&t=3", 1280, 900)
	p.Wait(`document.querySelectorAll(".scored").length === 1`)
	if got := p.Text("#scored"); !strings.Contains(got, "</script><script>alert(1)</script><img src=x onerror=alert(2)><b>") || hasHidden(got) {
		t.Errorf("the panel is %q", got)
	}
	sound(t, p)
}

func TestWithoutThePlayerScoresAreNotEmbedded(t *testing.T) {
	d := document(t, scored(t))
	d.Player = nil
	var out bytes.Buffer
	if err := html.Write(&out, d); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), `id="data-scores">{}<`) {
		t.Error("the page has scores that nothing shows")
	}
}
