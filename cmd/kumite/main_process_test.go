package main

import (
	"os"
	"testing"

	"github.com/kumite/kumite/cmd/internal/cli"
)

// TestMain lets the test binary run and inspect networks for --isolate, as kumite does.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && (os.Args[1] == cli.NetworkCommand || os.Args[1] == cli.InspectCommand) {
		os.Exit(cli.Main(rootCommand()))
	}
	os.Exit(m.Run())
}
