// Command kumite measures and plays skill-selection models in a 1v1 duel,
// headless. Results go to stdout, logs and progress to stderr; it exits 0 for a
// good answer, 1 for a bad one, 2 when it could not run.
package main

import (
	"os"

	"github.com/kumite/kumite/cmd/internal/cli"
)

func main() { os.Exit(cli.Main(rootCommand())) }
