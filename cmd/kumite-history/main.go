// Command kumite-history prints the win rates of models over the runs of a folder. It is
// kumite history, in a program of its own because it contains SQLite.
package main

import (
	"os"

	"github.com/kumite/kumite/cmd/internal/cli"
)

func main() { os.Exit(cli.Main(command())) }
