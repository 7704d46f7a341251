package html_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/kumite/kumite/agent/feedback"
	"github.com/kumite/kumite/agent/scenario"
	"github.com/kumite/kumite/internal/browsertest"
)

// sound checks that a page has requested nothing but itself and reported nothing.
func sound(t *testing.T, p *browsertest.Page) {
	t.Helper()
	if got := p.Problems(); len(got) != 0 {
		t.Errorf("problems on the console: %q", got)
	}
	for i, url := range p.Requests() {
		if i > 0 && !strings.HasPrefix(url, "data:") && !strings.HasPrefix(url, "blob:") {
			t.Errorf("the page requested %.200s", url)
		}
	}
	if got := p.Violations(); len(got) != 0 {
		t.Errorf("axe found %d violations:\n%s", len(got), strings.Join(got, "\n"))
	}
}

// click clicks the first element that a CSS selector names.
func click(p *browsertest.Page, selector string) { p.Do(chromedp.Click(chromedp.CSS(selector))) }

const status = `document.getElementById("player-status").textContent`

func TestAMatchPlaysToItsEndWithItsHashesVerified(t *testing.T) {
	p := browsertest.Open(t, written(t, document(t, played(t))), "", 1280, 900)
	sound(t, p)
	click(p, `button[data-match="00-00000-0"]`)
	p.Wait(status + ` !== ""`)
	if got := p.Text("#player-status"); !strings.HasPrefix(got, "0.0 s of 10.0 s, tick 0 · 0 of 9 hashes verified") {
		t.Errorf("status at the start is %q", got)
	}
	var empty, before, after string
	const picture = `document.getElementById("screen").toDataURL()`
	p.Eval(`document.createElement("canvas").toDataURL()`, &empty)
	if p.Eval(picture, &before); len(before) < 2*len(empty) {
		t.Errorf("the canvas is empty at the start: %s", before)
	}
	sound(t, p)
	p.Do(chromedp.SetValue(chromedp.CSS("#speed"), "16"))
	click(p, "#play")
	p.Wait(status + `.includes("final hash")`)
	if got := p.Text("#player-status"); !strings.Contains(got, "10.0 s of 10.0 s, tick 600 · all 9 hashes and the final hash ") || !strings.HasSuffix(got, "verified") {
		t.Errorf("status at the end is %q", got)
	}
	if p.Eval(picture, &after); before == after {
		t.Error("the last frame is like the first")
	}
	sound(t, p)
	click(p, "#close")
	p.Wait(`!document.getElementById("player").open`)
	sound(t, p)
}

func TestTheCommittedExampleOpensAndPlaysToItsEnd(t *testing.T) {
	d := document(t, "../../../docs/example/run")
	tests, err := scenario.Read("../../../docs/example/scenarios.json")
	if err != nil {
		t.Fatal(err)
	}
	d.Tests = tests
	p := browsertest.Open(t, written(t, d), "#match=02-00000-0&t=6.7", 1280, 900)
	p.Wait(status + ` !== ""`)
	p.Do(chromedp.SetValue(chromedp.CSS("#speed"), "16"))
	click(p, "#play")
	p.Wait(status + `.includes("final hash")`)
	if got := p.Text("#player-status"); !strings.HasSuffix(got, "verified") {
		t.Errorf("status at the end is %q", got)
	}
	sound(t, p)
}

func TestMomentsAreReachedByScrubbingMarksAndKeys(t *testing.T) {
	p := browsertest.Open(t, written(t, document(t, played(t))), "#match=00-00001-1&t=0", 1280, 900)
	p.Wait(status + ` !== ""`)
	at := func(when string, want string) {
		t.Helper()
		var got string
		if p.Eval(`document.getElementById("link").getAttribute("href")`, &got); got != "#match=00-00001-1&t="+want {
			t.Errorf("%s: the link is %q, want the moment %s", when, got, want)
		}
	}
	at("at the start", "0.000")
	p.Eval(`(() => { const s = document.getElementById("scrub"); s.value = 300; s.dispatchEvent(new Event("input")); return true })()`, new(bool))
	at("after scrubbing", "5.000")
	for _, key := range []struct{ press, want string }{{".", "5.017"}, {",", "5.000"}, {"l", "5.000"}} {
		p.Do(chromedp.KeyEvent(key.press))
		at("after key "+key.press, key.want)
	}
	var marks []struct {
		Text string
		Tick float64
	}
	p.Eval(`[...document.querySelectorAll("#moments button")].map((b) => ({text: b.textContent}))`, &marks)
	if len(marks) < 3 {
		t.Fatalf("%d moments; want several", len(marks))
	}
	click(p, "#moments li:nth-child(2) button")
	var current string
	if p.Eval(`document.querySelector("#moments [aria-current]").textContent`, &current); !strings.Contains(current, strings.Fields(marks[1].Text)[0]) {
		t.Errorf("after clicking %q the current moment is %q", marks[1].Text, current)
	}
	for _, kind := range []string{"press", "hit", "missed"} {
		p.Do(chromedp.SetValue(chromedp.CSS("#kind"), kind))
		p.Eval(`(() => { const s = document.getElementById("scrub"); s.value = 0; s.dispatchEvent(new Event("input")); return true })()`, new(bool))
		click(p, "#after")
		var said string
		p.Eval(`document.getElementById("announce").textContent`, &said)
		want := map[string]string{"press": "presses", "hit": "hits", "missed": "misses an opening"}[kind]
		if !strings.Contains(said, want) {
			t.Errorf("the next %s is announced as %q", kind, said)
		}
	}
	sound(t, p)
}

func TestALinkOpensTheMatchAtItsMoment(t *testing.T) {
	p := browsertest.Open(t, written(t, document(t, played(t))), "#match=01-00000-1&t=3.5", 1280, 900)
	p.Wait(status + ` !== ""`)
	if got := p.Text("#player-status"); !strings.HasPrefix(got, "3.5 s of 10.0 s, tick 210") {
		t.Errorf("status is %q, want the moment of the link", got)
	}
	if got := p.Text("#player-title"); !strings.Contains(got, "pro against dummy: pair 0, leg 1") {
		t.Errorf("title is %q", got)
	}
	p.Eval(`(() => { location.hash = "#match=none&t=1"; return true })()`, new(bool))
	p.Wait(`document.getElementById("player-error").textContent !== ""`)
	if got := p.Text("#player-error"); got != "This report has no such match." {
		t.Errorf("a link to an unknown match says %q", got)
	}
	sound(t, p)
}

func TestATaggedMomentIsExportedAndImported(t *testing.T) {
	const note = "</script><b>\"late\"\u202e"
	p := browsertest.Open(t, written(t, document(t, played(t))), "#match=01-00000-1&t=3.5", 1280, 900)
	p.Wait(status + ` !== ""`)
	p.Do(chromedp.SetValue(chromedp.CSS("#tag-kind"), "note"))
	click(p, "#tag") // without a note
	p.Do(chromedp.SetValue(chromedp.CSS("#tag-note"), note))
	p.Do(chromedp.SetValue(chromedp.CSS("#tag-who"), "A. User"))
	click(p, "#tag")
	p.Do(chromedp.SetValue(chromedp.CSS("#tag-kind"), "should_have_acted"))
	p.Do(chromedp.SetValue(chromedp.CSS("#tag-side"), "right"))
	p.Eval(`(document.getElementById("play").focus(), true)`, new(bool))
	p.Do(chromedp.KeyEvent("t"))
	if got := p.Text("#tags"); strings.Count(got, "01-00000-1 3.5 s:") != 2 || !strings.Contains(got, `</script><b>"late"`) || hasHidden(got) {
		t.Errorf("the tags are %q; want two with the note as text", got)
	}
	sound(t, p)
	p.Eval(`(() => {
		const make = URL.createObjectURL;
		URL.createObjectURL = (blob) => { blob.text().then((text) => { globalThis.exported = text; }); return make.call(URL, blob); };
		return true;
	})()`, new(bool))
	click(p, "#stage .export")
	p.Wait(`globalThis.exported !== undefined`)
	var file string
	p.Eval(`globalThis.exported`, &file)
	dir := t.TempDir()
	path := filepath.Join(dir, "feedback.json")
	if err := os.WriteFile(path, []byte(file), 0o644); err != nil {
		t.Fatal(err)
	}
	added, err := feedback.Import(filepath.Join(dir, "feedback"), path)
	if err != nil || len(added) != 2 {
		t.Fatalf("imported %+v, %v; want two complaints", added, err)
	}
	if c := added[0]; c.Note != note || c.Who != "A. User" || c.Tick != 210 || c.Side != "left" || c.Kind != feedback.Note || c.Match != "01-00000-1" || c.Contestant != "dummy" {
		t.Errorf("the first is %+v", c)
	}
	if c := added[1]; c.Side != "right" || c.Kind != feedback.ShouldHaveActed || c.Contestant != "pro" || c.Note != "" {
		t.Errorf("the second is %+v", c)
	}
	sound(t, p)
}

func TestABrokenReplayIsReportedAndPlaysUpToTheDifference(t *testing.T) {
	dir := played(t)
	d := document(t, dir)
	damage(t, d.Run, &d.Run.Legs[0])
	name := strings.TrimSuffix(d.Run.ReplayName(&d.Run.Legs[0]), ".replay")
	p := browsertest.Open(t, written(t, d), "#match="+name+"&t=60", 1280, 900)
	p.Wait(status + ` !== ""`)
	if got := p.Text("#player-error"); !strings.Contains(got, "does not reproduce: desync by tick 180: hash is ") {
		t.Errorf("the page says %q, want where the replay differs", got)
	}
	if got := p.Text("#player-status"); !strings.Contains(got, "tick 179 · 2 of 9 hashes verified") {
		t.Errorf("status is %q, want the hashes before the difference", got)
	}
	sound(t, p)
}

func TestTheListShowsTheMatchesOfAPairing(t *testing.T) {
	p := browsertest.Open(t, written(t, document(t, played(t))), "", 1280, 900)
	click(p, `a[data-pairing="2"]`)
	if got := p.Text("#shown"); got != "rows 1 to 2 of 2" {
		t.Errorf("list says %q", got)
	}
	if got := p.Text("#table"); !strings.Contains(got, "spammer on the left") {
		t.Errorf("the list of the third pairing is %q", got)
	}
	p.Eval(`(() => { const s = document.getElementById("outcome"); s.value = "void"; s.dispatchEvent(new Event("change")); return true })()`, new(bool))
	if got := p.Text("#shown"); got != "no such pair" {
		t.Errorf("list of void matches says %q", got)
	}
	sound(t, p)
}

func TestAReportWithoutAPlayerSaysHowToBuildIt(t *testing.T) {
	d := document(t, played(t))
	d.Player = nil
	p := browsertest.Open(t, written(t, d), "", 1280, 900)
	if got := p.Text(".matches"); !strings.Contains(got, "make web") || !strings.Contains(got, "pro wins") {
		t.Errorf("matches are %q; want results and how to build the player", got)
	}
	sound(t, p)
}

// TestThePageFitsEveryScreen also writes pictures for people, to the folder that
// KUMITE_SCREENSHOTS names.
func TestThePageFitsEveryScreen(t *testing.T) {
	report := written(t, document(t, scored(t)))
	for _, c := range []struct {
		name, medium, colours string
		width, height         int
	}{
		{"desktop", "screen", "light", 1280, 900}, {"phone", "screen", "light", 360, 740}, {"dark", "screen", "dark", 1280, 900},
		{"phone-dark", "screen", "dark", 375, 740}, {"print", "print", "light", 794, 1123},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := browsertest.Open(t, report, "", c.width, c.height)
			p.Media(c.medium, c.colours)
			picture := func(name string, whole bool) {
				if dir := os.Getenv("KUMITE_SCREENSHOTS"); dir != "" {
					p.Screenshot(filepath.Join(dir, c.name+name+".png"), whole)
				}
			}
			var wide float64
			if p.Eval(`document.documentElement.scrollWidth`, &wide); int(wide) > c.width {
				t.Errorf("the page is %v pixels wide in a window of %d", wide, c.width)
			}
			if c.width < 400 && c.medium == "screen" {
				p.Eval(`Math.max(...[...document.querySelectorAll(".skills")].map((s) => s.scrollWidth - s.parentElement.clientWidth))`, &wide)
				if wide > 0 {
					t.Errorf("a table of skills is %v pixels wider than its card", wide)
				}
			}
			var filter string
			if p.Eval(`getComputedStyle(document.querySelector(".chart")).filter`, &filter); (filter != "none") != (c.colours == "dark") {
				t.Errorf("charts, which are drawn on white, have the filter %q", filter)
			}
			picture("", true)
			sound(t, p)
			if c.medium == "print" {
				return
			}
			click(p, `button[data-match="00-00000-0"]`)
			p.Wait(status + ` !== ""`)
			p.Eval(`(() => { const s = document.getElementById("scrub"); s.value = 250; s.dispatchEvent(new Event("input")); return true })()`, new(bool))
			if p.Eval(`document.getElementById("player").scrollWidth - document.getElementById("player").clientWidth`, &wide); wide > 0 {
				t.Errorf("the player is %v pixels wider than its window", wide)
			}
			picture("-player", false)
			sound(t, p)
		})
	}
}

func TestTextOfTheRunIsNeverMarkup(t *testing.T) {
	d := document(t, played(t))
	hostile(&d)
	p := browsertest.Open(t, written(t, d), "", 1280, 900)
	var counts struct{ Scripts, Images, Bold int }
	p.Eval(`({scripts: document.scripts.length, images: document.images.length, bold: document.getElementsByTagName("b").length})`, &counts)
	if counts.Scripts != 6 || counts.Images != 1 || counts.Bold != 0 {
		t.Errorf("the page has %+v; want 6 scripts and a chart of its own and no markup from the run", counts)
	}
	if got := p.Text("body"); !strings.Contains(got, shownName) || hasHidden(got) {
		t.Errorf("the name is not shown as %q, or the page shows hidden characters", shownName)
	}
	click(p, "a[data-pairing]")
	click(p, "button[data-match]")
	p.Wait(status + ` !== ""`)
	if got := p.Text("#player-title"); !strings.Contains(got, shownName) {
		t.Errorf("title is %q", got)
	}
	sound(t, p)
}
