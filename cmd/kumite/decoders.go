package main

import (
	"github.com/spf13/cobra"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/report"
	"github.com/kumite/kumite/policy"
)

func decodersCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "decoders",
		Short: "Which decoders are there, and what are their settings?",
		Long: `Decoders lists the ways from a network's scores to a press, and the wrappers
that go with each of them. A contestant names them in its query, e.g.
'models/pro-ce.onnx?decode=gate&gamma=-2.1&refractory=5'; kumite tune finds them.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if asJSON {
				return durable.EncodeJSON(cmd.OutOrStdout(), policy.NewCatalog())
			}
			return report.Decoders(cmd.OutOrStdout(), policy.NewCatalog())
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}
