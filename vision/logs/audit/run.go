package audit

import (
	"context"
	"fmt"

	"github.com/kumite/kumite/vision/logs"
)

// Run checks a folder. Errors are those of cfg and of ctx; the latter is
// wrapped.
func Run(ctx context.Context, folder *logs.Folder, cfg Config) (*Document, error) {
	if err := cfg.Validate(); err != nil {
		return nil, fmt.Errorf("check logs %s: %w", folder.Dir(), err)
	}
	s, err := look(ctx, folder, cfg)
	if err != nil {
		return nil, fmt.Errorf("check logs %s: %w", folder.Dir(), err)
	}
	doc := &Document{Schema: Schema, Verdict: OK, Recordings: len(s.recordings), Frames: s.frames(), Seed: cfg.Seed, Probed: s.probed(), PeriodMS: s.DecisionPeriodMS}
	doc.add(s.files(), s.classes())
	doc.add(s.heldLabels()...)
	doc.add(s.period())
	doc.add(s.frameTimes()...)
	doc.add(s.gaps(), s.pictures(), s.motion(), s.duplicates(), s.sides(), s.availability())
	visibility, alignment, err := s.alignment(ctx, cfg)
	if err != nil {
		return nil, fmt.Errorf("check logs %s: %w", folder.Dir(), err)
	}
	doc.Visibility = visibility
	doc.add(alignment)
	doc.add(s.missingLabels(visibility)...)
	doc.add(visibility.classNames())
	return doc, nil
}
