package csvfile_test

import (
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/kumite/kumite/internal/csvfile"
)

const plain = "frame,action\n0,idle\n1,突き\n2,\"a\"\n"

// utf16Of is text in UTF-16, high byte first or last.
func utf16Of(text string, big bool) string {
	var out []byte
	for _, u := range utf16.Encode([]rune(text)) {
		if big {
			out = append(out, byte(u>>8), byte(u))
		} else {
			out = append(out, byte(u), byte(u>>8))
		}
	}
	return string(out)
}

// rows reads a table whole.
func rows(r io.Reader) (string, error) {
	x, err := csvfile.NewReader(r)
	if err != nil {
		return "", err
	}
	all := strings.Join(x.Heading, "|") + "\n"
	for {
		row, line, err := x.Read()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		all += fmt.Sprintf("%d:%s\n", line, strings.Join(row, "|"))
	}
}

func TestEveryFormGivesTheSameRows(t *testing.T) {
	const want = "frame|action\n2:0|idle\n3:1|突き\n4:2|a\n"
	swap := strings.ReplaceAll
	for name, text := range map[string]string{
		"plain":                   plain,
		"byte order mark":         "\ufeff" + plain,
		"CRLF":                    swap(plain, "\n", "\r\n"),
		"CR":                      swap(plain, "\n", "\r"),
		"CR without a last one":   strings.TrimSuffix(swap(plain, "\n", "\r"), "\r"),
		"semicolons":              swap(plain, ",", ";"),
		"tabs":                    swap(plain, ",", "\t"),
		"UTF-16, low byte first":  utf16Of("\ufeff"+plain, false),
		"UTF-16, high byte first": utf16Of("\ufeff"+plain, true),
		"UTF-16 without a mark":   utf16Of(plain, false),
		"all at once":             utf16Of("\ufeff"+swap(swap(plain, "\n", "\r"), ",", ";"), true),
	} {
		for form, r := range map[string]io.Reader{"whole": strings.NewReader(text), "byte by byte": iotest.OneByteReader(strings.NewReader(text))} {
			if got, err := rows(r); got != want || err != nil {
				t.Errorf("%s, %s: got %q, %v; want %q", name, form, got, err, want)
			}
		}
	}
}

func TestTheSeparatorMayBeStatedBeforeTheHeading(t *testing.T) {
	for _, text := range []string{
		"sep=;\na,b;c\n1;2\n", "SEP=;\r\na,b;c\r\n1;2\r\n", "\ufeff\"sep=;\"\na,b;c\n1;2\n", utf16Of("\ufeffsep=;\ra,b;c\r1;2", false),
	} {
		if got, err := rows(strings.NewReader(text)); got != "a,b|c\n3:1|2\n" || err != nil {
			t.Errorf("%q: got %q, %v", text, got, err)
		}
	}
}

func TestColumnsAreNamedInWhateverCase(t *testing.T) {
	table, err := csvfile.NewReader(strings.NewReader(" Frame ;ACTION;action time\n"))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{"frame": 0, "Action": 1, "action time": 2, "tick": -1} {
		if got, err := table.Column(name); got != want || err != nil {
			t.Errorf("%s: column %d, %v; want %d", name, got, err, want)
		}
	}
	if table, err = csvfile.NewReader(strings.NewReader("frame,Frame,tick\n")); err != nil {
		t.Fatal(err)
	}
	if _, err := table.Column("frame"); err == nil || !strings.Contains(err.Error(), `columns "frame" and "Frame" are the same but for case; keep one`) {
		t.Errorf("two columns: %v", err)
	}
	if got, err := table.Column("tick"); got != 2 || err != nil {
		t.Errorf("tick beside two others: %d, %v", got, err)
	}
}

func TestCommentsAreLeftOutWhereATableHasThem(t *testing.T) {
	const text = "# a; b\n\n# c\na,b\n1,2\n# d\n3,4\n"
	table, err := csvfile.NewReader(strings.NewReader(text), csvfile.Comments)
	if err != nil || strings.Join(table.Heading, "|") != "a|b" {
		t.Fatalf("got %+v, %v", table, err)
	}
	for _, want := range []string{"5:1|2", "7:3|4"} {
		row, line, err := table.Read()
		if got := fmt.Sprintf("%d:%s", line, strings.Join(row, "|")); err != nil || got != want {
			t.Errorf("got %s, %v; want %s", got, err, want)
		}
	}
	if got, err := rows(strings.NewReader("a,b\n#1,2\n")); got != "a|b\n2:#1|2\n" || err != nil {
		t.Errorf("without comments: got %q, %v", got, err)
	}
}

func TestTheTextOfAListHasTheFormsOfATable(t *testing.T) {
	for _, text := range []string{"12\n13\n", "12\r\n13\r\n", "12\r13\r", "\ufeff12\n13\n", utf16Of("\ufeff12\r\n13\r\n", false)} {
		if got, err := io.ReadAll(csvfile.Text(strings.NewReader(text))); string(got) != "12\n13\n" || err != nil {
			t.Errorf("%q: got %q, %v", text, got, err)
		}
	}
	if _, err := io.ReadAll(csvfile.Text(strings.NewReader("12\n\xe4"))); err == nil || !strings.Contains(err.Error(), "line 2: the text is neither UTF-8 nor UTF-16") {
		t.Errorf("Latin-1: %v", err)
	}
}

func TestALongTableIsStreamed(t *testing.T) {
	text := "frame,action\r" + strings.Repeat("1,äöü\r", 20000)
	got, err := rows(strings.NewReader(text))
	if n := strings.Count(got, "1|äöü\n"); n != 20000 || err != nil {
		t.Errorf("%d rows, %v; want 20000", n, err)
	}
}

func TestWhatIsWrongWithATableIsNamed(t *testing.T) {
	for text, want := range map[string]string{
		"0,0,idle\n1,1,jump\n":                     "the first row has the value 0 twice where the names of the columns are wanted; write the names above it",
		"0.5;0.5;jump\n":                           "the first row has the value 0.5 twice",
		"idle,370,370\n":                           "the first row has the value 370 twice",
		"frame,action,frame\n1,idle,2\n":           `column "frame" appears twice, as column 1 and 3`,
		"frame,action\n0,idle\nframe,action\n":     "line 3: the heading appears again",
		"frame;action\r0;idle\rframe ; action\r":   "line 3: the heading appears again",
		"frame,action\n0,idle\n1,k\xe4mpfen\n":     "line 3: the text is neither UTF-8 nor UTF-16",
		"frame,action\n0\n":                        "line 2: the heading has 2 fields and this row 1; check its separators and quotes",
		"frame,action\n0,idle\n1,idle,\n":          "line 3: the heading has 2 fields and this row 3",
		"sep=;\nframe;action\n0\n":                 "line 3: the heading has 2 fields and this row 1",
		"frame,action\n0,\"idle\n1,idle\n":         "line 2: a quote is not closed, or is inside a field",
		"frame,action\n0,i\"dle\n":                 "line 2: a quote is not closed, or is inside a field",
		"fra\"me,action\n":                         "line 1: a quote is not closed, or is inside a field",
		"frame,action\n0,i\x00dle\n":               "line 2: the text is neither UTF-8 nor UTF-16",
		"f\x00\x00\x00r\x00\x00\x00\n\x00\x00\x00": "line 1: the text is neither UTF-8 nor UTF-16", // UTF-32
		"": "EOF",
	} {
		if _, err := rows(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v; want %q", text, err, want)
		}
	}
}
