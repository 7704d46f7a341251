package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/pprof"

	"github.com/spf13/cobra"

	"github.com/kumite/kumite/internal/durable"
)

// profiles are what --cpuprofile and --memprofile ask for, as go test has them.
type profiles struct {
	cpu, memory string   // files, "" for none
	running     *os.File // the CPU's profile while it is taken
}

// newProfiles adds the flags, hidden, to a root command and all below it. The
// CPU's profile begins when a command does.
func newProfiles(root *cobra.Command) *profiles {
	p := &profiles{}
	f := root.PersistentFlags()
	f.Var(OutputFile(&p.cpu), "cpuprofile", "write a profile of the CPU's time to this `file`, for go tool pprof")
	f.Var(OutputFile(&p.memory), "memprofile", "write a profile of allocations to this `file`, for go tool pprof")
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
	if p.running, err = os.Create(p.cpu); err != nil {
		return fmt.Errorf("--cpuprofile: %w", err)
	}
	if err := pprof.StartCPUProfile(p.running); err != nil {
		return fmt.Errorf("--cpuprofile: %w", errors.Join(err, p.running.Close()))
	}
	return nil
}

// stop writes what was asked for. It comes after the command, however that
// ended; Ctrl-C ends a command like any other.
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
