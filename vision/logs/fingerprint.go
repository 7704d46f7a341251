package logs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/internal/durable"
)

// SHA256 is a hash of everything in the folder that a metric can depend on: the
// header, and each recording's name, table and video, in the order of
// logs.json. It reads every file once. Replays are left out. Matroska files hold
// a random identifier, so logs that are recorded again have another hash.
//
// It is not SHA256Of all recordings: that one hashes logs.json as it is written,
// rows, sides and replays included. Both are in documents of their own
// (kumite.study/1 and kumite.tune/1), so neither can become the other.
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

// SHA256Of is the SHA-256 of logs.json and of some recordings' tables and videos,
// one file after the other: the recordings by their indices, in the order of
// which. It reads each of these files once.
func (f *Folder) SHA256Of(ctx context.Context, which []int) (string, error) {
	names := []string{FileName}
	for _, i := range which {
		names = append(names, f.Recordings[i].Actions, f.Recordings[i].Video)
	}
	h := sha256.New()
	for _, name := range names {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		if err := copyFile(h, filepath.Join(f.dir, name)); err != nil {
			return "", fmt.Errorf("hash logs: %w", err)
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func copyFile(w io.Writer, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, f)
	return errors.Join(err, f.Close())
}
