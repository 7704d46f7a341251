package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy/rating"
	"github.com/kumite/kumite/sim"
)

// Bounds of flags of several commands.
var (
	elos            = number.Between(-rating.MaxElo, rating.MaxElo)
	errorRate       = number.Range{Max: 0.5, Above: true, Below: true}
	wrongPressCosts = number.Whole(0, 1_000_000)
)

// wrongPressFlag adds --wrong-press-cost.
func wrongPressFlag(f *pflag.FlagSet, rules *sim.Rules) {
	f.Int32Var(&rules.WrongPressCost, "wrong-press-cost", 0, wrongPressHelp)
	cli.Bound(f, "wrong-press-cost", wrongPressCosts)
}

// wrongPressHelp describes --wrong-press-cost.
const wrongPressHelp = "health (of 1000) that a fighter loses when one of its skills ends without any effect"

// required makes a command refuse to run without these flags.
func required(cmd *cobra.Command, flags ...string) {
	for _, name := range flags {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // there is no such flag
		}
	}
}
