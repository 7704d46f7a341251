package html_test

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/review"
	"github.com/kumite/kumite/internal/browsertest"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/report/html"
)

func TestAReviewerJudgesEveryPairAndExportsTheVerdicts(t *testing.T) {
	run, err := arena.Read(played(t))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	sheet, key, err := review.Prepare(t.Context(), run, dir, review.Config{Contestants: []string{"pro", "spammer"}, Situations: 3, Seconds: 3, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	player, err := player()
	if err != nil {
		t.Fatal(err)
	}
	page := filepath.Join(dir, "review.html")
	if err := durable.WriteFile(page, func(w io.Writer) error { return html.WriteReview(w, sheet, "v0", player) }); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, colours string
		width, height int
	}{{"desktop", "light", 1280, 900}, {"phone", "dark", 375, 740}} {
		p := browsertest.Open(t, page, "", c.width, c.height)
		p.Media("screen", c.colours)
		p.Wait(`!document.getElementById("again").disabled`)
		var wide float64
		if p.Eval(`document.documentElement.scrollWidth`, &wide); int(wide) > c.width {
			t.Errorf("%s: the page is %v pixels wide in a window of %d", c.name, wide, c.width)
		}
		if shots := os.Getenv("KUMITE_SCREENSHOTS"); shots != "" {
			p.Screenshot(filepath.Join(shots, "review-"+c.name+".png"), true)
		}
		sound(t, p)
		if c.name != "desktop" {
			continue
		}
		var empty, screen string
		p.Eval(`document.createElement("canvas").toDataURL()`, &empty)
		if p.Eval(`document.getElementById("screen1").toDataURL()`, &screen); len(screen) < 2*len(empty) {
			t.Error("the right clip is empty")
		}
		p.Do(chromedp.KeyEvent("1"))
		for range len(key.Items) - 1 {
			click(p, `[data-choice="right"]`)
		}
		p.Eval(`(() => {
			const make = URL.createObjectURL;
			URL.createObjectURL = (blob) => { blob.text().then((text) => { globalThis.exported = text; }); return make.call(URL, blob); };
			return true;
		})()`, new(bool))
		click(p, "#export")
		if got := p.Text("#error"); got != "Write your name first: verdicts of one reviewer are kept together." {
			t.Errorf("without a name the page says %q", got)
		}
		p.Do(chromedp.SetValue(chromedp.CSS("#reviewer"), "</script><b>me"))
		click(p, "#export")
		p.Wait(`globalThis.exported !== undefined`)
		var file string
		p.Eval(`globalThis.exported`, &file)
		path := filepath.Join(dir, "verdicts.json")
		if err := os.WriteFile(path, []byte(file), 0o644); err != nil {
			t.Fatal(err)
		}
		if n, err := review.Add(dir, path); err != nil || n != len(key.Items) {
			t.Errorf("added %d verdicts, %v; want %d", n, err, len(key.Items))
		}
		sound(t, p)
	}
	d, err := review.Results(dir)
	if err != nil || d.Reviewers != 1 || d.Verdicts != 3 {
		t.Errorf("results are %+v, %v; want three verdicts of one reviewer", d, err)
	}
}

func TestAReviewWithoutThePlayerIsRefused(t *testing.T) {
	if err := html.WriteReview(io.Discard, &review.Sheet{}, "v0", nil); err == nil {
		t.Error("no error")
	}
}
