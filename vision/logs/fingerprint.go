package logs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/kumite/kumite/internal/safefile"
)

// SHA256 is a hash of everything in the folder that a metric can depend on: the
// header, and each recording's name, table and video, in the order of
// logs.json. It reads every file once. Replays are left out. Matroska files of
// other programs may hold a random identifier; those of kumite are the same for the same
// frames.
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
			file := sha256.New()
			if err := f.copyFile(ctx, file, name); err != nil {
				return "", fmt.Errorf("hash logs: %w", err)
			}
			fmt.Fprintf(h, "\n%q %q %x", e.Name, name, file.Sum(nil))
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
		if err := f.copyFile(ctx, h, name); err != nil {
			return "", fmt.Errorf("hash logs: %w", err)
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// copyFile copies a file until ctx ends it: videos may be of any size.
func (f *Folder) copyFile(ctx context.Context, w io.Writer, name string) error {
	file, err := safefile.OpenIn(f.dir, name, safefile.Video)
	if err != nil {
		return err
	}
	for err == nil {
		if err = ctx.Err(); err == nil {
			_, err = io.CopyN(w, file, 1<<20)
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return errors.Join(err, file.Close())
}
