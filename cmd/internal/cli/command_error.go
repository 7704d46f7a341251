package cli

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
)

// UnknownCommand returns the error of a name that is none of the commands of cmd, with the
// most similar one.
func UnknownCommand(cmd *cobra.Command, name string) error {
	if cmd.SuggestionsMinimumDistance <= 0 {
		cmd.SuggestionsMinimumDistance = mostTypos
	}
	err := fmt.Errorf("unknown command %q", name)
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		return fmt.Errorf("%w; did you mean %q?", err, near[0])
	}
	return fmt.Errorf("%w; `%s --help` lists the commands", err, cmd.CommandPath())
}

// explainArgs adds the usage line to the error of every command that refuses its
// arguments. Commands with subcommands have their own messages.
func explainArgs(cmd *cobra.Command) {
	if check := cmd.Args; check != nil && !cmd.HasSubCommands() {
		cmd.Args = func(cmd *cobra.Command, args []string) error {
			err := check(cmd, args)
			if err == nil {
				return nil
			}
			text := err.Error()
			switch {
			case strings.HasPrefix(text, "unknown command "): // of cobra.NoArgs
				text = fmt.Sprintf("%s takes no arguments, but got %q", cmd.CommandPath(), args[0])
			case countError.MatchString(text) && len(args) == 0:
				text = "an argument is missing"
			case countError.MatchString(text):
				text = fmt.Sprintf("the number of arguments is %d", len(args))
			}
			return fmt.Errorf("%s; want `%s`", text, cmd.UseLine())
		}
	}
	for _, child := range cmd.Commands() {
		explainArgs(child)
	}
}

// Errors of cobra that are not in the words of this program.
var (
	countError = regexp.MustCompile(`^(accepts|requires) .*arg\(s\), .*received \d+$`)
	exclusive  = regexp.MustCompile(`^if any flags in the group \[.*\] are set none of the others can be; \[(.*)\] were all set$`)
	required   = regexp.MustCompile(`^required flag\(s\) "(.*)" not set$`)
)

// reworded is the text of an error of cmd in the words of this program.
func reworded(cmd *cobra.Command, text string) string {
	if flags := exclusive.FindStringSubmatch(text); flags != nil {
		return fmt.Sprintf("--%s exclude each other; leave one out", strings.ReplaceAll(flags[1], " ", " and --"))
	}
	if flags := required.FindStringSubmatch(text); flags != nil {
		names := strings.Split(flags[1], `", "`)
		is := "is"
		if len(names) > 1 {
			is = "are"
		}
		return fmt.Sprintf("--%s %s missing; `%s --help` lists the flags", strings.Join(names, " and --"), is, cmd.CommandPath())
	}
	return text
}
