package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/kumite/kumite/agent/arena"
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
Where it holds runs of tournaments, each line of matches.jsonl is compared with
its recording as well: what the tables count is what was played. Exit 1 when one
does not reproduce or differs, 2 when one cannot be read.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("replay verify: name recordings, or folders of them")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			files, runs, err := recordings(args)
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
			out := cmd.OutOrStdout()
			fmt.Fprintf(out, "%d of %d recordings reproduce bit for bit; %d bytes each on average\n", found.good, len(files), found.bytes/int64(len(files)))
			whole, err := auditRuns(out, runs)
			if err != nil {
				return err
			}
			if found.good < len(files) || !whole {
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

// auditRuns compares the tables of runs with their recordings and says whether all
// are as recorded.
func auditRuns(out io.Writer, runs []string) (whole bool, err error) {
	whole = true
	for _, run := range runs {
		legs, differ, err := arena.Audit(run)
		if err != nil {
			return false, err
		}
		for _, what := range differ {
			fmt.Fprintln(out, what)
		}
		fmt.Fprintf(out, "%s: %d of %d matches are counted as they are recorded\n", run, legs-len(differ), legs)
		whole = whole && len(differ) == 0
	}
	return whole, nil
}

// recordings lists the files named, and those below the folders named, and the
// runs of tournaments among these.
func recordings(args []string) (files, runs []string, err error) {
	for _, arg := range args {
		found := 0
		err := filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			switch {
			case d.IsDir():
			case path == arg || strings.HasSuffix(path, ".replay"):
				files = append(files, path)
				found++
			case d.Name() == "matches.jsonl":
				runs = append(runs, filepath.Dir(path))
			}
			return nil
		})
		if err != nil {
			return nil, nil, fmt.Errorf("replay verify: %w", err)
		}
		if found == 0 {
			return nil, nil, fmt.Errorf("replay verify: %s holds no .replay files", arg)
		}
	}
	return files, runs, nil
}
