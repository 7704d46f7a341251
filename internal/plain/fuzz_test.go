package plain_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/kumite/kumite/internal/plain"
)

// FuzzText makes any bytes safe to show.
func FuzzText(f *testing.F) {
	for _, seed := range []string{"", "a", "\x1b[31m", "\u202eabc", "=1+1", "-5", "a\nb\tc", "\xff\xfe", "\"" + strings.Repeat("x", 300), strings.Repeat("w", 9000), "\u2028", "'=x", "\u0085"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, got := range map[string]string{"Text": plain.Text(s), "Message": plain.Message(s), "Cell": plain.Cell(s), "ShellWord": plain.ShellWord(s)} {
			if !utf8.ValidString(got) || strings.ContainsFunc(got, unicode.IsControl) || strings.ContainsFunc(got, func(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }) {
				t.Errorf("%s(%q) is %q", name, s, got)
			}
		}
		if m := plain.Message(s); utf8.RuneCountInString(m) > 8001 {
			t.Errorf("the message has %d characters", utf8.RuneCountInString(m))
		}
	})
}
