package report

import (
	"fmt"
	"io"
	"reflect"

	"github.com/kumite/kumite/internal/plain"
)

// printf is fmt.Fprintf with arguments that are safe to show.
func printf(w io.Writer, format string, args ...any) (int, error) {
	return fmt.Fprintf(w, format, safe(args)...)
}

// printLine writes one line of text that may hold names from files.
func printLine(w io.Writer, line string) (int, error) {
	return fmt.Fprintln(w, plain.Text(line))
}

// safe escapes the texts among values. The others are as they were.
func safe(values []any) []any {
	clean := make([]any, len(values))
	for i, v := range values {
		clean[i] = v
		switch v := v.(type) {
		case []string:
			clean[i] = safeNames(v)
		case error, fmt.Stringer:
			if text := fmt.Sprint(v); plain.Text(text) != text {
				clean[i] = plain.Text(text)
			}
		default:
			if r := reflect.ValueOf(v); r.Kind() == reflect.String {
				clean[i] = plain.Text(r.String())
			}
		}
	}
	return clean
}

func safeNames(names []string) []string {
	clean := make([]string, len(names))
	for i, name := range names {
		clean[i] = plain.Text(name)
	}
	return clean
}
