package arena

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/agent/bot"
)

// LatencyModel is what the delays of decisions are drawn from, in a run whose
// models do not take one and the same time always. It determines the run, and
// stands in its manifest.
type LatencyModel struct {
	Spec string                       `json:"spec"`         // as it was asked for, e.g. "fixed:35ms"
	All  *bot.Distribution            `json:"all,omitzero"` // of every model
	Of   map[string]*bot.Distribution `json:"of,omitempty"` // by the contestant's name, where each has its own
}

// of is the distribution of a contestant; nil where it has none.
func (m *LatencyModel) of(name string) *bot.Distribution {
	if m == nil {
		return nil
	}
	return cmp.Or(m.Of[name], m.All)
}

// clamped is how many samples, of how many, of every model's distribution are
// longer than can be played.
func (m *LatencyModel) clamped() (n, of int) {
	if m == nil || m.All == nil {
		return 0, 0
	}
	return m.All.Clamped, m.All.Samples
}

// describe names the model and what is in it.
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

// newBot makes the bot of a contestant, with its latency.
func (c Config) newBot(x bot.Contestant, load bot.Loader) (*bot.Bot, error) {
	d, delay := c.Latency.of(x.Name), c.DelayTicks
	if d != nil {
		delay = d.Median()
	}
	b, err := bot.New(x, delay, load)
	if err == nil && d != nil {
		b.DrawDelays(d)
	}
	return b, err
}

// FolderLatency is the latency model that a run folder was begun with, or nil
// where there is no such folder or no such model.
func FolderLatency(dir string) (*LatencyModel, error) {
	path := filepath.Join(dir, "manifest.json")
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open run: %w", err)
	}
	var m struct{ Latency *LatencyModel }
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("read %s: %w; choose another folder", path, err)
	}
	return m.Latency, nil
}
