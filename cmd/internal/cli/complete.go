package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/sim/script"
)

// CompleteContestants completes script:NAME and the paths of model files.
func CompleteContestants(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, name := range script.Names() {
		if spec := "script:" + name; strings.HasPrefix(spec, typed) {
			names = append(names, spec)
		}
	}
	if len(names) > 0 && typed != "" {
		return names, cobra.ShellCompDirectiveNoFileComp
	}
	return CompleteModels(nil, nil, typed)
}

// CompleteModels completes the paths of model files.
func CompleteModels(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"onnx"}, cobra.ShellCompDirectiveFilterFileExt
}

// CompleteFlag makes a flag complete to these values. It panics if there is no such flag.
func CompleteFlag(cmd *cobra.Command, flag string, values ...string) {
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err)
	}
}
