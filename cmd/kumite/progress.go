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

// matchBar shows the progress of one run of matches after the other.
type matchBar struct {
	out   io.Writer
	bar   *progress
	shown int
}

func newMatchBar(out io.Writer) *matchBar { return &matchBar{out: out, bar: &progress{}} }

// show is a tournament's Progress. Calls must not overlap.
func (m *matchBar) show(done, total int) {
	if done == 0 {
		m.bar.done()
		m.bar, m.shown = newProgress(m.out, "matches", total), 0
	}
	m.bar.add(done - m.shown)
	if m.shown = done; done == total {
		m.bar.done()
	}
}

// done ends the bar of a run that was not played to its end.
func (m *matchBar) done() { m.bar.done() }
