package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/kumite/kumite/internal/installed"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/models"
)

// shipped reports whether a file is, byte for byte, a model that is shipped with kumite,
// whatever its name and folder are. A shipped model has no external data.
func shipped(path string) bool {
	f, err := safefile.Open(path, safefile.Limit{What: "a shipped model", Bytes: models.MaxBytes})
	if err != nil {
		return false
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return false
	}
	return models.Shipped(hex.EncodeToString(h.Sum(nil)))
}

// located returns the path of a model file. models/NAME is that of the installation where
// the working folder has no such file.
func located(path string) string {
	if filepath.Dir(path) != "models" {
		return path
	}
	if _, err := os.Lstat(path); err == nil {
		return path
	}
	if dir := installed.Models(); dir != "" {
		if there := filepath.Join(dir, filepath.Base(path)); isFile(there) {
			return there
		}
	}
	return path
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// Glob returns the model files that a pattern names, sorted. models/PATTERN names those of
// the installation where the working folder has none.
func Glob(pattern string) ([]string, error) {
	files, err := filepath.Glob(pattern)
	if dir := installed.Models(); err == nil && len(files) == 0 && filepath.Dir(pattern) == "models" && dir != "" {
		files, err = fs.Glob(os.DirFS(dir), filepath.Base(pattern))
		for i, name := range files {
			files[i] = filepath.Join("models", name) // which located finds
		}
	}
	slices.Sort(files)
	return files, err
}
