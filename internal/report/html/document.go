package html

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"sync"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/breakdown"
	"github.com/kumite/kumite/agent/compare"
	"github.com/kumite/kumite/agent/recommend"
	"github.com/kumite/kumite/agent/scenario"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/policy/ort"
)

// Document is what a report shows.
type Document struct {
	Title   string
	Version string // of the program that writes it
	Run     *arena.Record
	Advice  *recommend.Document
	Notes   []string            // further warnings
	Others  []*compare.Document // other runs, A, and this run, B
	Figures []report.Figure
	Tests   *scenario.Document   // complaints as tests; nil if none were played
	Broken  *breakdown.Document  // how the contestants won and lost; nil if that is not known
	Offline []Evaluation         // of the contestants, or of others, on logs
	Models  map[string]*ort.File // by SHA-256; of models whose files are still there
	Player  *Player              // nil writes a report without the player and without replays
}

var (
	//go:embed page.html
	pageText string
	//go:embed style.css
	style string

	page = sync.OnceValue(func() *template.Template { return template.Must(template.New("page").Parse(pageText)) })
)

// Write writes the report. It reads the run's replays while it writes.
func Write(out io.Writer, d Document) error {
	v, err := newView(d)
	if err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	var buf bytes.Buffer
	if err := page().Execute(&buf, v); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	if _, err := buf.WriteTo(out); err != nil {
		return fmt.Errorf("write report: %w", err)
	}
	return nil
}

// policy returns the content security policy for inline scripts.
func policy(scripts ...string) string {
	text := "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; img-src data:; script-src 'wasm-unsafe-eval'"
	for _, s := range scripts {
		sum := sha256.Sum256([]byte(s))
		text += fmt.Sprintf(" 'sha256-%s'", base64.StdEncoding.EncodeToString(sum[:]))
	}
	return text
}
