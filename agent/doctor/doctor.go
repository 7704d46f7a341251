package doctor

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
)

// Config holds what the checks need.
type Config struct {
	Models  string // folder of model files
	Display string // display that the environment names, "" for none
	Window  string // path of the window's program, or how to get it
}

// Validate reports an error if Models is empty.
func (c Config) Validate() error {
	if c.Models == "" {
		return errors.New("models is empty; name the folder of model files")
	}
	return nil
}

// Check is the result of one check.
type Check struct {
	Name  string
	Found string
	Err   error // what is wrong and how to fix it
	Note  bool  // information only; a note never fails
}

// Failed returns the number of checks that failed.
func Failed(checks []Check) int {
	n := 0
	for _, c := range checks {
		if c.Err != nil {
			n++
		}
	}
	return n
}

// Run runs all checks. It returns an error only if the configuration is invalid or
// ctx is canceled; a failed check is not an error of Run.
func Run(ctx context.Context, cfg Config) ([]Check, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	checks := []Check{openCV(), video(), runtime(), providers()}
	files, _ := filepath.Glob(filepath.Join(cfg.Models, "*.onnx")) // a bad pattern matches nothing
	if len(files) == 0 {
		checks = append(checks, Check{Name: "models", Err: fmt.Errorf("no *.onnx in %s; name the folder that holds some, or train them in the project's folder with `make models`", cfg.Models)})
	}
	for _, file := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		checks = append(checks, model(file))
	}
	display := Check{Name: "display", Found: cfg.Display, Note: true}
	if cfg.Display == "" {
		display.Found = "none; everything but `kumite watch` works without a display (`xvfb-run kumite watch …` starts a virtual one)"
	}
	return append(checks, display, Check{Name: "window", Found: cfg.Window, Note: true}), nil
}
