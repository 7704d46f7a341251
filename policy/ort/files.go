package ort

import (
	"os"
	"path/filepath"
)

// Files returns the existing files of a model, relative to its folder: the file
// itself, its external data and its sidecar. If the file is not a valid model, the
// external data is missing.
func Files(path string) []string {
	names := []string{filepath.Base(path)}
	if data, err := readFile(path); err == nil {
		if model, err := readModel(data); err == nil {
			for _, name := range model.dataFiles {
				if filepath.IsLocal(name) {
					names = append(names, name)
				}
			}
		}
	}
	names = append(names, filepath.Base(path)+".json")
	found := names[:0]
	for _, name := range names {
		if _, err := os.Lstat(filepath.Join(filepath.Dir(path), name)); err == nil {
			found = append(found, name)
		}
	}
	return found
}
