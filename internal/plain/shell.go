package plain

import (
	"fmt"
	"strings"
)

// unquoted are the characters that need no quoting in a shell.
const unquoted = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%_+=:,./-"

// ShellWord quotes an argument of a command as one word of a shell, in printable
// characters. Others are escaped as bash, ksh and zsh read them.
func ShellWord(a string) string {
	if Text(a) != a {
		var b strings.Builder
		for _, c := range []byte(a) {
			if c < ' ' || c > '~' || c == '\'' || c == '\\' {
				fmt.Fprintf(&b, `\x%02x`, c)
			} else {
				b.WriteByte(c)
			}
		}
		return "$'" + b.String() + "'"
	}
	if a != "" && strings.Trim(a, unquoted) == "" && a[0] != '=' {
		return a
	}
	return "'" + strings.ReplaceAll(a, "'", `'\''`) + "'"
}
