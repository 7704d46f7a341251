package cli

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy/child"
	"github.com/kumite/kumite/policy/ort"
)

// NetworkCommand is the hidden command of kumite that answers for a network in
// a process of its own.
const NetworkCommand = "serve-network"

// SetupFlags puts the part of a setup that a user chooses into a command's flags.
func SetupFlags(f *pflag.FlagSet, s *bot.Setup) {
	f.Var(&s.Provider, "provider", "what networks compute on: "+strings.Trim(fmt.Sprint(ort.Providers()), "[]")+"; without a fallback")
}

// defaultMemoryLimit is what a network in a process of its own may take, where
// the system can limit it.
const defaultMemoryLimit bot.Size = 1 << 30

// IsolationFlags puts the choice of which networks get a process of their own
// into a command's flags; it is bot.Auto by default. The processes are this
// program's.
func IsolationFlags(f *pflag.FlagSet, i *bot.Isolation) {
	i.When = bot.Auto
	if program, err := os.Executable(); err == nil {
		i.Command = []string{program, NetworkCommand}
	}
	if child.LimitsMemory {
		i.MemoryLimit = defaultMemoryLimit
	}
	f.Var(&i.When, "isolate", "run each model in a process of its own; auto: those that do not lie under models/")
	f.Var(&i.MemoryLimit, "memory-limit", "of such a process, e.g. 512MiB; 0 for none")
}
