package arena

import (
	"bufio"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/csvfile"
	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/internal/safefile"
)

// measuredDecisions is the number of decisions of each model that "measured" times.
const measuredDecisions = 300

// NewLatencyModel parses the specification of a latency model; nil for "":
//
//	fixed:35ms        always the same delay
//	file:samples.csv  drawn from a file with one number of milliseconds per line
//	measured          drawn from decision times of each model, measured now
//
// dir is the run's folder, or "". A run that was started with "measured" keeps the
// times that were measured then.
func NewLatencyModel(spec, dir string, contestants []bot.Contestant, load bot.Loader) (*LatencyModel, error) {
	kind, rest, _ := strings.Cut(spec, ":")
	m := &LatencyModel{Spec: spec}
	var ms []float64
	var err error
	switch {
	case spec == "":
		return nil, nil
	case !utf8.ValidString(spec):
		return nil, fmt.Errorf("latency %q: the text is not UTF-8; rename the file", spec)
	case kind == "fixed":
		d, bad := number.ParseDuration(rest)
		if bad != nil {
			return nil, fmt.Errorf("latency %s: %q %w", spec, rest, bad)
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

// measure times the decisions of each model that states no delay, or takes the
// measurement from the run's folder.
func (m *LatencyModel) measure(dir string, contestants []bot.Contestant, load bot.Loader) error {
	if dir != "" {
		kept, err := folderLatency(dir)
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
		if c.Path == "" || c.Delay.Stated() {
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
	model, err := load(c.WithoutPeriod(), agent.DefaultDelayTicks)
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

// readMillis reads a file with one number of milliseconds per line. A first line
// without digits is a header.
func readMillis(path string) (ms []float64, err error) {
	f, err := safefile.Open(path, safefile.Latencies)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	lines := bufio.NewScanner(csvfile.Text(f))
	row := 1
	for ; lines.Scan(); row++ {
		text := strings.TrimSpace(lines.Text())
		v, bad := number.Between(0, 1e9).Parse(text)
		switch {
		case text == "", bad != nil && row == 1 && !strings.ContainsAny(text, ",;0123456789"):
			continue
		case bad != nil:
			return nil, fmt.Errorf("line %d: %q %w ms, one number per line", row, text, bad)
		}
		ms = append(ms, v)
	}
	if err := safefile.LineError(lines.Err(), row-1, bufio.MaxScanTokenSize); err != nil {
		return nil, fmt.Errorf("read %s: %w", path, err)
	}
	if len(ms) == 0 {
		return nil, errors.New("no numbers; want one number of milliseconds per line")
	}
	return ms, nil
}
