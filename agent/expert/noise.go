package expert

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/kumite/kumite/internal/number"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/script"
)

var noiseKeys = []string{"reaction", "spread", "pass", "wrong"}

// ParseNoise parses hesitation and mistakes, for instance
// "reaction=250,spread=70,pass=0.4,wrong=2": the mean reaction time and its
// standard deviation in milliseconds, the share of chances that are passed up,
// and random presses per minute. Each is optional. It is not in package script
// because sim/script uses no floating point.
func ParseNoise(text string) (script.Noise, error) {
	var n script.Noise
	if text == "" {
		return n, nil
	}
	for part := range strings.SplitSeq(text, ",") {
		key, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		most := 1e6
		if key == "pass" {
			most = 1
		}
		v, err := number.Between(0, most).Parse(value)
		if err != nil && slices.Contains(noiseKeys, key) {
			return n, fmt.Errorf("%s=%s %w", key, value, err)
		}
		ticks := func(ms float64) script.Setting { return script.To(int32(math.Round(ms * sim.TickRate / 1000))) }
		switch key {
		case "reaction":
			n.Reaction = ticks(v)
		case "spread":
			n.Spread = ticks(v)
		case "pass":
			n.LetPass = script.To(int32(math.Round(100 * v)))
		case "wrong":
			n.Wrong = script.To(0)
			if v > 0 {
				n.Wrong = script.To(int32(max(math.Round(60*sim.TickRate/v), 1)))
			}
		default:
			return n, policy.Unknown("setting", key, noiseKeys)
		}
	}
	return n, nil
}
