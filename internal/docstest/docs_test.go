package docstest

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func formats(t *testing.T) Page {
	t.Helper()
	text, err := os.ReadFile("../../docs/formats.md")
	if err != nil {
		t.Fatal(err)
	}
	return ParsePage(string(text))
}

func module(t *testing.T) *Source {
	t.Helper()
	s, err := Parse("../..")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestThePageDescribesTheCode(t *testing.T) {
	for _, difference := range Check(formats(t), module(t)) {
		t.Error("docs/formats.md: " + difference)
	}
}

func TestExcludedFoldersContainCode(t *testing.T) {
	for _, folder := range StaleExclusions(module(t)) {
		t.Errorf("Excluded contains %s, which has no code", folder)
	}
}

// soundPage and soundCode agree.
const soundPage = `# Formats

## Shared
| key | type |
|---|---|
| ` + "`name`" + `, ` + "`sha256`" + `? | string |
| ` + "`elo`" + ` | number |

## Result
Schema: ` + "`kumite.result/1`" + `. With [participants](#shared).

| key | type |
|---|---|
| ` + "`schema`" + ` | string |
| ` + "`players`" + ` | object[] |

| column | type |
|---|---|
| ` + "`wins`" + `, ` + "`logit:CLASS`" + ` | int |

| metadata key | type |
|---|---|
| ` + "`kumite.classes`" + ` | string[] |
`

func soundCode() map[string]string {
	return map[string]string{
		"result/result.go": `package result
import "github.com/kumite/kumite/duel"
const Schema = "kumite.result/1"
const key, column = "kumite.classes", "logit:"
type Result struct {
	Schema  string ` + "`json:\"schema\"`" + `
	Players []duel.Participant ` + "`json:\"players\"`" + `
}
func New() Result { return Result{Schema: Schema} }
func csv(w writer) { w.Write([]string{"wins", key}) }
`,
		"duel/duel.go": `package duel
type Participant struct {
	Name string ` + "`json:\"name\"`" + `
	SHA256 string ` + "`json:\"sha256,omitempty\"`" + `
}
type Rating struct { Elo float64 ` + "`json:\"elo\"`" + ` }
`,
		"duel/duel_test.go": `package duel
const other = "kumite.other/1"
type fake struct { X int ` + "`json:\"of_a_test\"`" + ` }
`,
	}
}

func source(t *testing.T, files map[string]string) *Source {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Parse(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAMatchingPageHasNoDifference(t *testing.T) {
	if got := Check(ParsePage(soundPage), source(t, soundCode())); len(got) != 0 {
		t.Errorf("differences %q, want none", got)
	}
}

func TestEachDifferenceIsNamed(t *testing.T) {
	for _, test := range []struct {
		name, file, old, new string // file is "" for the page
		want                 string
	}{
		{"a schema that is not on the page", "result/result.go", `"kumite.classes"`, `"kumite.classes"; const next = "kumite.next/1"`,
			"schema kumite.next/1 has no section"},
		{"a schema that is not in the code", "", "`kumite.result/1`", "`kumite.result/1`, `kumite.gone/1`",
			"schema kumite.gone/1 is on the page but not in the code"},
		{"another version", "result/result.go", "kumite.result/1", "kumite.result/2", "schema kumite.result/2 has no section"},
		{"a schema in two sections", "", "## Shared\n", "## Shared\nSchema: `kumite.result/1`\n", "schema kumite.result/1 is defined in two sections"},
		{"a schema that no struct has", "result/result.go", "{Schema: Schema}", "{}", "schema kumite.result/1: no struct has its field Schema set to it"},
		{"a key that is not on the page", "result/result.go", `json:"players"`, `json:"sides"`,
			`key "sides" of kumite.result/1 is neither in section "Result" nor in a section that it links to`},
		{"a key that no document has", "result/result.go", `json:"players"`, `json:"sides"`,
			`key "players" in section "Result" is not in any of its documents`},
		{"a key of another document", "", "`players`", "`players`, `elo`", `key "elo" in section "Result" is not in any of its documents`},
		{"a key of a type further down", "duel/duel.go", `json:"name"`, `json:"nick"`, `key "nick" of kumite.result/1`},
		{"a key without a schema", "duel/duel.go", "type Participant", "type wins struct { X int `json:\"matrix\"` }; type Participant",
			`json key "matrix" is not in any table of the page`},
		{"a key that does not exist", "", "`sha256`", "`sha256`, `digest`", `key "digest" is not in any json tag of the code`},
		{"a section that is not linked", "", "[participants](#shared)", "participants", `key "name" of kumite.result/1`},
		{"a broken link", "", "(#shared)", "(#share)", "links to #share"},
		{"a metadata key that is not on the page", "result/result.go", `"kumite.classes"`, `"kumite.class_names"`, "metadata key kumite.class_names is not on the page"},
		{"a metadata key that is not in the code", "result/result.go", `"kumite.classes"`, `"kumite.class_names"`, "metadata key kumite.classes is not in the code"},
		{"a column that is not on the page", "result/result.go", `{"wins", `, `{"wins", "losses", `, `column "losses" is not in any table of the page`},
		{"a column that is not in the code", "", "`wins`", "`wins`, `draws`", `column "draws" is not in any string of the code`},
	} {
		t.Run(test.name, func(t *testing.T) {
			page, code := soundPage, soundCode()
			change := func(text string) string {
				if !strings.Contains(text, test.old) {
					t.Fatalf("nothing to change: %q not found", test.old)
				}
				return strings.ReplaceAll(text, test.old, test.new)
			}
			if test.file == "" {
				page = change(page)
			} else {
				code[test.file] = change(code[test.file])
			}
			got := Check(ParsePage(page), source(t, code))
			if !slices.ContainsFunc(got, func(d string) bool { return strings.Contains(d, test.want) }) {
				t.Errorf("differences %q; want one with %q", got, test.want)
			}
		})
	}
}

func TestADocumentIsFoundForEveryWayToSetItsSchema(t *testing.T) {
	const types = `
type Score struct { Wins int ` + "`json:\"wins\"`" + ` }
type Scores [5]Score
type Doc struct {
	Schema string ` + "`json:\"schema\"`" + `
	Score
	By map[string]*Scores ` + "`json:\"by\"`" + `
	Inner struct { X int ` + "`json:\"x\"`" + ` } ` + "`json:\"inner\"`" + `
	Hidden int ` + "`json:\"-\"`" + `
	next *Doc
}
`
	all := []string{"by", "inner", "schema", "wins", "x"}
	for _, test := range []struct {
		name, code string
		want       []string
	}{
		{"a literal", `func f() any { return &Doc{Schema: "kumite.doc/1"} }`, all},
		{"a constant", `const Schema = "kumite.doc/1"; func f() any { return []any{Doc{Schema: Schema}} }`, all},
		{"a constant of another package", `import other "github.com/kumite/kumite/b"; func f() any { return Doc{Schema: other.Schema} }`, all},
		{"a type of another package", `import "github.com/kumite/kumite/b"; func f() any { return b.Far{Schema: b.Schema} }`, []string{"far", "schema"}},
		{"the first of its fields", `func f() any { return struct { Schema string ` + "`json:\"schema\"`" + `; Docs []Doc ` + "`json:\"docs\"`" + ` }{"kumite.doc/1", nil} }`,
			append([]string{"docs"}, all...)},
		{"an assignment", `func f(d *Doc) { d.Schema = "kumite.doc/1" }`, all},
		{"a struct around it", `type file struct { Of Doc ` + "`json:\"of\"`" + ` }; func f() any { return Doc{Schema: "kumite.doc/1"} }`, append([]string{"of"}, all...)},
	} {
		t.Run(test.name, func(t *testing.T) {
			imports, rest := "", test.code
			if strings.HasPrefix(rest, "import") {
				imports, rest, _ = strings.Cut(rest, ";")
			}
			s := source(t, map[string]string{
				"a/a.go": "package a\n" + imports + "\n" + types + rest,
				"b/b.go": "package b\nconst Schema = \"kumite.doc/1\"\ntype Far struct { Schema string `json:\"schema\"`; X int `json:\"far\"` }\n",
			})
			got := slices.Sorted(maps.Keys(s.Documents()["kumite.doc/1"]))
			slices.Sort(test.want)
			if !slices.Equal(got, test.want) {
				t.Errorf("keys %q, want %q", got, test.want)
			}
		})
	}
}
