package doctor

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/safefile"
)

// Config says what to check.
type Config struct {
	Models    string        // the folder of model files; "" is models of the working folder or else the shipped ones
	Isolation bot.Isolation // of these models
	Display   string        // the display that the environment names, "" for none
	Window    string        // the window's program, or how to get it
}

// Validate reports invalid fields.
func (c Config) Validate() error { return c.Isolation.Validate() }

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
	files, missing := cfg.models()
	if len(files) == 0 {
		checks = append(checks, missing)
	}
	for _, file := range files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		checks = append(checks, model(file, cfg.Isolation))
	}
	display := Check{Name: "display", Found: cfg.Display, Note: true}
	if cfg.Display == "" {
		display.Found = "none; only `kumite watch` needs one (`xvfb-run kumite watch …` starts a virtual one)"
	}
	return append(checks, isolation(), display, Check{Name: "window", Found: cfg.Window, Note: true}), nil
}

// models returns the model files to check, and the check to report if there are none.
func (c Config) models() (files []string, missing Check) {
	if c.Models == "" {
		files, _ = bot.Glob("models/*.onnx") // the pattern is valid
		return files, Check{Name: "models", Found: "kumite's own are neither in the folder models nor in the installation; models of yours do not need them", Note: true}
	}
	root, err := safefile.OpenRoot(c.Models)
	if err != nil {
		return nil, Check{Name: "models", Err: fmt.Errorf("%w; name a folder of models", err)}
	}
	defer root.Close()
	entries, err := root.ReadDir()
	for _, e := range entries {
		if filepath.Ext(e.Name()) == ".onnx" {
			files = append(files, filepath.Join(c.Models, e.Name()))
		}
	}
	if err == nil {
		err = fmt.Errorf("no *.onnx in %s; name a folder of models, or run `make models` in the project's folder", c.Models)
	}
	return files, Check{Name: "models", Err: err}
}
