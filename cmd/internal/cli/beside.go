package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Beside finds another program of this module: beside this one, or on the PATH. make is
// the command that builds it.
func Beside(name, make string) (string, error) {
	this := "this program"
	if self, err := os.Executable(); err == nil {
		path := filepath.Join(filepath.Dir(self), name)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path, nil
		}
		this = filepath.Base(self)
	}
	if path, err := exec.LookPath(name); err == nil {
		return path, nil
	}
	return "", fmt.Errorf("%s is neither beside %s nor on the PATH; build it with `%s`", name, this, make)
}
