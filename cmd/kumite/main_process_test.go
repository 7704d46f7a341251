package main

import (
	"os"
	"testing"

	"github.com/kumite/kumite/cmd/internal/cli"
)

// TestMain lets the test binary run a network for --isolate, as kumite does.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == cli.NetworkCommand {
		os.Exit(cli.Main(rootCommand()))
	}
	os.Exit(m.Run())
}
