package cli

import (
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"
)

// widestHelp is the width of help in columns where stdout is not a terminal, and the
// largest on one.
const widestHelp = 100

// wrapHelp wraps the help of flags to the terminal's width.
func wrapHelp(root *cobra.Command) {
	cobra.AddTemplateFunc("wrappedFlags", func(f *pflag.FlagSet) string {
		width := widestHelp
		if w, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil && w > 40 {
			width = min(w, widestHelp)
		}
		return f.FlagUsagesWrapped(width)
	})
	root.SetUsageTemplate(strings.NewReplacer(
		".LocalFlags.FlagUsages", "wrappedFlags .LocalFlags", ".InheritedFlags.FlagUsages", "wrappedFlags .InheritedFlags",
	).Replace(root.UsageTemplate()))
}
