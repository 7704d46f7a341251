package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

// interrupted returns the error of a run that was interrupted. It says what was kept
// and how to resume.
func interrupted(cmd *cobra.Command, format string, args ...any) error {
	return fmt.Errorf("%s: interrupted; %s; %s", cmd.Name(), fmt.Sprintf(format, args...), resumeWith())
}

// resumeWith says how to resume a run: with the command line of this process.
func resumeWith() string { return "resume with: " + commandLine() }

// commandLine returns the command line of this process, quoted for a shell.
func commandLine() string {
	words := make([]string, len(os.Args))
	for i, a := range os.Args {
		words[i] = quote(a)
	}
	return strings.Join(words, " ")
}

// plain are the characters that need no quoting in a shell.
const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%_+=:,./-"

// quote quotes an argument as one shell word.
func quote(a string) string {
	if a != "" && strings.Trim(a, plain) == "" && a[0] != '=' {
		return a
	}
	return "'" + strings.ReplaceAll(a, "'", `'\''`) + "'"
}

// must panics on an error that only a bug in this program can cause.
func must(err error) {
	if err != nil {
		panic(err)
	}
}
