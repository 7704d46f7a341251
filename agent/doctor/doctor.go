package doctor

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
)

// Config says what to check.
type Config struct {
	Models  string // the folder of model files
	Display string // the display that the environment names, "" for none
	Window  string // the window's program, or how to get it
}

// Validate reports a missing folder.
func (c Config) Validate() error {
	if c.Models == "" {
		return errors.New("models is empty; name the folder of model files")
	}
	return nil
}

// Check is the result of checking one part of the machine.
type Check struct {
	Name  string
	Found string
	Err   error // what is wrong, and how to fix it
	Note  bool  // for information only; it does not affect readiness
}

// Failed returns the number of checks that have an error.
func Failed(checks []Check) int {
	n := 0
	for _, c := range checks {
		if c.Err != nil {
			n++
		}
	}
	return n
}

// Run checks the machine. Problems of the machine are in the checks; the error
// is for an invalid configuration or a cancelled context.
func Run(ctx context.Context, cfg Config) ([]Check, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	checks := []Check{openCV(), video(), runtime(), providers()}
	files, _ := filepath.Glob(filepath.Join(cfg.Models, "*.onnx")) // a bad pattern matches nothing
	if len(files) == 0 {
		checks = append(checks, Check{Name: "models", Err: fmt.Errorf("no *.onnx in %s; name a folder of models, or run `make models` in the project's folder", cfg.Models)})
	}
	for _, file := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		checks = append(checks, model(file))
	}
	display := Check{Name: "display", Found: cfg.Display, Note: true}
	if cfg.Display == "" {
		display.Found = "none; only `kumite watch` needs one (`xvfb-run kumite watch …` starts a virtual one)"
	}
	return append(checks, isolation(), display, Check{Name: "window", Found: cfg.Window, Note: true}), nil
}
