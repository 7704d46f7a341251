package expert

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/sim"
	"github.com/kumite/kumite/sim/script"
)

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
		v, err := strconv.ParseFloat(value, 64)
		if err != nil || !(v >= 0 && v <= 1e6) {
			return n, fmt.Errorf("%s=%s: want a number of 0 or more", key, value)
		}
		ticks := func(ms float64) script.Setting { return script.To(int32(math.Round(ms * sim.TickRate / 1000))) }
		switch key {
		case "reaction":
			n.Reaction = ticks(v)
		case "spread":
			n.Spread = ticks(v)
		case "pass":
			if v > 1 {
				return n, fmt.Errorf("pass=%s: want a share of chances, 0 to 1", value)
			}
			n.LetPass = script.To(int32(math.Round(100 * v)))
		case "wrong":
			n.Wrong = script.To(0)
			if v > 0 {
				n.Wrong = script.To(int32(max(math.Round(60*sim.TickRate/v), 1)))
			}
		default:
			return n, policy.Unknown("setting", key, []string{"reaction", "spread", "pass", "wrong"})
		}
	}
	return n, nil
}
