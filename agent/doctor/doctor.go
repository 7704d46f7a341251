package doctor

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
)

// Config says where to look.
type Config struct {
	Models  string // the folder of model files
	Display string // the display that the environment names, "" for none
	Window  string // the window's program, or how to get it
}

// Validate wants a folder.
func (c Config) Validate() error {
	if c.Models == "" {
		return errors.New("models is empty; name the folder of model files")
	}
	return nil
}

// Check is what was found of one part of the machine.
type Check struct {
	Name  string
	Found string
	Err   error // what is wrong, and how to fix it
	Note  bool  // only to be known: whatever it is, the machine is ready
}

// Failed is how many checks have an error.
func Failed(checks []Check) int {
	n := 0
	for _, c := range checks {
		if c.Err != nil {
			n++
		}
	}
	return n
}

// Run checks the machine. The error is a bad configuration's or ctx's; what a
// check finds wrong is in the check.
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
		display.Found = "none; everything but `kumite watch` works without (`xvfb-run kumite watch …` for a virtual one)"
	}
	return append(checks, display, Check{Name: "window", Found: cfg.Window, Note: true}), nil
}
