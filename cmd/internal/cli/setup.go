package cli

import (
	"os"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy/child"
	"github.com/kumite/kumite/policy/ort"
)

// NetworkCommand is the hidden command of kumite that runs a network in a process of
// its own.
const NetworkCommand = "serve-network"

// InspectCommand is the hidden command of kumite that inspects a model in a process of
// its own.
const InspectCommand = "serve-inspect"

// ProviderFlag adds --provider with a use.
func ProviderFlag(cmd *cobra.Command, to *ort.Provider, usage string) {
	cmd.Flags().Var(to, "provider", usage)
	CompleteFlag(cmd, "provider", providerNames()...)
}

func providerNames() (names []string) {
	for _, p := range ort.Providers() {
		names = append(names, p.String())
	}
	return names
}

// SetupFlags adds the flags of a setup to a command.
func SetupFlags(cmd *cobra.Command, s *bot.Setup) {
	ProviderFlag(cmd, &s.Provider, "execution provider of networks, without fallback: "+strings.Join(providerNames(), ", "))
	f := cmd.Flags()
	f.StringVar(&s.Server.TokenFile, "server-token-file", "", "`file` with the token for the servers of oip:// and oips:// contestants")
	f.StringVar(&s.Server.CAFile, "server-ca", "", "`file` of certificates (PEM) to trust for oips:// instead of the system's")
	f.BoolVar(&s.AllowRandom, "allow-random", false, "accept models whose scores are not a function of their input; results are marked as not reproducible")
}

// IsolationFlags adds the flags of isolation to a command, with a default for
// --isolate. Isolated networks run in child processes of this executable.
func IsolationFlags(cmd *cobra.Command, i *bot.Isolation, when bot.When) {
	i.When, i.LoadLimit = when, bot.DefaultLoadLimit
	if program, err := os.Executable(); err == nil {
		i.Command = []string{program, NetworkCommand}
	}
	if child.LimitsMemory {
		i.MemoryLimit = bot.DefaultMemoryLimit
	}
	f := cmd.Flags()
	f.Var(&i.When, "isolate", "run each model in a process of its own; auto: models that are not shipped with kumite")
	f.Var(&i.MemoryLimit, "memory-limit", "memory limit of an isolated model, e.g. 512MiB; 0 for none")
	f.DurationVar(&i.LoadLimit, "load-limit", i.LoadLimit, "CPU time to load and try an isolated model")
	Duration(f, "load-limit")
	CompleteFlag(cmd, "isolate", string(bot.Auto), string(bot.Always), string(bot.Never))
}

// DelayFlag adds --delay.
func DelayFlag(f *pflag.FlagSet, to *agent.Delay) {
	f.Var(to, "delay", "delay from a frame to its press, in ticks of 1/60 s")
	Bound(f, "delay", number.Whole(0, agent.MaxDelayTicks))
}

// WorkersFlag adds --workers, by default one for each processor. usage says what they do
// in parallel.
func WorkersFlag(f *pflag.FlagSet, to *int, usage string) {
	f.IntVar(to, "workers", runtime.NumCPU(), usage)
	Bound(f, "workers", Workers)
}
