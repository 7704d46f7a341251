package ort

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/kumite/kumite/internal/installed"
)

// EnvLibrary is the environment variable with the path of the runtime's shared
// library.
const EnvLibrary = "KUMITE_ONNXRUNTIME"

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

// Library returns the path of the runtime's shared library: the value of EnvLibrary, or
// else the installation's library, or else the system's. It never names a file of the
// working folder: code of whoever made that folder would run.
func Library() string {
	return cmp.Or(os.Getenv(EnvLibrary), installed.Library(libraryName()), systemLibrary())
}

// systemLibrary returns the bare name where the system's loader does not look for it in
// the working folder, and a path elsewhere.
func systemLibrary() string {
	if runtime.GOOS == "linux" {
		return libraryName()
	}
	return filepath.Join(string(filepath.Separator), "usr", "local", "lib", libraryName())
}

// envNoTelemetry keeps ONNX Runtime from making a database in the user's cache, a log in
// the folder of temporary files, and connections to its maker. It must be set before the
// library is loaded; the library's call to disable telemetry comes too late for these.
const envNoTelemetry = "ORT_DISABLE_TELEMETRY"

// start loads the library once per process. The runtime is never shut down: it has no
// state to save, and sessions may outlive any caller.
var start = sync.OnceValue(func() error {
	path := Library()
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() { // the loader would wait for a named pipe
		return fmt.Errorf("load ONNX Runtime from %s: it is not a regular file; set %s to the path of libonnxruntime 1.30 or newer", path, EnvLibrary)
	}
	if err := os.Setenv(envNoTelemetry, "1"); err != nil {
		return fmt.Errorf("load ONNX Runtime: %w", err)
	}
	onnx.SetSharedLibraryPath(path)
	// Errors are returned; the runtime's own log would repeat them.
	if err := onnx.InitializeEnvironment(onnx.WithLogLevelFatal()); err != nil {
		return fmt.Errorf("load ONNX Runtime from %s: %s; set %s to the path of libonnxruntime 1.30 or newer (in the project's folder: run `make setup`, then `eval \"$(make -s env)\"`)",
			path, oneLine(err), EnvLibrary)
	}
	if err := onnx.DisableTelemetry(); err != nil { // that of Windows has no variable
		return runtimeError(err)
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
