package arena

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"

	"github.com/kumite/kumite/agent/bot"
)

// LatencyModel is a distribution of decision delays, for a run whose models do not
// always take the same time. It is part of what determines a run, and of its
// manifest.
type LatencyModel struct {
	Spec string                       `json:"spec"`         // as requested, e.g. "fixed:35ms"
	All  *bot.Distribution            `json:"all,omitzero"` // for every model
	Of   map[string]*bot.Distribution `json:"of,omitempty"` // by contestant name, if each has its own
}

// of returns the distribution of a contestant, or nil.
func (m *LatencyModel) of(name string) *bot.Distribution {
	if m == nil {
		return nil
	}
	return cmp.Or(m.Of[name], m.All)
}

// clamped returns how many samples of the common distribution exceed the longest
// delay that can be played, and of how many.
func (m *LatencyModel) clamped() (n, of int) {
	if m == nil || m.All == nil {
		return 0, 0
	}
	return m.All.Clamped, m.All.Samples
}

// describe returns the specification and a hash of the samples.
func (m *LatencyModel) describe() string {
	if m == nil {
		return "none"
	}
	doc, err := json.Marshal(m)
	if err != nil {
		panic(err) // plain values only
	}
	return fmt.Sprintf("%s (sha256 %.12x)", m.Spec, sha256.Sum256(doc))
}

// newBot creates the bot of a contestant, with its latency.
func (c Config) newBot(x bot.Contestant, load bot.Loader) (*bot.Bot, error) {
	d, delay := c.Latency.of(x.Name), c.Delay.Ticks()
	if d != nil {
		delay = d.Median()
	}
	b, err := bot.New(x, delay, load)
	if err == nil && d != nil {
		b.DrawDelays(d)
	}
	return b, err
}

// folderLatency returns the latency model in the manifest of a run folder, or nil
// if there is no manifest or no latency model.
func folderLatency(dir string) (*LatencyModel, error) {
	m, err := readManifest(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return m.Latency, err
}
