// Command kumite plays and evaluates skill-selection models in a 1v1 duel, headless.
// Results go to stdout, logs and progress to stderr. The exit code is 0 for success,
// 1 for a negative result, 2 for an error, and 130, 143 or 129 if SIGINT, SIGTERM or SIGHUP
// ended the command.
package main

import (
	"os"

	"github.com/kumite/kumite/cmd/internal/cli"
)

func main() { os.Exit(cli.Main(rootCommand())) }
