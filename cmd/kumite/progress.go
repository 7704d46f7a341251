package main

import (
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/kumite/kumite/cmd/internal/cli"
)

// progress is a progress bar with an ETA on a terminal, and nothing elsewhere. Its
// calls must not overlap.
type progress struct {
	out   io.Writer // nil if it is not a terminal
	what  string
	bar   *progressbar.ProgressBar
	total int
}

// newProgress returns a progress bar labelled what.
func newProgress(out io.Writer, what string) *progress {
	if !cli.IsTerminal(out) {
		return &progress{}
	}
	return &progress{out: out, what: what}
}

// set shows done of total. It can be used as a Progress callback. Another total than
// before starts a new bar.
func (p *progress) set(done, total int) {
	if p.out == nil || total == 0 {
		return
	}
	if p.bar == nil || total != p.total {
		p.done()
		p.total = total
		p.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(p.out),
			progressbar.OptionSetDescription(p.what),
			progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionClearOnFinish(),
		)
	}
	p.bar.Set(done) // a terminal error does not affect the work
}

// step is set for work of several steps. Each has a bar of its own, labelled what.
func (p *progress) step(what string, done, total int) {
	if what != p.what {
		p.done()
		p.what = what
	}
	p.set(done, total)
}

// done removes the bar.
func (p *progress) done() {
	if p.bar != nil {
		p.bar.Finish()
		p.bar = nil
	}
}
