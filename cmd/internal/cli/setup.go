package cli

import (
	"os"
	"strings"

	"github.com/spf13/pflag"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy/child"
	"github.com/kumite/kumite/policy/ort"
)

// NetworkCommand is the hidden command of kumite that runs a network in a process of
// its own.
const NetworkCommand = "serve-network"

// InspectCommand is the hidden command of kumite that inspects a model in a process of
// its own.
const InspectCommand = "serve-inspect"

// ProviderNames lists the values of --provider.
func ProviderNames() (names []string) {
	for _, p := range ort.Providers() {
		names = append(names, p.String())
	}
	return names
}

// SetupFlags adds the flags of a setup to a command's flags.
func SetupFlags(f *pflag.FlagSet, s *bot.Setup) {
	f.Var(&s.Provider, "provider", "execution provider of networks, without fallback: "+strings.Join(ProviderNames(), ", "))
	f.StringVar(&s.Server.TokenFile, "server-token-file", "", "`file` with the token for the servers of oip:// and oips:// contestants")
	f.StringVar(&s.Server.CAFile, "server-ca", "", "`file` of certificates (PEM) to trust for oips:// instead of the system's")
	f.BoolVar(&s.AllowRandom, "allow-random", false, "accept models whose scores are not a function of their input; results are marked as not reproducible")
}

// IsolationFlags adds the flags of isolation to a command's flags, with a default for
// --isolate. Isolated networks run in child processes of this executable.
func IsolationFlags(f *pflag.FlagSet, i *bot.Isolation, when bot.When) {
	i.When = when
	if program, err := os.Executable(); err == nil {
		i.Command = []string{program, NetworkCommand}
	}
	if child.LimitsMemory {
		i.MemoryLimit = bot.DefaultMemoryLimit
	}
	f.Var(&i.When, "isolate", "run each model in a process of its own; auto: models that are not shipped with kumite")
	f.Var(&i.MemoryLimit, "memory-limit", "memory limit of an isolated model, e.g. 512MiB; 0 for none")
}
