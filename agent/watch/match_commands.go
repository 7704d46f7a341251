package watch

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/scene"
)

// Do implements scene.Scene.
func (m *Match) Do(ctx context.Context, c scene.Command) error {
	m.training.toggle(c)
	switch c {
	case scene.Next:
		return m.next()
	case scene.Restart:
		return m.start()
	case scene.TakeLeft:
		m.takeOver(sim.Left)
	case scene.TakeRight:
		m.takeOver(sim.Right)
	case scene.NextCandidate:
		m.switchCandidate(1)
	case scene.PreviousCandidate:
		m.switchCandidate(-1)
	case scene.Latency:
		m.showLatency = !m.showLatency
	case scene.Saliency:
		m.explain(ctx)
	case scene.Clip, scene.PlainClip:
		m.reel.save(ctx, &m.saving, m.stem(), c == scene.PlainClip)
	case scene.Continue:
		return m.proceed()
	case scene.Overlay:
		m.hideOverlay = !m.hideOverlay
	}
	return nil
}

// proceed begins the next match if this one is over, and skips a countdown.
func (m *Match) proceed() error {
	switch {
	case m.countdown > 0:
		m.countdown = 0
	case m.world.Outcome() != sim.Running:
		return m.next()
	default:
		m.notices.add("the match is not over: N skips it", false)
	}
	return nil
}

// takeOver gives a side to a person, or back to its bot.
func (m *Match) takeOver(side sim.Side) {
	s := m.seats[side]
	if s.human {
		m.notices.add("a person plays there already", true)
		return
	}
	s.takeOver(m.seed)
	m.mixed = true
	m.tape.addPlayer(s)
	if s.taken {
		m.notices.add(fmt.Sprintf("you play for %s", s.name), false)
	} else {
		m.notices.add(fmt.Sprintf("%s plays again", s.name), false)
	}
}

// findCandidates lists the models that can replace the first model.
func (m *Match) findCandidates(cfg MatchConfig, bots [2]bot.Contestant) error {
	if cfg.Candidates == "" {
		return nil
	}
	files, err := bot.Glob(cfg.Candidates)
	if err != nil {
		return fmt.Errorf("candidates %q: %w", cfg.Candidates, err)
	}
	if len(files) == 0 {
		return fmt.Errorf("candidates %q: the pattern names no file", cfg.Candidates)
	}
	if m.candidates, err = bot.ParseAll(files); err != nil {
		return err
	}
	playing := bots[0].Path
	if playing == "" {
		playing = bots[1].Path
	}
	m.candidate = slices.IndexFunc(m.candidates, func(c bot.Contestant) bool { return filepath.Clean(c.Path) == filepath.Clean(playing) })
	return nil
}

// switchCandidate requests another candidate for the first side with a model.
func (m *Match) switchCandidate(by int) {
	s := m.modelSeat()
	if s == nil || len(m.candidates) == 0 {
		m.notices.add("no candidates: name them with --candidates 'models/*.onnx'", true)
		return
	}
	n := len(m.candidates)
	if m.candidate < 0 && by < 0 {
		m.candidate = 0 // who plays is not one of them
	}
	m.candidate = ((m.candidate+by)%n + n) % n
	s.swapper.Switch(m.candidates[m.candidate])
}

// reportSwaps shows and logs the results of model changes.
func (m *Match) reportSwaps() {
	for _, s := range m.seats {
		if s.swapper == nil {
			continue
		}
		for e, ok := s.swapper.Poll(); ok; e, ok = s.swapper.Poll() {
			text := e.Text
			if e.OK {
				s.name, s.spec = s.swapper.Contestant().Name, e.Spec
				m.score.reset()
				m.mixed = m.mixed || m.world.Tick > 0
				m.tape.addPlayer(s)
				m.log.Info().Str("contestant", e.Spec).Msg(text)
				if err := s.follow(); err != nil {
					m.log.Warn().Msg(err.Error())
					m.notices.add(err.Error(), true)
				}
			} else {
				text = "the old model still plays: " + text
				m.log.Warn().Str("contestant", e.Spec).Msg(text)
			}
			m.notices.add(text, !e.OK)
		}
	}
}

// stem is the beginning of the names of clips and screenshots: who plays, the seed, the
// number of the match in this window, and the tick.
func (m *Match) stem() string {
	return fmt.Sprintf("%s-vs-%s-seed%d-match%d-tick%d", fileName(m.seats[0].name), fileName(m.seats[1].name), m.seed, m.begun, m.world.Tick)
}

// fileName replaces what does not belong in the name of a file.
func fileName(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.", r) {
			return r
		}
		return '_'
	}, name)
}
