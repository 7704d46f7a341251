package main

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/gate"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/report"
)

// gateFlags are the flags of kumite tournament --gate.
type gateFlags struct {
	dir      string
	champion string
	sign     string
}

func (x *gateFlags) flags(f *pflag.FlagSet) {
	f.StringVar(&x.dir, "gate", "", "test each model in `DIR`/candidates against the champion and move it to DIR/accepted or DIR/rejected, with a record")
	f.StringVar(&x.champion, "champion", "", "champion of the gate, a `contestant` (default: the model in DIR/champion)")
	f.StringVar(&x.sign, "sign", "", "`name` of the person who signs the gate's records")
}

func (x *gateFlags) validate(f *pflag.FlagSet, args []string) error {
	if x.dir == "" {
		return cli.Refuse(f, "needs a gate; add --gate DIR", "champion", "sign")
	}
	if err := cmp.Or(
		cli.Refuse(f, "cannot be used with --gate: each candidate meets the champion until the test decides, in a folder below DIR/runs",
			"gauntlet", "challenge", "sweep", "out", "pairs", "budget", "retry-withdrawn", "keep-scores"),
		cli.Refuse(f, "cannot be used with --gate, which prints its decisions and their reasons; --fail-on-reject sets the exit code",
			"csv", "details", "fail-on-collapse", "fail-on-void")); err != nil {
		return err
	}
	switch {
	case len(args) > 0:
		return fmt.Errorf("a gate takes its candidates from %s, not from the command line; leave out %q", filepath.Join(x.dir, "candidates"), args[0])
	case strings.TrimSpace(x.sign) == "":
		return errors.New("a gate's records need a signature; add --sign NAME")
	}
	return nil
}

// runGate judges every candidate and prints the decisions.
func (x *tournamentFlags) runGate(cmd *cobra.Command, t arena.Tournament) error {
	champion, err := bot.ExpandOne(x.gate.champion)
	if err != nil {
		return fmt.Errorf("--champion: %w", err)
	}
	doc, err := gate.Run(cmd.Context(), x.gate.dir, gate.Config{
		Champion: champion, Tournament: t, Provider: x.setup.Provider,
		SignedBy: x.gate.sign, Command: commandLine(), Version: cli.Version(), Now: time.Now,
	})
	if err != nil {
		return resumable(cmd, err)
	}
	if err := errors.Join(append(doc.Skipped, report.Gate(cmd.OutOrStdout(), doc, x.form))...); err != nil {
		return err
	}
	if all := doc.Unaccepted(); x.reject && len(all) > 0 {
		return cli.Bad(fmt.Sprintf("%s is %s: %s", all[0].Candidate, all[0].Decision, all[0].Why))
	}
	return nil
}
