// Command kumite-watch is the window: it shows matches between any two
// contestants, replays and footage at 60 frames a second, from the pixels that
// the agents see. `kumite watch` starts it.
package main

import (
	"os"
	"runtime"

	"github.com/kumite/kumite/cmd/internal/cli"
)

func init() { runtime.LockOSThread() } // windows belong to the main thread

func main() { os.Exit(cli.Main(command())) }
