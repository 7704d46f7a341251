package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/sweep"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/report"
)

// sweepFlags are the flags of kumite tournament --sweep.
type sweepFlags struct {
	asked string // "delay=0..30", "" for no sweep
	taken sweep.Range
	plot  string // a file
	bar   float64
}

func (x *sweepFlags) flags(f *pflag.FlagSet) {
	f.StringVar(&x.asked, "sweep", "", "vary a setting of the first contestant over `SETTING=START..END[/STEP]` against the others, e.g. delay=0..30 or tau=0..1.2/0.1")
	f.Var(cli.OutputFile(&x.plot), "plot", "draw a sweep's win rates to this SVG `file`")
	f.Float64Var(&x.bar, "bar", 0.5, "win rate that a sweep's knee must reach")
	cli.Bound(f, "bar", sweep.Bar)
}

func (x *sweepFlags) validate(f *pflag.FlagSet) (err error) {
	if x.asked == "" {
		for _, name := range []string{"plot", "bar"} {
			if f.Changed(name) {
				return fmt.Errorf("--%s needs a sweep; add --sweep, e.g. --sweep delay=0..30", name)
			}
		}
		return nil
	}
	for _, name := range []string{"gauntlet", "challenge", "sprt"} {
		if f.Changed(name) {
			return fmt.Errorf("--%s cannot be used with --sweep: the first contestant meets all others", name)
		}
	}
	x.taken, err = sweep.ParseRange(x.asked)
	return err
}

// runSweep plays a sweep, and prints and draws the document.
func (x *tournamentFlags) runSweep(cmd *cobra.Command, args []string, t arena.Tournament) error {
	doc, err := sweep.Run(cmd.Context(), x.out, sweep.Config{Range: x.sweep.taken, Contestants: args, Bar: x.sweep.bar, Tournament: t})
	if err != nil {
		return resumable(cmd, err)
	}
	err = report.Sweep(cmd.OutOrStdout(), doc, x.form)
	if x.sweep.plot != "" {
		err = errors.Join(err, durable.WriteFile(x.sweep.plot, func(w io.Writer) error { return report.DrawSweep(w, doc) }))
	}
	sayResume(cmd, x.out, doc.Results)
	if err != nil {
		return err
	}
	return x.verdict(doc.Results)
}
