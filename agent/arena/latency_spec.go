package arena

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
)

// measuredDecisions is how many decisions of each model "measured" times.
const measuredDecisions = 300

// NewLatencyModel makes the latency model that a text describes; nil for "":
//
//	fixed:35ms        one and the same time
//	file:samples.csv  drawn from a file of one number of milliseconds in a row
//	measured          drawn from what each model's decisions take here and now
//
// dir is the run's folder, or "": what was measured when it was begun is taken
// from there.
func NewLatencyModel(spec, dir string, contestants []bot.Contestant, load bot.Loader) (*LatencyModel, error) {
	kind, rest, _ := strings.Cut(spec, ":")
	m := &LatencyModel{Spec: spec}
	var ms []float64
	var err error
	switch {
	case spec == "":
		return nil, nil
	case kind == "fixed":
		d, bad := time.ParseDuration(rest)
		if bad != nil || d < 0 {
			return nil, fmt.Errorf("latency %s: %q is not a duration; want e.g. fixed:35ms", spec, rest)
		}
		ms = bot.Millis([]time.Duration{d})
	case kind == "file":
		ms, err = readMillis(rest)
	case spec == "measured":
		if err := m.measure(dir, contestants, load); err != nil {
			return nil, err
		}
		return m, nil
	default:
		return nil, fmt.Errorf("latency %q is unknown; want fixed:DURATION, file:FILE.csv or measured", spec)
	}
	if err == nil {
		m.All, err = bot.NewDistribution(ms)
	}
	if err != nil {
		return nil, fmt.Errorf("latency %s: %w", spec, err)
	}
	return m, nil
}

// measure times the decisions of each model that states no delay, or takes what
// the run's folder was begun with.
func (m *LatencyModel) measure(dir string, contestants []bot.Contestant, load bot.Loader) error {
	if dir != "" {
		kept, err := FolderLatency(dir)
		if err != nil {
			return err
		}
		if kept != nil && kept.Spec == m.Spec {
			*m = *kept
			return nil
		}
	}
	m.Of = map[string]*bot.Distribution{}
	for _, c := range contestants {
		if c.Path == "" || c.Delay >= 0 {
			continue
		}
		d, err := timeDecisions(c, load)
		if err != nil {
			return fmt.Errorf("latency measured: contestant %s: %w", c.Name, err)
		}
		m.Of[c.Name] = d
	}
	return nil
}

func timeDecisions(c bot.Contestant, load bot.Loader) (_ *bot.Distribution, err error) {
	model, err := load(c, agent.DefaultDelayTicks)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, model.Close()) }()
	times, err := bot.TimeDecisions(model, measuredDecisions)
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
