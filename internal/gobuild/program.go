package gobuild

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Program builds a command of the module at root, such as "./cmd/kumite", in the folder
// dir, and returns the path of the program, which has the name of the command.
func Program(root, dir, command string) (string, error) {
	if err := Examine(root, ".go", ".mod", ".txt"); err != nil {
		return "", err
	}
	path := filepath.Join(dir, filepath.Base(command))
	build := exec.Command("go", "build", "-o", path, command)
	build.Dir = root
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build %s: %w\n%s", command, err, out)
	}
	return path, nil
}

// Examine stats every file below root whose extension is one of the given ones, without
// hidden folders.
func Examine(root string, extensions ...string) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != root && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		case !entry.IsDir() && slices.Contains(extensions, filepath.Ext(path)):
			_, err = os.Stat(path)
		}
		return err
	})
}
