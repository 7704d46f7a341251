package release

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/feedback"
	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/agent/requirements"
	"github.com/kumite/kumite/agent/review"
	"github.com/kumite/kumite/agent/scenario"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/sim"
)

// Run loads the model, looks it up in its evidence, and returns its record. The error is a
// *Refused if the evidence does not suffice.
func Run(ctx context.Context, cfg Config) (*Record, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	if err := fresh(cfg.Out); err != nil {
		return nil, err
	}
	b, err := bot.Open(cfg.Model, cfg.Setup)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	if b.Model() == nil {
		return nil, fmt.Errorf("release of %s: only models can be released; a script has no file", cfg.Model)
	}
	r := &releaser{Record: Record{
		Schema: Schema, Model: b.Participant(), DelayTicks: b.Model().Agent.DelayTicks(), RulesVersion: sim.RulesVersion,
		SignedBy: cfg.SignedBy, Time: cfg.Now().UTC().Format(time.RFC3339), Command: cfg.Command, Version: cfg.Version,
	}}
	for _, piece := range []struct {
		from string
		look func(from string) error
	}{
		{cfg.Eval, r.evaluation}, {cfg.Run, func(dir string) error { return r.matches(ctx, dir, cfg.Progress) }}, {cfg.Check, r.check}, {cfg.Review, r.review},
		{cfg.Feedback, func(dir string) error { return r.complaints(dir, cfg.Scenarios) }},
	} {
		if piece.from == "" {
			continue
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := piece.look(piece.from); err != nil {
			return nil, fmt.Errorf("release: %w", err)
		}
	}
	if len(r.reasons) > 0 {
		return nil, &Refused{r.Model.Name, r.reasons}
	}
	return &r.Record, nil
}

// releaser collects a record, and the reasons against it.
type releaser struct {
	Record
	reasons []string
}

func (r *releaser) refuse(format string, args ...any) {
	r.reasons = append(r.reasons, fmt.Sprintf(format, args...))
}

func (r *releaser) warn(format string, args ...any) {
	r.Warnings = append(r.Warnings, fmt.Sprintf(format, args...))
}

// finder looks for the model among the contestants of a piece of evidence. A contestant of
// the same file with another decoder is another one.
type finder struct {
	r          *releaser
	what       string // the piece of evidence
	again      string // how to make one of the model
	found      bool
	otherHash  string // of a contestant of the model's name
	otherQuery string // decoder of a contestant of the model's file
}

func (r *releaser) in(what, again string) *finder { return &finder{r: r, what: what, again: again} }

// is reports whether a contestant is the model.
func (f *finder) is(name, sha256, decoder string) bool {
	m := &f.r.Model
	switch {
	case sha256 == m.ModelSHA256 && decoder == m.Decoder:
		f.found = true
		return true
	case sha256 == m.ModelSHA256:
		f.otherQuery = decoder
	case name == m.Name:
		f.otherHash = sha256
	}
	return false
}

// missing refuses the release if the model was not found, and reports whether it did.
func (f *finder) missing() bool {
	m := &f.r.Model
	switch {
	case f.found:
		return false
	case f.otherQuery != "":
		f.r.refuse("%s is of the decoder %s; the model has %s; %s", f.what, f.otherQuery, m.Decoder, f.again)
	case f.otherHash != "":
		f.r.refuse("%s is of another %s, sha256 %.12s, not %.12s; %s", f.what, m.Name, f.otherHash, m.ModelSHA256, f.again)
	default:
		f.r.refuse("%s does not have the model with sha256 %.12s; %s", f.what, m.ModelSHA256, f.again)
	}
	return true
}

func (r *releaser) evaluation(path string) error {
	doc, sum, err := read(path, openloop.Decode)
	if err != nil {
		return err
	}
	f := r.in("evaluation "+path, "make one with `kumite eval --logs DIR --json`")
	for i := range doc.Candidates {
		if c := &doc.Candidates[i]; f.is(c.Name, c.ModelSHA256, c.Decoder) {
			r.Offline = &Offline{sum, doc.LogsSHA256, doc.Logs, *c}
			if c.Collapsed {
				r.warn("evaluation %s: the model has collapsed: it hardly acts", path)
			}
			for _, w := range doc.Warnings {
				r.warn("evaluation %s: %s", path, w)
			}
		}
	}
	if !f.missing() && doc.LogsSHA256 == "" {
		r.refuse("evaluation %s does not state the hash of its logs; evaluate again on a log folder", path)
	}
	return nil
}

func (r *releaser) check(path string) error {
	doc, sum, err := read(path, requirements.Decode)
	if err != nil {
		return err
	}
	f := r.in("check "+path, "make one with `kumite check --requirements FILE --json`")
	if f.is(doc.Name, doc.SHA256, doc.Decoder); f.missing() {
		return nil
	}
	r.Check = &Check{sum, doc.FileSHA256, doc.Verdict, doc.Count(requirements.Pass), doc.Target}
	if doc.Verdict != requirements.Pass {
		r.refuse("check %s: %s: %d of %d requirements pass", path, doc.Verdict, r.Check.Passed, len(doc.Lines))
	}
	return nil
}

func (r *releaser) review(dir string) error {
	doc, err := review.Results(dir)
	if err != nil {
		return err
	}
	f := r.in("review "+dir, "make one with `kumite review`")
	for _, c := range doc.Contestants {
		if !f.is(c.Name, c.ModelSHA256, c.Decoder) {
			continue
		}
		if r.Online != nil && r.Online.Manifest != doc.Run {
			r.warn("review %s shows clips of a run other than the one in the record", dir)
		}
		for _, w := range doc.Warnings {
			r.warn("review %s: %s", dir, w)
		}
		r.Review = &Review{doc.Review, doc.Reviewers, doc.Verdicts, []review.Preference{}}
		for _, p := range doc.Preferences {
			if p.A == c.Name || p.B == c.Name {
				r.Review.Preferences = append(r.Review.Preferences, p)
			}
		}
	}
	f.missing()
	return nil
}

// complaints lists the complaints of a folder that no test shows to be settled.
func (r *releaser) complaints(dir, tests string) error {
	list, err := feedback.ReadList(dir)
	if err != nil {
		return err
	}
	x := &Feedback{Complaints: len(list.Complaints), Open: []Open{}}
	verdicts := map[int]scenario.Verdict{}
	if tests != "" {
		doc, err := scenario.Read(tests)
		if err != nil {
			return err
		}
		f := r.in("results of scenarios "+tests, "make them with `kumite eval --scenarios DIR --json`")
		for i, c := range doc.Contestants {
			if !f.is(c.Name, c.ModelSHA256, c.Decoder) {
				continue
			}
			for _, s := range doc.Scenarios {
				verdicts[s.Complaint] = s.Scores[i].Verdict
			}
		}
		if f.missing() {
			return nil
		}
		x.Scenarios = doc.SHA256
	}
	for _, c := range list.Complaints {
		about := c.ModelSHA256 == r.Model.ModelSHA256 && c.Decoder == r.Model.Decoder // then the test does not show what was complained of
		if verdicts[c.Number] == scenario.Passes && !about {
			x.Settled++
			continue
		}
		x.Open = append(x.Open, Open{c.Number, c.Kind, c.Skill, c.Contestant, c.Note, verdicts[c.Number]})
	}
	r.Feedback = x
	return nil
}

// read reads a document and returns it with the hash of its file.
func read[T any](path string, decode func(path string, data []byte) (*T, error)) (doc *T, sum string, err error) {
	data, err := safefile.Read(path, safefile.Evaluation)
	if err != nil {
		return nil, "", err
	}
	if doc, err = decode(path, data); err != nil {
		return nil, "", err
	}
	hash := sha256.Sum256(data)
	return doc, hex.EncodeToString(hash[:]), nil
}
