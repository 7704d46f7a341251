package report

import (
	"cmp"
	"fmt"
	"io"
	"regexp"
	"strings"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/kumite/kumite/internal/plain"
)

// page is what a document prints for people: tables, and lines of text, in a terminal's
// width or in Markdown.
type page struct {
	form Form
	text strings.Builder
}

// newPage returns an empty page. A width of 0 is FileWidth.
func newPage(f Form) *page {
	f.Width = cmp.Or(f.Width, FileWidth)
	return &page{form: f}
}

// narrow reports whether the page is so narrow that some tables are made of rows instead
// of columns.
func (p *page) narrow() bool { return !p.form.Markdown && p.form.Width < narrow }

// heading writes the title of a part.
func (p *page) heading(title string) {
	format := "\n%s\n"
	if p.form.Markdown {
		format = "### %s\n\n"
		if !strings.HasSuffix(p.text.String(), "\n\n") { // below a list
			format = "\n" + format
		}
	}
	fmt.Fprintf(&p.text, format, plain.Text(title))
}

// table writes a table; columns that do not fit are moved to further tables below.
func (p *page) table(s *sheet) {
	if p.form.Markdown {
		fmt.Fprintf(&p.text, "%s\n\n", s.markdown())
		return
	}
	fmt.Fprintln(&p.text, s.render(p.form.Width))
}

// summary writes the columns of a table that fit; the others are omitted.
func (p *page) summary(s *sheet) {
	if !p.form.Markdown {
		s = s.fitting(p.form.Width)
	}
	p.table(s)
}

// paragraph writes a line of text that may hold names from files.
func (p *page) paragraph(line string) {
	p.wrap(line)
	if p.form.Markdown {
		p.text.WriteString("\n")
	}
}

// linef writes a formatted line; the arguments may hold names from files.
func (p *page) linef(format string, args ...any) { p.line(fmt.Sprintf(format, safe(args)...)) }

// line writes a line of text, in Markdown an item of a list.
func (p *page) line(line string) {
	if p.form.Markdown {
		line = "- " + line
	}
	p.wrap(line)
}

// commandf writes a line that ends with a command to copy, so it is not wrapped.
func (p *page) commandf(format string, args ...any) {
	p.text.WriteString(plain.Text(fmt.Sprintf(format, args...)) + "\n")
}

func (p *page) wrap(line string) {
	line = plain.Text(line)
	label, indent := "", ""
	if !p.form.Markdown {
		label = hanging.FindString(line)
		indent = strings.Repeat(" ", text.StringWidth(label))
		line = text.WrapSoft(line[len(label):], p.form.Width-len(indent))
	}
	for part := range strings.Lines(line) {
		p.text.WriteString(label + strings.TrimRight(part, " \n") + "\n")
		label = indent
	}
}

// hanging is the start of a line below which its further lines are indented: a label and
// two spaces, or spaces and an arrow.
var hanging = regexp.MustCompile(`^(\S{1,5} {2,}| +(→ )?)`)

// writeTo writes the page.
func (p *page) writeTo(out io.Writer) error {
	_, err := io.WriteString(out, strings.TrimRight(p.text.String(), "\n")+"\n")
	return err
}
