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
		Short: "List decoders and their settings",
		Long: `Decoders lists the rules that turn a network's scores into a decision, with their
settings, and the settings that all decoders have. A contestant's query sets them,
e.g. 'models/pro-ce.onnx?decode=gate&gamma=-2.1&refractory=5'; kumite tune finds
good values.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if asJSON {
				return durable.EncodeJSON(cmd.OutOrStdout(), policy.NewCatalog())
			}
			return report.Decoders(cmd.OutOrStdout(), policy.NewCatalog())
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the decoders as JSON")
	return cmd
}
