package ort

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	onnx "github.com/yalue/onnxruntime_go"
)

// EnvLibrary is the environment variable with the path of the runtime's shared
// library.
const EnvLibrary = "KUMITE_ONNXRUNTIME"

// bundled is the folder, relative to the module's, of the library that `make setup`
// installs.
const bundled = ".deps/onnxruntime/1.30.0"

// libraryName returns the library's file name on this system.
func libraryName() string {
	switch runtime.GOOS {
	case "windows":
		return "onnxruntime.dll"
	case "darwin":
		return "libonnxruntime.1.dylib"
	}
	return "libonnxruntime.so.1"
}

// Library returns the path of the runtime's shared library. It is the value of
// EnvLibrary, or else a file beside the program or in .deps of the working folder
// or a parent of it, or else the bare name, which the system's loader searches.
func Library() string {
	if path := os.Getenv(EnvLibrary); path != "" {
		return path
	}
	var folders []string
	if program, err := os.Executable(); err == nil {
		folders = append(folders, filepath.Dir(program))
	}
	if dir, err := os.Getwd(); err == nil {
		for {
			folders = append(folders, filepath.Join(dir, bundled))
			up := filepath.Dir(dir)
			if up == dir {
				break
			}
			dir = up
		}
	}
	for _, f := range folders {
		path := filepath.Join(f, libraryName())
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path
		}
	}
	return libraryName()
}

// start loads the library once per process. The runtime is never shut down: it has no
// state to save, and sessions may outlive any caller.
var start = sync.OnceValue(func() error {
	path := Library()
	onnx.SetSharedLibraryPath(path)
	// Errors are returned; the runtime's own log would repeat them.
	if err := onnx.InitializeEnvironment(onnx.WithLogLevelFatal()); err != nil {
		return fmt.Errorf("load ONNX Runtime from %s: %s; run `make setup`, or set %s to the path of libonnxruntime 1.30 or newer",
			path, oneLine(err), EnvLibrary)
	}
	return nil
})

// Version loads the runtime and returns its version.
func Version() (string, error) {
	if err := start(); err != nil {
		return "", err
	}
	return onnx.GetVersion(), nil
}
