package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim"
)

const latencyUsage = "draw each decision's delay from fixed:35ms, file:samples.csv (one number of ms in a row) or measured (on this machine)"

// rehearsed is how many decisions are timed for --latency measured.
const rehearsed = 300

// newLatency makes what --latency asks for; nil for nothing. out is the run's
// folder, which keeps what was measured when it was begun.
func newLatency(spec, out string, contestants []bot.Contestant, load bot.Loader, log zerolog.Logger) (*arena.LatencyModel, error) {
	kind, rest, _ := strings.Cut(spec, ":")
	m := &arena.LatencyModel{Spec: spec}
	var err error
	switch {
	case spec == "":
		return nil, nil
	case kind == "fixed":
		d, bad := time.ParseDuration(rest)
		if bad != nil || d < 0 {
			return nil, fmt.Errorf("--latency %s: %q is no duration; want e.g. fixed:35ms", spec, rest)
		}
		m.All, err = bot.NewDistribution(bot.Millis([]time.Duration{d}))
	case kind == "file":
		var ms []float64
		if ms, err = readMillis(rest); err == nil {
			m.All, err = bot.NewDistribution(ms)
		}
	case spec == "measured":
		return measureAll(m, out, contestants, load)
	default:
		return nil, fmt.Errorf("--latency %q is unknown; want fixed:DURATION, file:FILE.csv or measured", spec)
	}
	if err != nil {
		return nil, fmt.Errorf("--latency %s: %w", spec, err)
	}
	if d := m.All; d.Clamped > 0 {
		log.Warn().Int("samples", d.Clamped).Int("of", d.Samples).
			Msgf("latencies above %d ms are taken as that", agent.MaxDelayTicks*1000/sim.TickRate)
	}
	return m, nil
}

// measureAll times the decisions of each model, or takes what the run's folder
// was begun with.
func measureAll(m *arena.LatencyModel, out string, contestants []bot.Contestant, load bot.Loader) (*arena.LatencyModel, error) {
	if out != "" {
		there, err := arena.FolderLatency(out)
		if err != nil {
			return nil, err
		}
		if there != nil && there.Spec == m.Spec {
			return there, nil
		}
	}
	m.Of = map[string]*bot.Distribution{}
	for _, c := range contestants {
		if c.Path == "" || c.Delay >= 0 {
			continue
		}
		d, err := timeDecisions(c, load)
		if err != nil {
			return nil, fmt.Errorf("--latency measured: contestant %s: %w", c.Name, err)
		}
		m.Of[c.Name] = d
	}
	return m, nil
}

func timeDecisions(c bot.Contestant, load bot.Loader) (_ *bot.Distribution, err error) {
	model, err := load(c, agent.DefaultDelayTicks)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, model.Close()) }()
	times, err := bot.TimeDecisions(model, rehearsed)
	if err != nil {
		return nil, err
	}
	return bot.NewDistribution(bot.Millis(times))
}

// readMillis reads a file of one number of milliseconds in a row, with a header,
// which has no digit, or without.
func readMillis(path string) (ms []float64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	lines := bufio.NewScanner(f)
	for row := 1; lines.Scan(); row++ {
		text := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff")) // a byte-order mark
		v, bad := strconv.ParseFloat(text, 64)
		switch {
		case text == "", bad != nil && row == 1 && !strings.ContainsAny(text, ",;0123456789"):
			continue
		case bad != nil || !(v >= 0) || v > 1e9:
			return nil, fmt.Errorf("row %d of %s is %q; want one number of milliseconds, 0 or more", row, path, text)
		}
		ms = append(ms, v)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if len(ms) == 0 {
		return nil, fmt.Errorf("%s holds no numbers; want one of milliseconds in each row", path)
	}
	return ms, nil
}
