//go:build unix

package safefile_test

import (
	"errors"
	"testing"

	"github.com/kumite/kumite/internal/safefile"
)

func TestRoomIsRefusedBeforeItIsTaken(t *testing.T) {
	for bytes, want := range map[int64]error{0: nil, 1: nil, 64 << 20: nil, 1 << 55: safefile.ErrNoRoom} {
		if err := safefile.Room(bytes); !errors.Is(err, want) {
			t.Errorf("%d bytes: got %v, want %v", bytes, err, want)
		}
	}
}
