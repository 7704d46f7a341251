package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/pprof"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/safefile"
)

// profiles are the flags --cpuprofile and --memprofile, as in go test.
type profiles struct {
	cpu, memory string   // files, "" for none
	running     *os.File // CPU profile while it is being recorded
}

// newProfiles adds the hidden flags to a root command and its subcommands. CPU
// profiling starts before the command runs.
func newProfiles(root *cobra.Command) *profiles {
	p := &profiles{}
	f := root.PersistentFlags()
	f.Var(OutputFile(&p.cpu, safefile.Gzip), "cpuprofile", "write a CPU profile to this `file`, for go tool pprof")
	f.Var(OutputFile(&p.memory, safefile.Gzip), "memprofile", "write an allocation profile to this `file`, for go tool pprof")
	for _, name := range []string{"cpuprofile", "memprofile"} {
		f.Lookup(name).Hidden = true
	}
	before := root.PersistentPreRunE
	root.PersistentPreRunE = func(cmd *cobra.Command, args []string) error {
		if before != nil {
			if err := before(cmd, args); err != nil {
				return err
			}
		}
		return p.start()
	}
	return p
}

func (p *profiles) start() (err error) {
	if p.cpu == "" {
		return nil
	}
	if p.running, err = safefile.Create(p.cpu); err != nil {
		return fmt.Errorf("--cpuprofile: %w", err)
	}
	if err := pprof.StartCPUProfile(p.running); err != nil {
		return fmt.Errorf("--cpuprofile: %w", errors.Join(err, p.running.Close()))
	}
	return nil
}

// stop writes the profiles. It must be called after the command has returned, even if
// it failed or was interrupted.
func (p *profiles) stop() error {
	var errs []error
	if p.running != nil {
		pprof.StopCPUProfile()
		if err := p.running.Close(); err != nil {
			errs = append(errs, fmt.Errorf("--cpuprofile: %w", err))
		}
		p.running = nil
	}
	if p.memory != "" {
		if err := durable.WriteFile(p.memory, func(w io.Writer) error { return pprof.Lookup("allocs").WriteTo(w, 0) }); err != nil {
			errs = append(errs, fmt.Errorf("--memprofile: %w", err))
		}
	}
	return errors.Join(errs...)
}
