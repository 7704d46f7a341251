package ort

import (
	"os"
	"path/filepath"
)

// Files lists the files of a model that exist, by their names in its folder:
// the file itself, its external data and its sidecar. It lists what it can of a
// file that is not a model.
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
