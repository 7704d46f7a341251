package gate

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/kumite/kumite/policy/ort"
)

// modelsIn returns the entries of a folder with a model's file extension.
func modelsIn(dir string) ([]string, error) {
	all, err := os.ReadDir(dir)
	var paths []string
	for _, entry := range all {
		if strings.HasSuffix(entry.Name(), ".onnx") {
			paths = append(paths, filepath.Join(dir, entry.Name()))
		}
	}
	return paths, err
}

// filesOf returns the names of a model's files: those it consists of, and its canary
// and model card if they exist.
func filesOf(path string) []string {
	names := ort.Files(path)
	stem := strings.TrimSuffix(filepath.Base(path), ".onnx")
	for _, name := range []string{stem + ".canary.json", stem + ".md"} {
		if _, err := os.Lstat(filepath.Join(filepath.Dir(path), name)); err == nil {
			names = append(names, name)
		}
	}
	return names
}
