package cli

import (
	"errors"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// refuseRepeated makes every flag of a command and those below it that takes one
// value refuse a second one, which would silently replace the first.
func refuseRepeated(cmd *cobra.Command) {
	wrap := func(f *pflag.Flag) {
		_, wrapped := f.Value.(*once)
		if _, several := f.Value.(pflag.SliceValue); !several && !wrapped {
			f.Value = &once{Value: f.Value}
			if f.DefValue == "0s" { // pflag knows a zero duration by its type, which is hidden now
				f.DefValue = ""
			}
		}
	}
	cmd.Flags().VisitAll(wrap)
	cmd.PersistentFlags().VisitAll(wrap)
	for _, child := range cmd.Commands() {
		refuseRepeated(child)
	}
}

// once is a flag's value that can be set once.
type once struct {
	pflag.Value
	set   bool
	again bool // the last Set was refused
}

func (o *once) Set(text string) error {
	if o.set {
		o.again = true
		return errors.New("it is given more than once")
	}
	o.set = true
	return o.Value.Set(text)
}
