package requirements

import (
	"context"
	"fmt"
	"slices"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/policy/ort"
)

// Run measures every requirement of a file and decides it. If a line fails, the
// candidates are measured for it, too. Requirements that are not met are no error. If ctx
// is done, Run returns an error that wraps ctx's.
func Run(ctx context.Context, cfg Config) (*Document, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	cfg.complete()
	cfg.Setup.Provider = ort.Provider(cfg.File.Target)
	contestants, err := cfg.contestants()
	if err != nil {
		return nil, err
	}
	who, f := contestants[0], cfg.File
	d := &Document{Schema: Schema, Requirements: f.Name, FileSHA256: f.SHA256, Name: who.Name, Spec: who.Spec,
		Target: f.Target, Seed: cfg.Seed, Lines: f.plan()}
	served, err := serve(cfg, who, d)
	if err != nil {
		return nil, err
	}
	if !served {
		d.conclude()
		return d, nil
	}
	if err := prepare(cfg, contestants[1:]); err != nil {
		return nil, err
	}
	m := newMeasurer(cfg, who, d)
	for i := range d.Lines[1:] {
		l := &d.Lines[1+i]
		if err := l.measure(ctx, m, l); err != nil {
			return nil, err
		}
	}
	if err := findDelay(ctx, m, d); err != nil {
		return nil, err
	}
	if err := tryCandidates(ctx, cfg, contestants[1:], d); err != nil {
		return nil, err
	}
	d.conclude()
	return d, nil
}

// serve decides the target, the first line, and reports whether the model runs there.
// Otherwise no other line can be decided. On the CPU a model that does not load is an
// error.
func serve(cfg Config, who bot.Contestant, d *Document) (bool, error) {
	on, line := cfg.Setup.Provider, &d.Lines[0]
	available, err := cfg.Instruments.Available()
	if err != nil {
		return false, err
	}
	if err := available[on]; err != nil {
		line.Reason = fmt.Sprintf("this machine has no %s: %v", on, err)
		d.undecided(fmt.Sprintf("not measured, because this machine has no %s", on))
		return false, nil
	}
	loaded, err := cfg.Instruments.Load(cfg.Setup, who)
	switch {
	case err != nil && on == ort.CPU:
		return false, err
	case err != nil:
		line.Verdict, line.Reason = Fail, err.Error()
		d.undecided(fmt.Sprintf("not measured, because the model does not run on %s", on))
		return false, nil
	}
	line.Verdict, d.SHA256, d.FileHashes, d.Decoder = Pass, loaded.SHA256, loaded.Files, loaded.Decoder
	for _, w := range loaded.Warnings {
		d.warn(fmt.Sprintf("model %s: %s", who.Path, w))
	}
	return true, nil
}

// prepare finds what would end the check after minutes of measuring: candidates, opponents
// and logs that cannot be loaded.
func prepare(cfg Config, candidates []bot.Contestant) error {
	models := slices.Clone(candidates)
	if o := cfg.File.Online; o != nil {
		for _, x := range o.Opponents {
			who, err := bot.Parse(x.Opponent)
			if err != nil {
				return err
			}
			models = append(models, who)
		}
	}
	for _, who := range models {
		if who.Path == "" {
			continue
		}
		if _, err := cfg.Instruments.Load(cfg.Setup, who); err != nil {
			return err
		}
	}
	for _, x := range cfg.File.Offline {
		if err := cfg.Instruments.Logs(x.Logs); err != nil {
			return err
		}
	}
	return nil
}

// undecided sets the reason of all lines but the target.
func (d *Document) undecided(reason string) {
	for i := range d.Lines[1:] {
		d.Lines[1+i].Reason = reason
	}
}

// conclude sets the document's verdict.
func (d *Document) conclude() {
	switch {
	case d.Count(Fail) > 0:
		d.Verdict = Fail
	case d.Count(Undecided) > 0:
		d.Verdict = Undecided
	default:
		d.Verdict = Pass
	}
}

// warn adds a warning once.
func (d *Document) warn(text string) {
	for _, w := range d.Warnings {
		if w == text {
			return
		}
	}
	d.Warnings = append(d.Warnings, text)
}
