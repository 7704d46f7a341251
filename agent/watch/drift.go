package watch

import (
	"context"
	"fmt"
	"strings"

	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/drift"
)

// DriftEvent is an episode in which what a model sees and does is no longer what it saw and
// did on logs.
type DriftEvent struct {
	Cell   int    `json:"cell,omitempty"` // of a grid, from 1
	Side   string `json:"side"`
	Name   string `json:"name"`
	SHA256 string `json:"model_sha256"`
	Seed   uint64 `json:"seed"`
	Tick   int32  `json:"tick"` // at which it was noticed
	Reason string `json:"reason"`
	Detail string `json:"detail"`
	Clip   string `json:"clip"`   // file of the last ten seconds
	Replay string `json:"replay"` // file of the match up to then
}

// drifting compares the model of a seat with the reference of its file. The zero value
// compares nothing.
type drifting struct {
	watcher *drift.Watcher
	player  *drift.Player
	name    string // of the model
	sha256  string
	verdict func(s *seat, v drift.Verdict)
	reason  string // of the episode that goes on, or ""
	detail  string
}

// follow compares the current model of the seat from now on, in place of the last one, whose
// episode ends.
func (s *seat) follow() error {
	d, m := &s.drift, s.pacer.Model()
	if d.watcher != nil {
		d.watcher.End()
	}
	*d = drifting{name: s.name, sha256: s.hash(), verdict: d.verdict}
	if m.Session == nil || m.Session.Contract().Reference == "" {
		return nil
	}
	w, err := drift.NewWatcher(m.Session.Contract().Reference, m.Query, func(v drift.Verdict) { d.verdict(s, v) })
	if err != nil {
		return fmt.Errorf("model %s: %w", m.Path, err)
	}
	d.watcher, d.player = w, w.Player()
	return nil
}

// decided counts a decision of the model.
func (d *drifting) decided(s *live.Snapshot) {
	if d.player == nil || s.Missed || s.Decision.Held == policy.Fault {
		return
	}
	sent := ""
	if s.Decision.Sent() {
		sent = s.Decision.Name()
	}
	var mean, spread float64
	if d.player.Due() {
		mean, spread = drift.InputMoments(s.Input.Floats, s.Input.Bytes)
	}
	d.player.Decided(s.Decision.PAct, sent, mean, spread, func() []float64 { return s.Probs })
}

// warning says what has drifted, or returns "".
func (d *drifting) warning() string {
	if d.reason == "" {
		return ""
	}
	return "DRIFT, not as on the logs: " + d.detail
}

// drifted reports the verdict of a window. An episode that begins is one event: the last ten
// seconds are kept as a clip, and the match so far as a replay.
func (m *Match) drifted(s *seat, v drift.Verdict) {
	if m.onDrift != nil {
		m.onDrift(m.place+s.side.String(), s.drift.name, s.drift.sha256, v)
	}
	s.drift.reason = v.Reason
	if v.Ended != "" {
		m.log.Info().Str("model", s.drift.name).Str("version", s.drift.sha256).Str("reason", v.Ended).Msg("drift ended")
		m.notices.add(fmt.Sprintf("%s: drift of %s ended", s.drift.name, v.Ended), false)
	}
	if v.Began == "" {
		return
	}
	s.drift.detail = v.Detail
	clip := m.reel.save(context.Background(), &m.saving, m.stem()+"-drift-"+s.side.String(), false) // is kept, however the window is left
	e := DriftEvent{
		Side: s.side.String(), Name: s.drift.name, SHA256: s.drift.sha256, Seed: m.seed, Tick: m.world.Tick,
		Reason: v.Began, Detail: v.Detail, Clip: clip, Replay: strings.TrimSuffix(clip, clipExtension) + ".replay",
	}
	m.drifts = append(m.drifts, e)
	m.log.Warn().Str("model", s.drift.name).Str("version", s.drift.sha256).Str("reason", v.Began).Str("detail", v.Detail).Str("clip", e.Clip).Str("replay", e.Replay).Msg("drift began")
	m.notices.add(fmt.Sprintf("%s: drift of %s, kept as %s and .replay", s.drift.name, v.Began, e.Clip), true)
	recording := m.tape.recording(&m.world)
	m.saving.Go(func() error {
		if err := durable.WriteFile(e.Replay, recording.Encode); err != nil {
			m.log.Warn().Msg(err.Error())
			m.notices.add(err.Error(), true)
		}
		return nil // reported
	})
}
