package logs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/kumite/kumite/internal/durable"
)

// SHA256 is a hash of everything in the folder that a metric can depend on: the
// header, and each recording's name, table and video, in the order of
// logs.json. It reads every file once. Replays are left out. Matroska files hold
// a random identifier, so logs that are recorded again have another hash.
func (f *Folder) SHA256(ctx context.Context) (string, error) {
	h := sha256.New()
	head, err := json.Marshal(f.Header)
	if err != nil {
		return "", fmt.Errorf("hash logs %s: %w", f.dir, err)
	}
	h.Write(head)
	for _, e := range f.Recordings {
		for _, name := range []string{e.Actions, e.Video} {
			if err := ctx.Err(); err != nil {
				return "", err
			}
			sum, err := durable.HashFile(filepath.Join(f.dir, name))
			if err != nil {
				return "", fmt.Errorf("hash logs: %w", err)
			}
			fmt.Fprintf(h, "\n%q %q %s", e.Name, name, sum)
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
