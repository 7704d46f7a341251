package docstest

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Excluded lists the folders whose json tags belong to no document, with the
// reason.
var Excluded = map[string]string{
	"internal/demo":  "reads parts of documents",
	"policy/child":   "the protocol between two processes of one program",
	"agent/serve":    "messages of the Open Inference Protocol; docs/serving.md describes them",
	"agent/trace":    "messages of OpenTelemetry; docs/monitoring.md describes them",
	"internal/oippb": "generated messages of the Open Inference Protocol",
	"agent/vector":   "the configuration of a library, which its comments describe; no file holds it",
	"agent/farm":     "the protocol between coordinators and workers of one version",
}

// Check returns the differences between a page and the code.
func Check(p Page, s *Source) []string {
	return slices.Concat(checkLinks(p), checkSchemas(p, s), checkDocuments(p, s), checkKeys(p, s), checkMetadata(p, s), checkColumns(p, s))
}

// StaleExclusions returns the folders in Excluded that contain no code.
func StaleExclusions(s *Source) (found []string) {
	for _, folder := range slices.Sorted(maps.Keys(Excluded)) {
		if s.packages[folder] == nil {
			found = append(found, folder)
		}
	}
	return found
}

// missing formats each name of one set that another set lacks, in order.
func missing(from, in map[string]bool, format string, args ...any) (found []string) {
	for _, name := range slices.Sorted(maps.Keys(from)) {
		if !in[name] {
			found = append(found, fmt.Sprintf(format, append([]any{name}, args...)...))
		}
	}
	return found
}

func checkLinks(p Page) (found []string) {
	for _, s := range p.Sections {
		for _, link := range s.Links {
			if p.section(link) == nil {
				found = append(found, fmt.Sprintf("section %q links to #%s, which is not a section", s.Title, link))
			}
		}
	}
	return found
}

// checkSchemas compares the schemas in the code with those that the sections define.
func checkSchemas(p Page, s *Source) []string {
	code := map[string]bool{}
	for text := range s.Strings() {
		if isSchema(text) {
			code[text] = true
		}
	}
	var found []string
	defined, mentioned := map[string]bool{}, map[string]bool{}
	for _, section := range p.Sections {
		for _, schema := range section.Schemas {
			if defined[schema] {
				found = append(found, fmt.Sprintf("schema %s is defined in two sections", schema))
			}
			defined[schema] = true
		}
	}
	for _, schema := range schemaPattern.FindAllString(p.Text, -1) {
		mentioned[schema] = true
	}
	return slices.Concat(found,
		missing(code, defined, `schema %s has no section; add one with a line "Schema: …"`),
		missing(mentioned, code, "schema %s is on the page but not in the code"))
}

// checkDocuments compares the keys of each schema's document with its section and
// the sections that it links to.
func checkDocuments(p Page, s *Source) (found []string) {
	documents, literals := s.Documents(), s.Strings()
	for _, section := range p.Sections {
		if len(section.Schemas) == 0 {
			continue
		}
		here, known := set(section.Keys), set(section.Keys)
		for _, link := range section.Links {
			if other := p.section(link); other != nil {
				maps.Copy(known, set(other.Keys))
			}
		}
		all := map[string]bool{}
		for _, schema := range section.Schemas {
			keys := documents[schema]
			if keys == nil && literals[schema] {
				found = append(found, fmt.Sprintf("schema %s: no struct has its field Schema set to it; write T{Schema: …}", schema))
			}
			maps.Copy(all, keys)
			found = append(found, missing(keys, known, "key %q of %s is neither in section %q nor in a section that it links to", schema, section.Title)...)
		}
		found = append(found, missing(here, all, "key %q in section %q is not in any of its documents", section.Title)...)
	}
	return found
}

// checkKeys compares all keys on the page with all json tags. For documents without
// a schema this is the only check.
func checkKeys(p Page, s *Source) []string {
	page := p.gather(func(s *Section) []string { return s.Keys })
	return slices.Concat(
		missing(s.Tags(Excluded), page, "json key %q is not in any table of the page"),
		missing(page, s.Tags(nil), "key %q is not in any json tag of the code"))
}

var metadataPattern = regexp.MustCompile(`^kumite\.[a-z_]+$`)

// checkMetadata compares the metadata keys of model files.
func checkMetadata(p Page, s *Source) []string {
	code := map[string]bool{}
	for text := range s.Strings() {
		if metadataPattern.MatchString(text) {
			code[text] = true
		}
	}
	page := p.gather(func(s *Section) []string { return s.Metadata })
	return slices.Concat(missing(code, page, "metadata key %s is not on the page"), missing(page, code, "metadata key %s is not in the code"))
}

var word = regexp.MustCompile(`[a-z0-9_]+:?`)

// checkColumns compares the columns of tables. A column whose name the code composes
// ("logit:CLASS") is compared by the part before the capitals.
func checkColumns(p Page, s *Source) []string {
	words := map[string]bool{}
	for text := range s.Strings() {
		for _, w := range word.FindAllString(text, -1) {
			words[w] = true
		}
	}
	page := p.gather(func(s *Section) []string { return s.Columns })
	constant := map[string]bool{}
	for name := range page {
		constant[strings.TrimRight(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")] = true
	}
	return slices.Concat(
		missing(s.Columns(), page, "column %q is not in any table of the page"),
		missing(constant, words, "column %q is not in any string of the code"))
}

func set(names []string) map[string]bool {
	all := map[string]bool{}
	for _, name := range names {
		all[name] = true
	}
	return all
}
