package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

// interrupted is the error of a run that Ctrl-C ended: it says what was kept
// and the command that resumes it.
func interrupted(cmd *cobra.Command, format string, args ...any) error {
	return fmt.Errorf("%s: interrupted; %s; %s", cmd.Name(), fmt.Sprintf(format, args...), resumeWith())
}

// resumeWith names the command that resumes a run: the one that this program was
// started with.
func resumeWith() string { return "resume with: " + commandLine() }

// commandLine is the command that this program was started with.
func commandLine() string {
	words := make([]string, len(os.Args))
	for i, a := range os.Args {
		words[i] = quote(a)
	}
	return strings.Join(words, " ")
}

// plain are the characters that no shell reads anything into.
const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%_+=:,./-"

// quote makes one shell word of an argument.
func quote(a string) string {
	if a != "" && strings.Trim(a, plain) == "" && a[0] != '=' {
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
