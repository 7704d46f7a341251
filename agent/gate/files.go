package gate

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/kumite/kumite/policy/ort"
)

// modelsIn lists the entries of a folder that are named as models are.
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

// filesOf lists what belongs to a model: what it consists of, and its canary
// and its card where they lie beside it.
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
