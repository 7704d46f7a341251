//go:build linux

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// listening returns the local addresses on which a process listens, in hexadecimal.
func listening(t *testing.T, pid int) (addresses []string) {
	t.Helper()
	links, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	if err != nil {
		t.Fatal(err)
	}
	sockets := map[string]bool{}
	for _, link := range links {
		to, err := os.Readlink(link)
		if err == nil { // else it is closed already
			sockets[strings.TrimSuffix(strings.TrimPrefix(to, "socket:["), "]")] = true
		}
	}
	for _, table := range []string{"tcp", "tcp6"} {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/net/%s", pid, table))
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			if f := strings.Fields(line); len(f) > 9 && f[3] == "0A" && sockets[f[9]] {
				addresses = append(addresses, f[1])
			}
		}
	}
	return addresses
}

func TestWithoutAFlagNothingListens(t *testing.T) {
	args := []string{"tournament", "--pairs", "100000", "--match-seconds", "5", "--log-level", "debug", tinyModel, "script:pro"}
	for want, flags := range [][]string{nil, {"--metrics", "127.0.0.1:0"}} {
		p := coordinate(t, slices.Concat(args, flags)...)
		p.legs(2)
		if got := listening(t, p.cmd.Process.Pid); len(got) != want {
			t.Errorf("with %q the tournament listens on %q, want %d addresses", flags, got, want)
		}
		p.kill()
	}
}
