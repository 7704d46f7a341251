package plain

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text returns s as one line without characters that act on a terminal.
func Text(s string) string { return escape(s, "") }

// Lines is Text that keeps newlines and tabs.
func Lines(s string) string { return escape(s, "\n\t") }

// unsafe reports whether a character acts on what shows it: control characters, line
// separators and bidirectional marks.
func unsafe(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp)
}

func escape(s, keep string) string {
	bad := func(r rune) bool { return r == utf8.RuneError || unsafe(r) && !strings.ContainsRune(keep, r) }
	if !strings.ContainsFunc(s, bad) {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, s[0])
		case !unsafe(r) || strings.ContainsRune(keep, r):
			b.WriteString(s[:n])
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
		s = s[n:]
	}
	return b.String()
}

// Writer returns a writer to w that escapes as Lines does. It accepts characters that
// are split over two writes, and writes the rest of an incomplete one never. Documents
// of JSON keep their meaning.
func Writer(w io.Writer) io.Writer { return &writer{to: w} }

type writer struct {
	to   io.Writer
	rest []byte // of an incomplete character
}

// Write implements io.Writer.
func (w *writer) Write(p []byte) (int, error) {
	all := p
	if len(w.rest) > 0 {
		all = append(w.rest, p...)
	}
	end := len(all)
	for back := 1; back < utf8.UTFMax && back <= len(all); back++ {
		if utf8.RuneStart(all[len(all)-back]) {
			if !utf8.FullRune(all[len(all)-back:]) {
				end -= back
			}
			break
		}
	}
	text := Lines(string(all[:end]))
	w.rest = append([]byte(nil), all[end:]...)
	if _, err := io.WriteString(w.to, text); err != nil {
		return 0, err
	}
	return len(p), nil
}
