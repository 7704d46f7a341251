package main

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/kumite/kumite/cmd/internal/cli"
	"github.com/kumite/kumite/internal/plain"
)

// reportEvery is the time between two lines of progress where there is no terminal.
const reportEvery = 30 * time.Second

// redrawEvery is the least time between two drawings of a bar.
const redrawEvery = 100 * time.Millisecond

// progress is a progress bar with an ETA on a terminal. Elsewhere, e.g. in the log of a
// CI job, it is a line every 30 seconds. Its calls must not overlap.
type progress struct {
	out      io.Writer
	terminal bool
	what     string
	bar      *progressbar.ProgressBar
	total    int
	standing fmt.Stringer // how the work stands, e.g. who leads; nil if it has nothing to say

	reported time.Time // last
	started  time.Time // elsewhere
	before   int       // elsewhere, what was done when it started
}

// newProgress returns a progress bar labelled what.
func newProgress(out io.Writer, what string) *progress {
	return &progress{out: out, terminal: cli.IsTerminal(out), what: what}
}

// set shows done of total. It can be used as a Progress callback. Another total than
// before starts a new bar.
func (p *progress) set(done, total int) {
	switch {
	case total == 0:
	case !p.terminal:
		p.line(done, total)
	default:
		p.draw(done, total)
	}
}

func (p *progress) draw(done, total int) {
	if p.bar == nil || total != p.total {
		p.done()
		p.total = total
		p.bar = progressbar.NewOptions(total,
			progressbar.OptionSetWriter(p.out),
			progressbar.OptionSetDescription(p.label()),
			progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(true),
			progressbar.OptionThrottle(redrawEvery),
			progressbar.OptionClearOnFinish(),
		)
	}
	if now := time.Now(); now.Sub(p.reported) >= redrawEvery {
		p.reported = now
		p.bar.Describe(p.label())
	}
	p.bar.Set(done) // a terminal error does not affect the work
}

// line writes how far the work is and the time left, if 30 seconds have passed since the
// last line.
func (p *progress) line(done, total int) {
	now := time.Now()
	if p.total != total {
		p.total, p.before, p.started, p.reported = total, done, now, now
	}
	if now.Sub(p.reported) < reportEvery || done == total {
		return
	}
	p.reported = now
	left := ""
	if n := done - p.before; n > 0 {
		each := now.Sub(p.started) / time.Duration(n)
		left = fmt.Sprintf(", about %v left", (each * time.Duration(total-done)).Round(time.Second))
	}
	fmt.Fprintf(p.out, "%s: %d of %d%s\n", p.label(), done, total, left) // an error does not affect the work
}

// label returns what is done and how it stands.
func (p *progress) label() string {
	if p.standing == nil || p.standing.String() == "" {
		return p.what
	}
	return fmt.Sprintf("%s (%s)", p.what, plain.Text(p.standing.String()))
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
	p.total = 0
}
