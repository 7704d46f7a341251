package html

import (
	"encoding/base64"
	"fmt"

	"github.com/kumite/kumite/internal/safefile"
)

// Player is the replay player that is embedded in a page.
type Player struct {
	wasm   []byte // the program of cmd/kumite-web, compressed with gzip
	loader string // wasm_exec.js of the Go that compiled it
}

// The files of a player's folder, which `make web` writes.
const (
	wasmFile   = "player.wasm.gz"
	loaderFile = "wasm_exec.js"
)

// ReadPlayer reads a player's folder.
func ReadPlayer(dir string) (*Player, error) {
	wasm, err := safefile.ReadIn(dir, wasmFile, safefile.Player)
	if err != nil {
		return nil, fmt.Errorf("read player: %w", err)
	}
	loader, err := safefile.ReadIn(dir, loaderFile, safefile.Player)
	if err != nil {
		return nil, fmt.Errorf("read player: %w", err)
	}
	return &Player{wasm, string(loader)}, nil
}

// data returns the program in base64.
func (p *Player) data() string { return base64.StdEncoding.EncodeToString(p.wasm) }
