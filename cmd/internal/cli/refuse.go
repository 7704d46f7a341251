package cli

import (
	"fmt"

	"github.com/spf13/pflag"
)

// Refuse returns an error if one of the named flags was given: "--NAME " and why.
func Refuse(f *pflag.FlagSet, why string, names ...string) error {
	for _, name := range names {
		if f.Changed(name) {
			return fmt.Errorf("--%s %s", name, why)
		}
	}
	return nil
}
