package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/compare"
	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/report"
)

func compareCommand() *cobra.Command {
	var cfg compare.Config
	var form report.Form
	var fails bool
	cmd := &cobra.Command{
		Use:   "compare RUN_A RUN_B",
		Short: "Print what changed between two runs, with paired intervals",
		Long: `Compare prints how much better or worse each contestant scored in RUN_B than in
RUN_A, with a 95 % interval, and whether that is more than chance. Contestants
are matched by name, so two versions of a model need the same name
(new.onnx?name=mine). Only opponents that are identical in both runs count.

Runs with the same --seed have common seeds: their pairs are compared one by one,
which needs far fewer pairs. Without common seeds the scores are compared as
independent samples. Runs with different rules or timing are refused without --force.

It exits with 0 if the runs could be compared, with 1 under --fail-on-worse if a
contestant is worse in RUN_B, and with 2 if the runs cannot be compared.`,
		Example: `  kumite tournament --out before --seed 7 'old.onnx?name=mine' script:pro
  kumite tournament --out after --seed 7 'new.onnx?name=mine' script:pro
  kumite compare before after`,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			cfg.A, cfg.B = args[0], args[1]
			doc, err := compare.Run(cmd.Context(), cfg)
			if err != nil {
				return err
			}
			if err := report.Comparison(cmd.OutOrStdout(), doc, form); err != nil {
				return err
			}
			if worse := doc.Worse(); fails && len(worse) > 0 {
				return cli.Bad(fmt.Sprintf("worse in %s: %s", cfg.B, strings.Join(worse, ", ")))
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&cfg.Force, "force", false, "compare runs even if their rules or timing differ")
	cmd.Flags().BoolVar(&fails, "fail-on-worse", false, "exit with 1 if a contestant is worse in RUN_B")
	tableFlags(cmd, &form)
	return cmd
}
