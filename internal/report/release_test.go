package report_test

import (
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/release"
	"github.com/kumite/kumite/internal/report"
)

func TestAReleaseSaysWhatSpeaksAgainstItAndWhatNobodyAsked(t *testing.T) {
	r := &release.Record{Warnings: []string{"the contestant <b>m</b> has collapsed"}}
	var page, line, asked strings.Builder
	if err := report.Release(&page, r); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(page.String(), "## What speaks against it") || !strings.Contains(page.String(), "has collapsed") {
		t.Errorf("the record lacks its warning:\n%s", &page)
	}
	if err := report.Released(&line, "release.md", r); err != nil || !strings.Contains(line.String(), "complaints were not asked for") {
		t.Errorf("got %q, %v; want that nobody asked", &line, err)
	}
	r.Feedback = &release.Feedback{}
	if err := report.Released(&asked, "release.md", r); err != nil || !strings.Contains(asked.String(), "0 complaints open") {
		t.Errorf("got %q, %v; want the number of open complaints", &asked, err)
	}
}
