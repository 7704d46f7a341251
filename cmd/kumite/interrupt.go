package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

// interrupted is the error of a run that Ctrl-C ended: it says what was kept
// and the command that goes on.
func interrupted(cmd *cobra.Command, format string, args ...any) error {
	words := make([]string, len(os.Args[1:]))
	for i, a := range os.Args[1:] {
		words[i] = quote(a)
	}
	return fmt.Errorf("%s: interrupted; %s; go on with: kumite %s", cmd.Name(), fmt.Sprintf(format, args...), strings.Join(words, " "))
}

// quote makes one shell word of an argument.
func quote(a string) string {
	if a != "" && !strings.ContainsAny(a, " \t\n'\"\\$&|;<>()*?[]#~`!{}") {
		return a
	}
	return "'" + strings.ReplaceAll(a, "'", `'\''`) + "'"
}

// must is for errors that only a mistake in this program can cause.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
