package main

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/kumite/kumite/cmd/internal/cli"
)

// progress is a bar with an ETA on a terminal, and nothing elsewhere. Its
// methods may be called from several goroutines.
type progress struct{ bar *progressbar.ProgressBar }

func newProgress(out io.Writer, what string, total int) *progress {
	if !cli.IsTerminal(out) {
		return &progress{}
	}
	return &progress{progressbar.NewOptions(total,
		progressbar.OptionSetWriter(out),
		progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)}
}

// add counts what was finished since the last call.
func (p *progress) add(n int) {
	if p.bar != nil {
		p.bar.Add(n) // an error of the terminal is not one of the work
	}
}

// set is a callback for work that counts by itself.
func (p *progress) set(done, total int) {
	if p.bar != nil {
		if p.bar.GetMax() != total {
			p.bar.ChangeMax(total)
		}
		p.bar.Set(done)
	}
}

// done takes the bar off the terminal.
func (p *progress) done() {
	if p.bar != nil {
		p.bar.Finish()
	}
}
