package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim/duel"
)

func replayCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "replay",
		Short: "Work with recordings of matches",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return policy.Unknown("replay", args[0], []string{"verify"})
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use:   "verify FILE|DIR...",
		Short: "Does a recording still reproduce, bit for bit?",
		Long: `Verify plays recordings again and compares the world's hash with the recorded
one each second and at the end. A folder stands for all recordings below it.
Exit 1 when one does not reproduce, 2 when one cannot be read.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("replay verify: name recordings, or folders of them")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			files, err := recordings(args)
			if err != nil {
				return err
			}
			found, err := verify(cmd.Context(), files, newProgress(cmd.ErrOrStderr(), "verifying", len(files)))
			for i, desync := range found.desyncs {
				if desync != nil {
					fmt.Fprintf(cmd.OutOrStdout(), "%s: %v\n", files[i], desync)
				}
			}
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%d of %d recordings reproduce bit for bit; %d bytes each on average\n", found.good, len(files), found.bytes/int64(len(files)))
			if found.good < len(files) {
				return cli.Bad("")
			}
			return nil
		},
	})
	return cmd
}

// verified is what became of recordings.
type verified struct {
	good    int
	bytes   int64   // of all files
	desyncs []error // by file, nil for those that reproduce or cannot be read
}

// verify plays recordings again, one for each core at a time. The error is of
// those that cannot be read, or of an interrupted run.
func verify(ctx context.Context, files []string, bar *progress) (verified, error) {
	found := verified{desyncs: make([]error, len(files))}
	unread := make([]error, len(files))
	var good, bytes atomic.Int64
	var group errgroup.Group
	group.SetLimit(runtime.NumCPU())
	for i, file := range files {
		if ctx.Err() != nil {
			break
		}
		group.Go(func() error {
			if info, err := os.Stat(file); err == nil {
				bytes.Add(info.Size())
			}
			r, err := duel.ReadFile(file)
			if err != nil {
				unread[i] = err
			} else if found.desyncs[i] = r.Verify(); found.desyncs[i] == nil {
				good.Add(1)
			}
			bar.add(1)
			return nil
		})
	}
	err := group.Wait()
	bar.done()
	found.good, found.bytes = int(good.Load()), bytes.Load()
	if ctx.Err() != nil {
		return found, errors.New("replay verify: interrupted")
	}
	bad := slices.DeleteFunc(unread, func(err error) bool { return err == nil })
	switch {
	case len(bad) == 1:
		return found, bad[0]
	case len(bad) > 1:
		return found, fmt.Errorf("%w; and %d more cannot be read", bad[0], len(bad)-1)
	}
	return found, err
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
			return nil, fmt.Errorf("replay verify: %s holds no .replay files", arg)
		}
	}
	return files, nil
}
