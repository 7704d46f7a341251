package watch

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/window/scene"
)

// MatchSummary is the summary of matches.
type MatchSummary struct {
	Schema  string        `json:"schema"`
	Window  WindowStats   `json:"window"`
	Score   string        `json:"score"`
	Ended   int           `json:"ended"` // matches, those included that do not count
	Slow    int           `json:"slow"`  // of these, matches that do not count because the machine was too slow
	Wins    [2]int        `json:"wins"`
	Draws   int           `json:"draws"`
	Seed    uint64        `json:"seed"` // of the last match
	Players []PlayerStats `json:"players"`
	Drift   []DriftEvent  `json:"drift,omitempty"`
}

// WindowStats are statistics of the display.
type WindowStats struct {
	Seconds        float64 `json:"seconds"`
	Ticks          int     `json:"ticks"`
	TicksPerSecond float64 `json:"ticks_per_second"`
	Drawn          int     `json:"drawn"`
	DrawnPerSecond float64 `json:"drawn_per_second"`
	LongestTickMS  float64 `json:"longest_tick_ms"`
}

// PlayerStats are statistics of one side with a model on the wall clock. In lockstep
// only the shadow is counted.
type PlayerStats struct {
	Cell   int    `json:"cell,omitempty"` // of a grid, from 1
	Side   string `json:"side"`
	Name   string `json:"name"`
	SHA256 string `json:"model_sha256"`
	policy.FileHashes
	Frames    int                  `json:"frames"`
	Decisions int                  `json:"decisions"`
	Missed    int                  `json:"missed"`
	Abandoned int                  `json:"abandoned"`
	Faults    int                  `json:"faults"`
	Sent      int                  `json:"sent"`
	LatencyUS map[string]Quantiles `json:"latency_us"` // by part; total is from frame to action
	Shadow    *ShadowStats         `json:"shadow,omitempty"`
}

// Quantiles are quantiles of a latency in microseconds.
type Quantiles struct {
	P50 int64 `json:"p50"`
	P90 int64 `json:"p90"`
	P99 int64 `json:"p99"`
}

// ShadowStats count how often a shadow decided as the model that plays.
type ShadowStats struct {
	Name       string `json:"name"`
	Frames     int    `json:"frames"` // that both decided on
	Same       int    `json:"same"`
	BothActed  int    `json:"both_acted"`
	SameSkill  int    `json:"same_skill"`
	OnlyActed  int    `json:"only_acted"`
	OnlyShadow int    `json:"only_shadow"`
}

func quantiles(l *agent.Latency) Quantiles {
	return Quantiles{l.Quantile(.5).Microseconds(), l.Quantile(.9).Microseconds(), l.Quantile(.99).Microseconds()}
}

// partNames are the parts of a decision after the whole, in their order.
var partNames = []string{"total", "wait", "grab", "see", "run", "decode"}

func parts(s *live.Stats) map[string]*agent.Latency {
	return map[string]*agent.Latency{"total": &s.Total, "wait": &s.Wait, "grab": &s.Grab, "see": &s.See, "run": &s.Run, "decode": &s.Decode}
}

// Summary implements Show; the result is a *MatchSummary.
func (m *Match) Summary(r scene.Report) Summary { return m.summary(r) }

func (m *Match) summary(r scene.Report) *MatchSummary {
	s := &MatchSummary{
		Schema: "kumite.watch/1", Window: windowStats(r), Score: m.score.text(m.names(), m.seeds(), [2]sim.Side{sim.Left, sim.Right}),
		Ended: m.ended, Slow: m.slowEnds, Wins: m.score.wins, Draws: m.score.draws, Seed: m.seed, Players: []PlayerStats{}, Drift: m.drifts,
	}
	for _, seat := range m.seats {
		if seat.pacer != nil {
			s.Players = append(s.Players, seat.playerStats())
		}
	}
	return s
}

func windowStats(r scene.Report) WindowStats {
	w := WindowStats{Seconds: r.Seconds, Ticks: r.Ticks, Drawn: r.Drawn, LongestTickMS: float64(r.LongestTick) / float64(time.Millisecond)}
	if r.Seconds > 0 {
		w.TicksPerSecond, w.DrawnPerSecond = float64(r.Ticks)/r.Seconds, float64(r.Drawn)/r.Seconds
	}
	return w
}

func (s *seat) playerStats() PlayerStats {
	a := s.pacer.Stats()
	p := PlayerStats{
		Side: s.side.String(), Name: s.name, SHA256: s.pacer.Model().SHA256, FileHashes: s.pacer.Model().Files, Frames: a.Frames, Decisions: a.Decisions,
		Missed: a.Missed, Abandoned: a.Abandoned, Faults: a.Faults, Sent: a.Sent, LatencyUS: map[string]Quantiles{},
	}
	for name, l := range parts(&a) {
		p.LatencyUS[name] = quantiles(l)
	}
	if g := &s.agreement; s.shadow != nil {
		p.Shadow = &ShadowStats{s.shadowName, g.Frames, g.Same, g.BothActed, g.SameSkill, g.OnlyActed, g.OnlyShadow}
	}
	return p
}

func (s *MatchSummary) String() string {
	var b strings.Builder
	w := s.Window
	fmt.Fprintf(&b, "%s\nwindow: %.1f s, %.1f ticks and %.1f pictures a second, longest tick %.1f ms\n",
		s.Score, w.Seconds, w.TicksPerSecond, w.DrawnPerSecond, w.LongestTickMS)
	if s.Slow > 0 {
		fmt.Fprintf(&b, "%d of %s not counted: the machine was too slow, below %d of %d ticks a second\n", s.Slow, number.Of(s.Ended, "match"), slowBelow, sim.TickRate)
	}
	for _, p := range s.Players {
		if p.Cell > 0 && (p.Frames > 0 || p.Shadow != nil) {
			fmt.Fprintf(&b, "match %d, ", p.Cell)
		}
		if p.Frames > 0 {
			fmt.Fprintf(&b, "%s %s: %s, %s, %d missed, %d abandoned, %s, %d sent\n",
				p.Side, p.Name, number.Of(p.Frames, "frame"), number.Of(p.Decisions, "decision"), p.Missed, p.Abandoned, number.Of(p.Faults, "fault"), p.Sent)
		}
		if p.Decisions > 0 {
			b.WriteString("  frame to action, ms, p50 p90 p99:")
			for _, name := range partNames {
				q := p.LatencyUS[name]
				fmt.Fprintf(&b, "  %s %.2f %.2f %.2f", name, float64(q.P50)/1000, float64(q.P90)/1000, float64(q.P99)/1000)
			}
			b.WriteString("\n")
		}
		if g := p.Shadow; g != nil {
			fmt.Fprintf(&b, "  shadow %s: same in %d of %s; both acted in %d, with the same skill in %d; only %s in %d, only the shadow in %d\n",
				g.Name, g.Same, number.Of(g.Frames, "decision"), g.BothActed, g.SameSkill, p.Name, g.OnlyActed, g.OnlyShadow)
		}
	}
	for _, d := range s.Drift {
		fmt.Fprintf(&b, "drift of %s, %s: %s\n  %s\n  %s\n", d.Name, d.Reason, d.Detail, d.Clip, d.Replay)
	}
	return b.String()
}

// ReplaySummary is the summary of a replay.
type ReplaySummary struct {
	Schema        string `json:"schema"`
	Tick          int32  `json:"tick"` // at which it was left
	Ticks         int32  `json:"ticks"`
	With          string `json:"with"`
	Decisions     int    `json:"decisions"`
	Disagreements int    `json:"disagreements"`
	Desync        string `json:"desync,omitempty"` // where it stops reproducing
}

// Summary implements Show; the result is a *ReplaySummary.
func (r *Replay) Summary(scene.Report) Summary {
	s := &ReplaySummary{Schema: "kumite.watch.replay/1", Tick: r.play.Tick(), Ticks: r.play.Len(), With: r.modelName}
	if err := r.play.Desync(); err != nil {
		s.Desync = err.Error()
	}
	if t := r.decisions(); t != nil {
		s.Decisions, s.Disagreements = len(t.Decisions), len(r.marks)
	}
	return s
}

func (s *ReplaySummary) String() string {
	if s.Decisions == 0 {
		return ""
	}
	return fmt.Sprintf("%s would have done something else in %d of %s\n", s.With, s.Disagreements, number.Of(s.Decisions, "decision"))
}

// FootageSummary is the summary of footage.
type FootageSummary struct {
	Schema string `json:"schema"`
	Source string `json:"source"`
	Model  string `json:"model"`
	SHA256 string `json:"model_sha256"`
	policy.FileHashes
	Decisions int       `json:"decisions"`
	Sent      int       `json:"sent"`
	Skipped   int       `json:"skipped"` // due without a new frame
	AgeUS     Quantiles `json:"frame_age_us"`
	Seconds   float64   `json:"seconds"` // of the source, up to the newest frame
	Warnings  []string  `json:"warnings,omitempty"`
}

// Summary implements Show; the result is a *FootageSummary.
func (f *Footage) Summary(scene.Report) Summary {
	f.mu.Lock()
	defer f.mu.Unlock()
	warnings := slices.Clone(f.model.Warnings)
	if f.failed != nil {
		warnings = append(warnings, f.failed.Error())
	}
	return &FootageSummary{
		Schema: "kumite.watch.footage/1", Source: f.source, Model: f.name, SHA256: f.model.SHA256, FileHashes: f.model.Files,
		Decisions: f.decided, Sent: f.sent, Skipped: f.skipped, Seconds: f.seen.Media.Seconds(),
		AgeUS: quantiles(&f.ages), Warnings: warnings,
	}
}

func (s *FootageSummary) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s on %s: %s, %s, %d due without a new frame; frame age p50 %.1f, p99 %.1f ms\n",
		s.Model, s.Source, number.Of(s.Decisions, "decision"), number.Of(s.Sent, "press"), s.Skipped, float64(s.AgeUS.P50)/1000, float64(s.AgeUS.P99)/1000)
	for _, w := range s.Warnings {
		fmt.Fprintf(&b, "warning: %s\n", w)
	}
	return b.String()
}
