package main

import (
	"errors"
	"fmt"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/farm"
	"github.com/kumite/kumite/agent/recommend"
	"github.com/kumite/kumite/internal/report"
)

// shardFlag adds the flag of a part of a tournament.
func shardFlag(cmd *cobra.Command, to *arena.Shard) {
	cmd.Flags().Var(to, "shard", "play only this part of the pairs, e.g. 2/8, into a folder for kumite merge")
	for _, other := range []string{"sweep", "gate", "sprt", "challenge"} {
		cmd.MarkFlagsMutuallyExclusive("shard", other)
	}
}

func mergeCommand() *cobra.Command {
	var form report.Form
	cmd := &cobra.Command{
		Use:   "merge RUN PART...",
		Short: "Combine the folders of tournament --shard into one run",
		Long: `Merge combines the folders of all shards of a tournament into RUN, a new folder. Its
manifest, matches, replays and results are those of a run by one process, byte for
byte; only decision times differ: they are the largest of any part. Every replay is
replayed and compared with its match first. A shard that is missing, unfinished, named
twice or from another run is refused.`,
		Example: `  kumite tournament --shard 1/2 --out part-1 --pairs 200 models/pro-ce.onnx script:pro
  kumite tournament --shard 2/2 --out part-2 --pairs 200 models/pro-ce.onnx script:pro
  kumite merge run part-1 part-2`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 2 {
				return errors.New("merge: name the new folder, then the folders of all shards")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			bar := newProgress(cmd.ErrOrStderr(), "matches")
			defer bar.done()
			out, err := farm.Merge{Parts: args[1:], Workers: runtime.NumCPU(), Progress: bar.set}.Run(cmd.Context(), args[0])
			if err != nil {
				return fmt.Errorf("merge: %w", err)
			}
			return report.Tournament(cmd.OutOrStdout(), out, recommend.Leader(out.Results, out.Legs), form)
		},
	}
	formFlags(cmd, &form)
	return cmd
}
