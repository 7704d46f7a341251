package importer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/vision/cv"
	"github.com/kumite/kumite/vision/logs"
)

// Run imports videos and their tables into a new log folder. Where it fails or
// ctx ends, recordings that are complete stay in the folder.
func Run(ctx context.Context, cfg Config) (*Document, error) {
	doc, err := run(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("import logs: %w", err)
	}
	return doc, nil
}

func run(ctx context.Context, cfg Config) (*Document, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	sources, err := pair(cfg.Videos, cfg.Actions)
	if err != nil {
		return nil, err
	}
	doc := &Document{Dir: cfg.Out, PeriodMS: cfg.PeriodMS, Classes: cfg.Classes}
	clocks, tracks := make([]clock, len(sources)), make([]track, len(sources))
	var names []string
	for i, s := range sources {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if clocks[i], err = readClock(s.video); err != nil {
			return nil, err
		}
		if clocks[i].size != clocks[0].size {
			return nil, fmt.Errorf("%s has frames of %v and %s of %v; scale them to one size", sources[0].video, clocks[0].size, s.video, clocks[i].size)
		}
		if tracks[i], err = readActions(s.actions, cfg.null()); err != nil {
			return nil, err
		}
		for _, p := range tracks[i].presses {
			names = append(names, p.action)
		}
	}
	if len(doc.Classes) == 0 {
		if doc.Classes, err = classes(cfg.null(), names); err != nil {
			return nil, err
		}
	}
	if n := len(doc.Classes); n > logs.MaxClasses {
		return nil, fmt.Errorf("the tables have %d actions; want at most %d: check the column of actions", n, logs.MaxClasses)
	}
	for _, name := range slices.Compact(slices.Sorted(slices.Values(names))) {
		if !slices.Contains(doc.Classes, name) {
			return nil, fmt.Errorf("action %q is not among the classes %v", name, doc.Classes)
		}
	}
	plans := make([]plan, len(sources))
	for i, s := range sources {
		r := Recording{Name: logs.Name(i + 1), Video: s.video, Actions: s.actions}
		if plans[i], err = align(clocks[i], tracks[i], cfg, &r); err != nil {
			return nil, fmt.Errorf("%s with %s: %w", s.video, s.actions, err)
		}
		doc.Recordings = append(doc.Recordings, r)
	}
	w, err := logs.NewWriter(cfg.Out, logs.Header{Game: cfg.Game, DecisionPeriodMS: cfg.PeriodMS,
		Width: clocks[0].size.X, Height: clocks[0].size.Y, Classes: doc.Classes, NoAction: cfg.NoAction})
	if err != nil {
		return nil, err
	}
	if w.Recordings() > 0 {
		return nil, fmt.Errorf("%s holds %s already; choose another folder", cfg.Out, number.Of(w.Recordings(), "recording"))
	}
	for i, s := range sources {
		if doc.Recordings[i].Short, err = write(ctx, w, i+1, s.video, plans[i], cfg.null()); err != nil {
			return nil, err
		}
		if cfg.Progress != nil {
			cfg.Progress(i+1, len(sources))
		}
	}
	return doc, nil
}

// classes are the null class and the names in the tables, sorted.
func classes(null string, names []string) ([]string, error) {
	all := append([]string{null}, slices.Compact(slices.Sorted(slices.Values(names)))...)
	if len(all) == 1 {
		return nil, fmt.Errorf("no table has a press: every action is empty or %q; check the column of actions", null)
	}
	spelled := map[string]string{}
	for _, name := range all {
		if other, known := spelled[strings.ToLower(name)]; known {
			return nil, fmt.Errorf("actions %q and %q differ only in case; write them the same way, or list all classes with --classes, and the one that presses nothing with --no-action", other, name)
		}
		spelled[strings.ToLower(name)] = name
	}
	return all, nil
}

// write makes one recording of a video. short says how many of the frames that the
// video states could be read, "" where that is all of them.
func write(ctx context.Context, w *logs.Writer, number int, path string, p plan, null string) (short string, err error) {
	video, err := cv.OpenVideo(path)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, video.Close()) }()
	r, err := w.Record(number)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, r.Discard()) }() // after Close it does nothing
	frame := cv.NewFrame(video.Width(), video.Height())
	shown := -1
	for k, want := range p.frames {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		for ; shown < want; shown++ {
			if err := video.Next(frame); err == io.EOF {
				return "", fmt.Errorf("read %s: it ends after %d frames; convert it to rebuild its index", path, shown+1)
			} else if err != nil {
				return "", err
			}
		}
		action := p.actions[k]
		if action == "" {
			action = null
		}
		if err := errors.Join(r.WriteCaptured(frame, int64(k), nil), r.WriteAction(action)); err != nil {
			return "", err
		}
	}
	for err == nil { // the frames after the last row
		err = video.Next(frame)
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		short = err.Error()
	case err != io.EOF:
		return "", err
	}
	return short, r.Close()
}
