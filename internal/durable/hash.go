package durable

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"

	"github.com/kumite/kumite/internal/safefile"
)

// HashFile returns the SHA-256 of a regular file's contents in lower-case hexadecimal. The
// file may have as many bytes as limit allows.
func HashFile(path string, limit safefile.Limit) (sum string, err error) {
	f, err := safefile.Open(path, limit)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
