package watch

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/kumite/kumite/agent/feedback"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/duel"
	"github.com/kumite/kumite/sim/window/scene"
)

// tagbook adds complaints about matches to a folder of feedback. Methods may be called
// concurrently.
type tagbook struct {
	dir string
	now func() time.Time
	log zerolog.Logger

	mu      sync.Mutex
	notices *notices
	lost    []taggedMatch // could not be added
}

func newTagbook(dir string, now func() time.Time, log zerolog.Logger) *tagbook {
	return &tagbook{dir: dir, now: now, log: log}
}

// show lets what the tagbook has to say appear in these notices.
func (b *tagbook) show(n *notices) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.notices = n
}

func (b *tagbook) note(text string, warning bool) {
	b.mu.Lock()
	n := b.notices
	b.mu.Unlock()
	n.add(text, warning)
}

// taggedMatch is a recording with what a person said of its moments.
type taggedMatch struct {
	recording *duel.Recording
	tags      []feedback.Tag
}

// tagKinds are the kinds of complaint in plain words.
func tagKinds() (all []scene.TagKind) {
	for _, k := range feedback.Kinds() {
		all = append(all, scene.TagKind{Name: strings.ReplaceAll(string(k), "_", " "), Note: k == feedback.Note})
	}
	return all
}

// tag returns the complaint about a moment.
func (b *tagbook) tag(kind int, note, match string, tick int32, side sim.Side) feedback.Tag {
	return feedback.Tag{
		Match: match, Tick: tick, Side: side.String(), Kind: feedback.Kinds()[kind], Note: note, When: b.now().UTC().Format(time.RFC3339),
	}
}

// said shows a complaint; later says when it is kept.
func (b *tagbook) said(kind int, name string, tick int32, later string) {
	b.note(fmt.Sprintf("tagged %s at %.1f s: %s%s", name, seconds(tick), tagKinds()[kind].Name, later), false)
}

// keep adds the complaints about a match. Those that cannot be added are tried again by
// close.
func (b *tagbook) keep(m taggedMatch) {
	if err := b.add(m); err != nil {
		b.mu.Lock()
		b.lost = append(b.lost, m)
		b.mu.Unlock()
		b.log.Warn().Msg(err.Error())
		b.note(err.Error(), true)
	}
}

func (b *tagbook) add(m taggedMatch) error {
	added, err := feedback.AddRecorded(b.dir, m.recording, m.tags)
	if err == nil {
		b.log.Info().Int("complaints", len(added)).Msg("saved complaints in " + b.dir)
	}
	return err
}

// close adds what could not be added before. It must be called after all calls of keep.
func (b *tagbook) close() error {
	var errs []error
	for _, m := range b.lost {
		errs = append(errs, b.add(m))
	}
	b.lost = nil
	return errors.Join(errs...)
}

// Tags implements scene.Tagger.
func (m *Match) Tags() []scene.TagKind { return tagKinds() }

// Tag implements scene.Tagger. The complaints about a match are kept when it ends or is
// left, with its recording.
func (m *Match) Tag(kind int, note string, other bool) {
	if m.world.Tick == 0 {
		m.notices.add("nothing to tag yet: the match has not begun", true)
		return
	}
	side := m.viewer()
	if s := m.modelSeat(); s != nil {
		side = s.side
	}
	if other {
		side = side.Other()
	}
	tick := m.world.Tick
	m.tags = append(m.tags, m.tagbook.tag(kind, note, fmt.Sprintf("seed%d-match%d", m.seed, m.begun), tick, side))
	m.tagbook.said(kind, m.seats[side].name, tick, ", kept in "+m.tagbook.dir+" when the match ends")
}

// keepTags keeps the complaints about the match so far, in the background.
func (m *Match) keepTags() {
	if len(m.tags) == 0 {
		return
	}
	tagged := taggedMatch{m.tape.recording(&m.world), m.tags}
	m.tags = nil
	m.saving.Go(func() error {
		m.tagbook.keep(tagged)
		return nil // reported, and tried again
	})
}

// Tags implements scene.Tagger.
func (r *Replay) Tags() []scene.TagKind { return tagKinds() }

// Tag implements scene.Tagger: it files a complaint about a recorded model, by default the
// one on the side whose view is shown.
func (r *Replay) Tag(kind int, note string, other bool) {
	recording, side := r.play.Recording(), r.side
	if who := recording.Contestants; who[side].ModelSHA256 == "" && who[side.Other()].ModelSHA256 != "" {
		side = side.Other()
	}
	if other {
		side = side.Other()
	}
	tick := r.play.Tick()
	tagged := taggedMatch{recording, []feedback.Tag{r.tagbook.tag(kind, note, r.name, tick, side)}}
	r.tagbook.said(kind, r.who(side), tick, ", kept in "+r.tagbook.dir)
	r.saving.Go(func() error {
		r.tagbook.keep(tagged)
		return nil // reported, and tried again
	})
}

// Tags implements scene.Tagger.
func (a *Attract) Tags() []scene.TagKind { return a.now.Tags() }

// Tag implements scene.Tagger.
func (a *Attract) Tag(kind int, note string, other bool) { a.now.Tag(kind, note, other) }

// Tags implements scene.Tagger.
func (g *Grid) Tags() []scene.TagKind { return tagKinds() }

// Tag implements scene.Tagger: it files a complaint about a model of the chosen match.
func (g *Grid) Tag(kind int, note string, other bool) { g.cells[g.chosen].Tag(kind, note, other) }

// Tags implements scene.Tagger.
func (s *StartScreen) Tags() []scene.TagKind {
	if s.match == nil {
		return nil
	}
	return tagKinds()
}

// Tag implements scene.Tagger.
func (s *StartScreen) Tag(kind int, note string, other bool) { s.match.Tag(kind, note, other) }
