package cli

import (
	"fmt"
	"path/filepath"
)

// File is a file or folder that a flag names; an empty Path is none.
type File struct{ Flag, Path string }

// Distinct refuses an output file that is another output or an input, or that lies
// in a folder that is an input.
func Distinct(inputs, outputs []File) error {
	taken := map[string]string{}
	for _, in := range inputs {
		if in.Path != "" {
			taken[absolute(in.Path)] = in.Flag
		}
	}
	for _, out := range outputs {
		if out.Path == "" {
			continue
		}
		path := absolute(out.Path)
		if other, known := taken[path]; known {
			return fmt.Errorf("%s and %s name the same file, %s; choose different files", other, out.Flag, out.Path)
		}
		for _, in := range inputs {
			if in.Path != "" && filepath.Dir(path) == absolute(in.Path) {
				return fmt.Errorf("%s %s is in the folder of %s; choose another folder", out.Flag, out.Path, in.Flag)
			}
		}
		taken[path] = out.Flag
	}
	return nil
}

// absolute returns an absolute path, for comparison with others.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}
