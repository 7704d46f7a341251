package plain_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/kumite/kumite/internal/plain"
)

func TestCharactersThatActOnATerminalAreEscaped(t *testing.T) {
	for in, want := range map[string]string{
		"pro-ce":           "pro-ce",
		"é × 頭 🙂":          "é × 頭 🙂",
		"a\x1b[31mred\x07": `a\u001b[31mred\u0007`,
		"b\nc\td\r":        `b\nc\td\u000d`,
		"\u009b31m\x7f":    `\u009b31m\u007f`, // CSI and DEL
		"raw \x9b byte":    `raw \x9b byte`,
		"abc\u202edef":     `abc\u202edef`, // right-to-left override
		"line\u2028end":    `line\u2028end`,
		"kept \ufffd":      "kept \ufffd",
	} {
		if got := plain.Text(in); got != want {
			t.Errorf("Text(%q) = %q, want %q", in, got, want)
		}
	}
	if got, want := plain.Lines("a\n\tb\x1bc"), "a\n\tb\\u001bc"; got != want {
		t.Errorf("Lines: got %q, want %q", got, want)
	}
}

func TestAWriterEscapesWhateverTheSizeOfItsWrites(t *testing.T) {
	in := "table │ é\x1b[2J\u009b\n\tend 🙂\n"
	for size := 1; size <= len(in); size++ {
		var out bytes.Buffer
		w := plain.Writer(&out)
		for rest := in; rest != ""; {
			n := min(size, len(rest))
			if got, err := w.Write([]byte(rest[:n])); got != n || err != nil {
				t.Fatalf("wrote %d of %d bytes, %v", got, n, err)
			}
			rest = rest[n:]
		}
		if want := plain.Lines(in); out.String() != want {
			t.Errorf("in writes of %d bytes: got %q, want %q", size, out.String(), want)
		}
	}
}

func TestAWriterKeepsTheMeaningOfJSON(t *testing.T) {
	want := "\u009b31m \u202e \x7f \x1b"
	doc, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := plain.Writer(&out).Write(doc); err != nil {
		t.Fatal(err)
	}
	var got string
	if err := json.Unmarshal(out.Bytes(), &got); err != nil || got != want {
		t.Errorf("%s: got %q, %v; want %q", out.Bytes(), got, err, want)
	}
}

func TestMessagesEchoAtMost200CharactersOfAWordOrAQuotation(t *testing.T) {
	long, words := strings.Repeat("é", 5000), strings.Repeat("word ", 1000)
	for name, in := range map[string]string{"a word": "load " + long + " failed", "a quotation": `load "` + words + `" failed`, "both": `"` + long + words + `" failed`} {
		got := plain.Message(in)
		if n := utf8.RuneCountInString(got); n > 240 || !strings.HasSuffix(got, " failed") {
			t.Errorf("%s: got %d characters, %q; want at most 240 and the end of the sentence", name, n, got)
		}
	}
	prose := strings.Repeat("a sentence with "+`"several" words; `, 40)
	if got := plain.Message(prose); got != prose {
		t.Errorf("prose of short words and quotations is cut to %q", got)
	}
	if got, want := plain.Message("first\nsecond\x1b"), `first; second\u001b`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := plain.Message(strings.Repeat("a ", 50_000)); utf8.RuneCountInString(got) > 8001 {
		t.Errorf("a message has %d characters, want at most 8001", utf8.RuneCountInString(got))
	}
}

func TestCellsAreNotFormulas(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+cmd": "'+cmd", "-x": "'-x", "@SUM(A1)": "'@SUM(A1)", "\t=1": `\t=1`,
		"-1.5": "-1.5", "+3e8": "+3e8", "a=b": "a=b", "": "", "models/a.onnx?decode=gate": "models/a.onnx?decode=gate",
	} {
		got := plain.Cell(in)
		if got != want {
			t.Errorf("Cell(%q) = %q, want %q", in, got, want)
		}
		if back := plain.Uncell(got); back != in && in != "\t=1" {
			t.Errorf("Uncell(%q) = %q, want %q", got, back, in)
		}
	}
}

func TestACommandLineIsQuotedForTheShellInPrintableCharacters(t *testing.T) {
	for in, want := range map[string]string{
		"a.onnx":     "a.onnx",
		"a b.onnx":   "'a b.onnx'",
		"a\nb's\x1b": `$'a\x0ab\x27s\x1b'`,
		"a\xffé.o":   `$'a\xff\xc3\xa9.o'`,
	} {
		if got := plain.ShellWord(in); got != want {
			t.Errorf("ShellWord(%q) = %s, want %s", in, got, want)
		}
	}
}
