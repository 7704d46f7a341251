package requirements

import (
	"fmt"
	"time"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/number"
)

// Target is the name of an execution provider.
type Target string

// Metric is the key of a metric of offline.Metrics.
type Metric string

// Duration is a time such as 35ms.
type Duration time.Duration

// String formats the duration.
func (d Duration) String() string { return time.Duration(d).String() }

// UnmarshalText parses a duration.
func (d *Duration) UnmarshalText(text []byte) error {
	v, err := number.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("%q %w", text, err)
	}
	*d = Duration(v)
	return nil
}

// ms returns the duration in milliseconds.
func (d Duration) ms() float64 { return float64(d) / float64(time.Millisecond) }

// Bytes is an amount of memory such as 10GiB.
type Bytes int64

// String formats the amount.
func (b Bytes) String() string { return bot.Size(b).String() }

// UnmarshalText parses an amount.
func (b *Bytes) UnmarshalText(text []byte) error {
	var s bot.Size
	if err := s.Set(string(text)); err != nil {
		return err
	}
	*b = Bytes(s)
	return nil
}
