package main

import (
	"errors"
	"io"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/sweep"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/internal/safefile"
)

// sweepFlags are the flags of kumite tournament --sweep.
type sweepFlags struct {
	asked []string // "delay=0..30"; two for a map
	taken []sweep.Range
	plot  string // a file
	bar   float64
}

func (x *sweepFlags) flags(f *pflag.FlagSet) {
	f.StringArrayVar(&x.asked, "sweep", nil, "vary a setting of the first contestant over `SETTING=START..END[/STEP]` against the others, e.g. delay=0..30, tau=0..1.2/0.1 or period=1,2,3,6; twice for a map of two settings")
	f.Var(cli.OutputFile(&x.plot, safefile.Markup), "plot", "draw a sweep's win rates, or a map, to this SVG `file`")
	f.Float64Var(&x.bar, "bar", 0.5, "win rate that a sweep's knee must reach")
	cli.Bound(f, "bar", sweep.Bar)
}

func (x *sweepFlags) validate(f *pflag.FlagSet) (err error) {
	if len(x.asked) == 0 {
		return cli.Refuse(f, "needs a sweep; add --sweep, e.g. --sweep delay=0..30", "plot", "bar")
	}
	if err := cli.Refuse(f, "cannot be used with --sweep: the first contestant meets all others", "gauntlet", "challenge", "sprt"); err != nil {
		return err
	}
	if len(x.asked) == 2 && f.Changed("bar") {
		return errors.New("--bar applies to one --sweep; leave it out for a map of two settings")
	}
	x.taken, err = sweep.ParseRanges(x.asked)
	return err
}

// runSweep plays a sweep, and prints and draws the document.
func (x *tournamentFlags) runSweep(cmd *cobra.Command, args []string, t arena.Tournament) error {
	doc, err := sweep.RunRanges(cmd.Context(), x.out, x.sweep.taken, sweep.Config{Contestants: args, Bar: x.sweep.bar, Tournament: t})
	if err != nil {
		return resumable(cmd, err)
	}
	err = report.Swept(cmd.OutOrStdout(), doc, x.form)
	if x.sweep.plot != "" {
		err = errors.Join(err, durable.WriteFile(x.sweep.plot, func(w io.Writer) error { return report.DrawSwept(w, doc) }))
	}
	sayResume(cmd, x.out, doc.Results())
	if err != nil {
		return err
	}
	return x.verdict(doc.Results())
}
