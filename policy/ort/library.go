package ort

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	onnx "github.com/yalue/onnxruntime_go"
)

// EnvLibrary names the environment variable that points at the runtime's
// shared library.
const EnvLibrary = "KUMITE_ONNXRUNTIME"

// bundled is the folder of the library that the set-up installs, below the
// module's folder.
const bundled = ".deps/onnxruntime/1.30.0"

// libraryName is the file's name on this system.
func libraryName() string {
	switch runtime.GOOS {
	case "windows":
		return "onnxruntime.dll"
	case "darwin":
		return "libonnxruntime.1.dylib"
	}
	return "libonnxruntime.so.1"
}

// Library finds the runtime's shared library. It looks where EnvLibrary points,
// beside the program, and in .deps of the working folder and those above it. The
// last resort is the bare name, which the system's loader looks up.
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

// start loads the library, once for the process. The runtime is never shut down:
// it has no state to save, and sessions may outlive any caller.
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
