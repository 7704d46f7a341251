package bot

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/child"
	"github.com/kumite/kumite/policy/ort"
)

// Network loads a file's network for runs of so many inputs at a time, as
// ort.OpenBatch describes, in this process or in a process of its own.
func (s Setup) Network(path string, batch int) (Network, error) {
	if !s.Isolation.Applies(path) {
		n, err := ort.OpenBatch(s.Provider, path, s.Aliases, batch)
		if err != nil {
			return nil, blameMachine(path, err) // not a nil *ort.Session in a non-nil Network
		}
		return n, nil
	}
	if len(s.Isolation.Command) == 0 {
		return nil, fmt.Errorf("isolate model %s: Isolation.Command is empty; set the program to start", path)
	}
	limit := int64(s.Isolation.MemoryLimit)
	args := append(slices.Clone(s.Isolation.Command[1:]), "--provider", s.Provider.String(), "--memory-limit", strconv.FormatInt(limit, 10)+"B", "--batch", strconv.Itoa(batch))
	for _, class := range slices.Sorted(maps.Keys(s.Aliases)) {
		args = append(args, "--alias", class+"="+s.Aliases[class])
	}
	n, err := child.Open(child.Config{Program: s.Isolation.Command[0], MemoryLimit: limit, Batch: batch, LoadLimit: s.Isolation.LoadLimit,
		Args: append(args, "--", path), Env: Environment(), Folders: s.folders(path)})
	if errors.As(err, new(*child.Lost)) {
		err = fmt.Errorf("load model %s: %w", path, notLoaded(err))
	}
	if err != nil {
		return nil, blameMachine(path, err)
	}
	return isolated{n, filepath.Dir(path)}, nil
}

// notLoaded is failure, and says what to do about a process that was lost while its model
// was loaded.
func notLoaded(err error) error {
	var lost *child.Lost
	if err = failure(err); errors.As(err, &lost) && (lost.Kind == child.Memory || lost.Kind == child.Hang) {
		return fmt.Errorf("%w; %s", err, Remedy(lost))
	}
	return err
}

// Remedy says what to do about a process that was lost while its model was loaded.
func Remedy(lost *child.Lost) string {
	switch lost.Kind {
	case child.Memory:
		return "raise --memory-limit, or export a smaller model"
	case child.Hang:
		return policy.Loop + ", or raise --load-limit"
	}
	return "export the model again"
}

// isolated is a network in a process of its own whose errors are Failures.
type isolated struct {
	*child.Session
	folder string // of the model, which the process does not decide
}

// Contract implements Network.
func (n isolated) Contract() policy.Contract {
	c := n.Session.Contract()
	c.Folder = n.folder
	return c
}

// RunWithin implements agent.Network.
func (n isolated) RunWithin(limit time.Duration) error { return failure(n.Session.RunWithin(limit)) }

// Warm implements agent.Network.
func (n isolated) Warm(limit time.Duration) error { return failure(n.Session.Warm(limit)) }

// RunWithinCPU implements agent.Network.
func (n isolated) RunWithinCPU(limit time.Duration) error {
	return failure(n.Session.RunWithinCPU(limit))
}

// Try implements Network.
func (n isolated) Try(frame string) error { return notLoaded(n.Session.Try(frame)) }

// failure turns the error of a lost child process into a Failure.
func failure(err error) error {
	if err == nil {
		return nil
	}
	var lost *child.Lost
	if !errors.As(err, &lost) {
		return err
	}
	kinds := map[child.Kind]FailureKind{
		child.Crash: Crashed, child.Memory: Crashed, child.Hang: Hung, child.Garbled: RuntimeError,
	}
	return &Failure{Kind: kinds[lost.Kind], Err: err}
}

// kept are the variables of the environment that an isolated process gets: where the
// libraries are, and what systems other than Unix need to start a process.
var kept = []string{"LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "SYSTEMROOT", "PATHEXT", "TEMP"}

// Environment returns the environment of an isolated process.
func Environment() []string {
	env := []string{ort.EnvLibrary + "=" + ort.Library()}
	for _, name := range kept {
		if value, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// folders are what an isolated process can read: the folders of the model and of the
// libraries. Drivers of other providers than the CPU need files of their own; there it is
// nil, which restricts nothing.
func (s Setup) folders(path string) []string {
	if s.Provider.String() != ort.CPU.String() {
		return nil
	}
	return Folders(path)
}

// Folders are those that a process can read in which a network runs on the CPU: the
// folders of the files, of which the model is one, and of the libraries.
func Folders(files ...string) []string {
	all := filepath.SplitList(os.Getenv("LD_LIBRARY_PATH"))
	for _, path := range files {
		all = append(all, filepath.Dir(path), filepath.Dir(resolved(path)))
	}
	if library := ort.Library(); filepath.Base(library) != library {
		all = append(all, filepath.Dir(library), filepath.Dir(resolved(library)))
	}
	return slices.DeleteFunc(all, func(dir string) bool { return dir == "" })
}

// Serve is the isolated process's side: it loads a model file and answers inputs
// until in ends. On the CPU the process can read the model's folder while it loads, and
// afterwards no file; it has no network and starts no program, as far as child.Sandbox
// says.
func Serve(in io.Reader, out io.Writer, on ort.Provider, path string, aliases map[string]string, batch int, memoryLimit Size) error {
	return child.Serve(in, out, int64(memoryLimit), func() (child.Network, error) {
		n, err := restricted(on, path, aliases, batch)
		if err != nil && scarce(path, err) {
			return nil, fmt.Errorf("%w: %w", child.ErrScarce, err)
		}
		if err != nil {
			return nil, err // not a nil *ort.Session in a non-nil Network
		}
		return n, nil
	})
}

// restricted loads a model file in a process that loses its access to everything else.
func restricted(on ort.Provider, path string, aliases map[string]string, batch int) (*ort.Session, error) {
	if on != ort.CPU {
		return ort.OpenBatch(on, path, aliases, batch) // drivers need their devices, files and sockets
	}
	if err := child.RefuseCalls(false); err != nil {
		return nil, fmt.Errorf("%w: %w", child.ErrScarce, err)
	}
	n, err := ort.OpenBatch(on, path, aliases, batch)
	if err != nil {
		return nil, err
	}
	if err := child.RefuseCalls(true); err != nil {
		return nil, errors.Join(fmt.Errorf("%w: %w", child.ErrScarce, err), n.Close())
	}
	return n, nil
}

// resolved returns the absolute path without symbolic links. A path that does
// not exist is only made absolute.
func resolved(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}
