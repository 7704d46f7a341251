package main

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/kumite/kumite/cmd/internal/cli"
)

// progress is a progress bar with an ETA on a terminal and does nothing elsewhere.
// Its methods may be called from several goroutines.
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

// add advances the bar by n.
func (p *progress) add(n int) {
	if p.bar != nil {
		p.bar.Add(n) // a terminal error does not affect the work
	}
}

// set shows done of total. It can be passed as a progress callback.
func (p *progress) set(done, total int) {
	if p.bar != nil {
		if p.bar.GetMax() != total {
			p.bar.ChangeMax(total)
		}
		p.bar.Set(done)
	}
}

// done removes the bar.
func (p *progress) done() {
	if p.bar != nil {
		p.bar.Finish()
	}
}
