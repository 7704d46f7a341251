package logs_test

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/kumite/kumite/vision/logs"
)

// utf16Of is text in UTF-16 with the low byte first, after a byte order mark.
func utf16Of(text string) string {
	var out strings.Builder
	for _, u := range utf16.Encode([]rune("\ufeff" + text)) {
		out.Write([]byte{byte(u), byte(u >> 8)})
	}
	return out.String()
}

func all(old, new string) func(string) string {
	return func(s string) string { return strings.ReplaceAll(s, old, new) }
}

func TestTablesOfOtherProgramsAreRead(t *testing.T) {
	dir := folder(t, 1)
	f, err := logs.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	want, err := f.Rows(0)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "000001.csv")
	plain, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, form := range map[string]func(string) string{
		"CR": all("\n", "\r"), "CRLF": all("\n", "\r\n"), "semicolons": all(",", ";"), "tabs": all(",", "\t"), "UTF-16": utf16Of,
		"capitals": all("frame,tick,action", "Frame,TICK,Action"), "blanks": all("frame,tick,action", " frame , tick, action "),
	} {
		if err := os.WriteFile(path, []byte(form(string(plain))), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := f.Rows(0); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, rows %+v; want %+v", name, err, got, want)
		}
		if err := drain(dir, 0); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFormsThatCannotBeMeantAreNamed(t *testing.T) {
	for _, c := range []struct {
		name, file string
		form       func(string) string
		want       string // "" where it is read
	}{
		{"heading twice", "000001.csv", func(s string) string { return s + s }, "line 12: the heading appears again"},
		{"column twice", "000001.csv", cut("available", "tick"), `column "tick" appears twice, as column 2 and 4`},
		{"Latin-1", "000001.csv", cut("poke", "k\xe4mpfen"), "neither UTF-8 nor UTF-16"},
		{"byte order mark", logs.FileName, func(s string) string { return "\ufeff" + s }, ""},
		{"UTF-16", logs.FileName, utf16Of, "the text is UTF-16; save it as UTF-8"},
		{"key twice", logs.FileName, cut(`"width"`, `"height": 18, "width"`), `key "height" appears twice`},
		{"key in another case", logs.FileName, cut(`"width"`, `"Height": 18, "width"`), `key "height" appears twice`},
		{"key of a recording twice", logs.FileName, cut(`"rows"`, `"name": "a", "rows"`), `key "name" appears twice`},
		{"the same key of two objects", logs.FileName, cut(`"rows"`, `"note": {"name": 1}, "rows"`), ""},
	} {
		dir := folder(t, 1)
		path := filepath.Join(dir, c.file)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(c.form(string(data))), 0o600); err != nil {
			t.Fatal(err)
		}
		switch err := drain(dir, 0); {
		case c.want == "" && err != nil:
			t.Errorf("%s: %v", c.name, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.file)):
			t.Errorf("%s: %v; want %q", c.name, err, c.want)
		}
	}
}
