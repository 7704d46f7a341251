package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/sim/duel"
)

func replayCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "replay",
		Short: "Work with recordings of matches",
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return cmd.Help()
		},
		SuggestionsMinimumDistance: 2,
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "verify FILE|DIR...",
		Short: "Does a recording still reproduce, bit for bit?",
		Long: `Verify plays recordings again and compares the world's hash with the recorded
one each second and at the end. A folder stands for all recordings below it.
Exit 1 when one does not reproduce.`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := recordings(args)
			if err != nil {
				return err
			}
			desyncs := make([]error, len(files))
			bar := newProgress(cmd.ErrOrStderr(), "verifying", len(files))
			group, ctx := errgroup.WithContext(cmd.Context())
			group.SetLimit(runtime.NumCPU())
			for i, file := range files {
				group.Go(func() error {
					if err := ctx.Err(); err != nil {
						return err
					}
					r, err := duel.ReadFile(file)
					if err != nil {
						return err
					}
					desyncs[i] = r.Verify()
					bar.add(1)
					return nil
				})
			}
			err = group.Wait()
			bar.done()
			if err != nil {
				return err
			}
			bad := 0
			for i, err := range desyncs {
				if err != nil {
					bad++
					fmt.Fprintf(cmd.OutOrStdout(), "%s: %v\n", files[i], err)
				}
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%d of %d recordings reproduce bit for bit\n", len(files)-bad, len(files))
			if bad > 0 {
				return badAnswer{}
			}
			return nil
		},
	})
	return cmd
}

// recordings lists the files named, and those below the folders named.
func recordings(args []string) ([]string, error) {
	var files []string
	for _, arg := range args {
		found := 0
		err := filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if !d.IsDir() && (path == arg || strings.HasSuffix(path, ".replay")) {
				files = append(files, path)
				found++
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("replay verify: %w", err)
		}
		if found == 0 {
			return nil, errors.New("replay verify: " + arg + " holds no .replay files")
		}
	}
	return files, nil
}
