package docstest

import (
	"regexp"
	"slices"
	"strings"
)

// Page is the parsed docs/formats.md.
type Page struct {
	Text     string
	Sections []*Section
}

// Section is the text below one second-level heading.
type Section struct {
	Title   string
	Slug    string   // the heading as links refer to it
	Schemas []string // defined by the section, in a line that begins "Schema:"
	Links   []string // slugs of the sections that it links to

	// The names in the first column of its tables, by the heading of that column:
	// "key…", "column…" or "metadata key".
	Keys, Columns, Metadata []string
}

var (
	schemaPattern = regexp.MustCompile(`kumite\.[a-z]+(?:[.-][a-z]+)*/[0-9]+`)
	codePattern   = regexp.MustCompile("`([^`]+)`")
	linkPattern   = regexp.MustCompile(`\]\(#([^)]*)\)`)
	rulePattern   = regexp.MustCompile(`^\|[ :|-]+\|$`)
	notInSlug     = regexp.MustCompile(`[^a-z0-9 _-]`)
)

// ParsePage parses Markdown. It skips fenced blocks.
func ParsePage(text string) Page {
	p := Page{Text: text}
	now := &Section{}
	p.Sections = append(p.Sections, now)
	lines := strings.Split(text, "\n")
	fenced := false
	var names *[]string // of the current table
	for i, line := range lines {
		if strings.HasPrefix(line, "```") {
			fenced = !fenced
		}
		if fenced {
			continue
		}
		if title, ok := strings.CutPrefix(line, "## "); ok {
			now = &Section{Title: title, Slug: slug(title)}
			p.Sections = append(p.Sections, now)
		}
		if strings.HasPrefix(line, "Schema:") {
			now.Schemas = append(now.Schemas, schemaPattern.FindAllString(line, -1)...)
		}
		for _, found := range linkPattern.FindAllStringSubmatch(line, -1) {
			now.Links = append(now.Links, found[1])
		}
		switch {
		case !strings.HasPrefix(line, "|"):
			names = nil
		case i+1 < len(lines) && rulePattern.MatchString(lines[i+1]):
			names = now.named(firstCell(line))
		case names != nil:
			for _, found := range codePattern.FindAllStringSubmatch(firstCell(line), -1) {
				*names = append(*names, found[1])
			}
		}
	}
	return p
}

// named returns the list for the names of a table, nil if the table has no names.
func (s *Section) named(heading string) *[]string {
	switch {
	case strings.HasPrefix(heading, "key"):
		return &s.Keys
	case strings.HasPrefix(heading, "column"):
		return &s.Columns
	case strings.HasPrefix(heading, "metadata key"):
		return &s.Metadata
	}
	return nil
}

func firstCell(row string) string {
	cell, _, _ := strings.Cut(strings.TrimPrefix(row, "|"), "|")
	return strings.TrimSpace(cell)
}

// slug is the anchor that GitHub gives a heading.
func slug(title string) string {
	return strings.ReplaceAll(notInSlug.ReplaceAllString(strings.ToLower(title), ""), " ", "-")
}

// section is the section of a slug, or nil.
func (p Page) section(slug string) *Section {
	i := slices.IndexFunc(p.Sections, func(s *Section) bool { return s.Slug == slug })
	if i < 0 {
		return nil
	}
	return p.Sections[i]
}

// gather collects the names of one kind from all sections.
func (p Page) gather(of func(*Section) []string) map[string]bool {
	all := map[string]bool{}
	for _, s := range p.Sections {
		for _, name := range of(s) {
			all[name] = true
		}
	}
	return all
}
