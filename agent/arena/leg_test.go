package arena_test

import (
	"testing"

	"github.com/kumite/kumite/agent/arena"
)

func TestAMatchOfARunIsNamedAsItsReplay(t *testing.T) {
	for name, want := range map[string]bool{
		"00-00000-0": true, "07-00123-1": true, "112-123456-0": true,
		"seed1-match1": false, "0-0-0": false, "00-00000-0.replay": false, "00-00000": false, "": false, "a-b-c": false,
	} {
		if got := arena.NamesMatch(name); got != want {
			t.Errorf("%q: %v, want %v", name, got, want)
		}
	}
}
