package html_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/report/html"
	"github.com/kumite/kumite/policy/ort"
	"github.com/kumite/kumite/policy/rating"
)

// nasty is a text that must be shown as shownName.
const (
	nasty     = "</script><script>alert(1)</script><img src=x onerror=alert(2)><b>\"'`${1}&amp;--><!--\x00\x1b[31m\u202eevil\u200b\xff"
	shownName = `</script><script>alert(1)</script><img src=x onerror=alert(2)><b>"'` + "`" + `${1}&amp;--><!--\x00\x1b[31m\u202eevil\u200b\xff`
)

// hostile sets every text of a document to nasty, with every optional part present. The
// outcomes of matches stay, so that they can be played.
func hostile(d *html.Document) {
	r := &d.Run.Results
	r.Gauntlet, r.Test, r.Latency = nil, &rating.SPRT{}, &arena.LatencyModel{}
	r.Fit = &arena.Fit{}
	for i := range r.Contestants {
		c := &r.Contestants[i]
		c.Withdrawn, c.Retried, c.Duplicates, c.Voids = &arena.VoidReason{Kind: bot.Crashed}, 1, 1, 1
		c.Ledger.Faults, c.Collapsed, c.ModelSHA256 = 1, true, "x"
	}
	for i := range d.Run.Manifest.Contestants {
		d.Run.Manifest.Contestants[i].Provider = "x"
	}
	outcomes := map[*arena.Leg]string{}
	for i := range d.Run.Legs {
		outcomes[&d.Run.Legs[i]] = d.Run.Legs[i].Outcome
	}
	fill(reflect.ValueOf(d).Elem())
	d.Models = map[string]*ort.File{nasty: {Producer: nasty, Meta: map[string]string{nasty: nasty}}}
	for l, outcome := range outcomes {
		l.Outcome = outcome
	}
	d.Run.Legs[len(d.Run.Legs)-1].Outcome = arena.Void
}

// fill sets every string that a value holds or refers to, except the run's folder and
// the player.
func fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(nasty)
	case reflect.Struct:
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; name != "Dir" && v.Type().Field(i).IsExported() && v.Type().Field(i).Type != reflect.TypeFor[*html.Player]() {
				fill(v.Field(i))
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			fill(v.Elem())
		}
	}
}

// hasHidden reports whether text contains a character that cannot be seen.
func hasHidden(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return r != '\n' && r != '\t' && (r == unicode.ReplacementChar || unicode.In(r, unicode.Cc, unicode.Cf))
	})
}

func TestEveryFieldOfTheRunIsEscaped(t *testing.T) {
	d := document(t, played(t))
	hostile(&d)
	var out bytes.Buffer
	if err := html.Write(&out, d); err != nil {
		t.Fatal(err)
	}
	page := out.String()
	for _, markup := range []string{"<script>alert", "<img src=x", "<b>", "</script><", "ZgotmplZ"} {
		if strings.Contains(page, markup) {
			i := strings.Index(page, markup)
			t.Errorf("the page contains %q at %q", markup, page[max(i-80, 0):min(i+80, len(page))])
		}
	}
	if i := strings.IndexFunc(page, func(r rune) bool { return hasHidden(string(r)) }); i >= 0 {
		t.Errorf("the page contains characters that cannot be seen: %q", page[max(i-80, 0):min(i+80, len(page))])
	}
	data := strings.ReplaceAll(page[strings.Index(page, `id="data-matches"`):], `\\`, "")
	for _, escaped := range []string{`\u001b`, `\u202e`, `\u200b`, `\u0000`} { // in JSON, which would decode them
		if strings.Contains(data, escaped) {
			t.Errorf("the page's data contains %s", escaped)
		}
	}
}

func TestTheHeadlineComesBeforeTheData(t *testing.T) {
	d := document(t, played(t))
	var out bytes.Buffer
	if err := html.Write(&out, d); err != nil {
		t.Fatal(err)
	}
	page := out.String()
	headline, data := strings.Index(page, d.Advice.Sentence[:20]), strings.Index(page, `id="data-matches"`)
	if headline < 0 || data < 0 || headline > data {
		t.Errorf("headline at byte %d, data at %d; want the headline first", headline, data)
	}
	if got := page[data:]; !strings.HasSuffix(strings.TrimSpace(got), "</html>") || strings.Contains(got, "<section") {
		t.Error("a section follows the data")
	}
}

func TestPlayersThatAreMissingAreNamed(t *testing.T) {
	if _, err := html.ReadPlayer(t.TempDir()); err == nil || !strings.Contains(err.Error(), "player.wasm.gz") {
		t.Errorf("got %v, want the missing file", err)
	}
}
