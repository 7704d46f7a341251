// Package installed finds the parts of kumite that are files beside its programs: ONNX
// Runtime, the shipped models and the replay player.
//
// It looks only in folders of the installation, which whoever installed the program
// controls: the program's own, those at fixed places relative to it, and those below the
// prefix that the build states. It never looks in the working folder or above it, where a
// stranger's file could take a part's place.
package installed

import (
	"os"
	"path/filepath"
)

// prefix is the installation's prefix, such as /usr/local; "" if the build states none.
// scripts/build.sh sets it with -X, so that a program that is copied elsewhere finds the
// parts, too.
var prefix string

// Library returns the path of a shared library of the installation, "" if there is none.
func Library(name string) string {
	return first(os.FileMode.IsRegular, name, ".", "../lib/kumite", "lib/kumite")
}

// Models returns the folder of the shipped models, "" if there is none.
func Models() string {
	return first(os.FileMode.IsDir, "models", ".", "../share/kumite", "share/kumite")
}

// Player returns the folder of the replay player, "" if there is none.
func Player() string {
	return first(os.FileMode.IsDir, "kumite-web", ".", "../lib/kumite", "lib/kumite")
}

// first returns the first path of a part that is of the right kind: in the folder beside
// and then the folder near, which are relative to the program's, or in the folder below,
// which is relative to the prefix.
func first(kind func(os.FileMode) bool, name, beside, near, below string) string {
	var folders []string
	if program, err := os.Executable(); err == nil {
		if real, err := filepath.EvalSymlinks(program); err == nil { // a link to it, as in /usr/local/bin
			program = real
		}
		here := filepath.Dir(program)
		folders = append(folders, filepath.Join(here, beside), filepath.Join(here, near))
	}
	if filepath.IsAbs(prefix) {
		folders = append(folders, filepath.Join(prefix, below))
	}
	for _, folder := range folders {
		path := filepath.Join(folder, name)
		if info, err := os.Stat(path); err == nil && kind(info.Mode()) {
			return path
		}
	}
	return ""
}
