package ort

import (
	"os"
	"path/filepath"
)

// Files lists the files that a model consists of, by their names in its folder:
// the file itself, its external data and its sidecar, as far as they are there.
// Of a file that is no model it lists what it can.
func Files(path string) []string {
	names := []string{filepath.Base(path)}
	if data, err := readFile(path); err == nil {
		if says, err := readStatement(data); err == nil {
			for _, e := range says.external {
				if filepath.IsLocal(e) {
					names = append(names, e)
				}
			}
		}
	}
	names = append(names, filepath.Base(path)+".json")
	there := names[:0]
	for _, name := range names {
		if _, err := os.Lstat(filepath.Join(filepath.Dir(path), name)); err == nil {
			there = append(there, name)
		}
	}
	return there
}
