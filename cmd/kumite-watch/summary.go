package main

import (
	"fmt"
	"io"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/sim/window"
)

// summary is what a match's window did, as --json prints it.
type summary struct {
	Schema  string        `json:"schema"`
	Window  windowFigures `json:"window"`
	Wins    [2]int        `json:"wins"`
	Draws   int           `json:"draws"`
	Seed    uint64        `json:"seed"` // of the last match
	Players []figures     `json:"players"`
}

type windowFigures struct {
	Seconds        float64 `json:"seconds"`
	Ticks          int     `json:"ticks"`
	TicksPerSecond float64 `json:"ticks_per_second"`
	Drawn          int     `json:"drawn"`
	DrawnPerSecond float64 `json:"drawn_per_second"`
	LongestTickMS  float64 `json:"longest_tick_ms"`
}

// figures are of one side that a model plays on the wall clock.
type figures struct {
	Name      string             `json:"name"`
	SHA256    string             `json:"model_sha256"`
	Frames    int                `json:"frames"`
	Decisions int                `json:"decisions"`
	Missed    int                `json:"missed"`
	Abandoned int                `json:"abandoned"`
	Faults    int                `json:"faults"`
	Sent      int                `json:"sent"`
	LatencyUS map[string]quarter `json:"latency_us"` // by part; total is from frame to action
}

type quarter struct {
	P50 int64 `json:"p50"`
	P90 int64 `json:"p90"`
	P99 int64 `json:"p99"`
}

// parts are the parts of a decision in their order, and the whole.
func parts(a *live.Account) []struct {
	Name string
	Of   *agent.Latency
} {
	return []struct {
		Name string
		Of   *agent.Latency
	}{{"wait", &a.Wait}, {"grab", &a.Grab}, {"see", &a.See}, {"run", &a.Run}, {"decode", &a.Decode}, {"total", &a.Total}}
}

func summarize(m *match, r window.Report) summary {
	s := summary{Schema: "kumite.watch/1", Wins: m.score.wins, Draws: m.score.draws, Seed: m.seed, Players: []figures{}}
	s.Window = windowFigures{Seconds: r.Seconds, Ticks: r.Ticks, Drawn: r.Drawn, LongestTickMS: float64(r.LongestTick) / float64(time.Millisecond)}
	if r.Seconds > 0 {
		s.Window.TicksPerSecond, s.Window.DrawnPerSecond = float64(r.Ticks)/r.Seconds, float64(r.Drawn)/r.Seconds
	}
	for _, seat := range m.seats {
		if seat.pacer == nil {
			continue
		}
		a := seat.pacer.Account()
		f := figures{
			Name: seat.name, SHA256: seat.pacer.Model().SHA256, Frames: a.Frames, Decisions: a.Decisions, Missed: a.Missed,
			Abandoned: a.Abandoned, Faults: a.Faults, Sent: a.Sent, LatencyUS: map[string]quarter{},
		}
		for _, p := range parts(&a) {
			f.LatencyUS[p.Name] = quarter{p.Of.Quantile(.5).Microseconds(), p.Of.Quantile(.9).Microseconds(), p.Of.Quantile(.99).Microseconds()}
		}
		s.Players = append(s.Players, f)
	}
	return s
}

// print tells it to a person.
func (s *summary) print(out io.Writer, m *match) {
	fmt.Fprintln(out, m.score.text([2]string{m.seats[0].name, m.seats[1].name}, m.seed))
	w := s.Window
	fmt.Fprintf(out, "window: %.1f s, %.1f ticks and %.1f drawn frames a second, longest tick %.1f ms\n", w.Seconds, w.TicksPerSecond, w.DrawnPerSecond, w.LongestTickMS)
	for _, p := range s.Players {
		if p.Frames == 0 {
			continue
		}
		fmt.Fprintf(out, "%s: %d frames, %d decisions, %d missed, %d abandoned, %d faults, %d sent\n", p.Name, p.Frames, p.Decisions, p.Missed, p.Abandoned, p.Faults, p.Sent)
		if p.Decisions == 0 {
			continue
		}
		fmt.Fprintf(out, "  frame to action, ms:")
		for _, name := range []string{"total", "wait", "grab", "see", "run", "decode"} {
			q := p.LatencyUS[name]
			fmt.Fprintf(out, "  %s p50 %.2f p90 %.2f p99 %.2f", name, float64(q.P50)/1000, float64(q.P90)/1000, float64(q.P99)/1000)
		}
		fmt.Fprintln(out)
	}
}
