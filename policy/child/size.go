package child

import (
	"fmt"
	"math"
	"strings"

	"github.com/kumite/kumite/internal/number"
)

// units are the units of sizes, largest first.
var units = []struct {
	name  string
	bytes int64
}{{"TiB", 1 << 40}, {"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"B", 1}}

// FormatSize formats a number of bytes for people, e.g. "1.0 GiB".
func FormatSize(bytes int64) string {
	for _, u := range units[:len(units)-1] {
		if bytes >= u.bytes {
			return fmt.Sprintf("%.1f %s", float64(bytes)/float64(u.bytes), u.name)
		}
	}
	return fmt.Sprintf("%d B", bytes)
}

// ParseSize parses a size such as "1GiB", "512 MiB", "1.5GiB" or "0".
func ParseSize(text string) (int64, error) {
	for _, u := range units {
		digits, ok := strings.CutSuffix(text, u.name)
		if !ok {
			continue
		}
		most := 8 << 20 / (float64(u.bytes) / (1 << 40)) // 8 EiB in this unit
		v, err := number.Range{Max: most, Below: true}.Parse(strings.TrimSpace(digits))
		if err == nil {
			return int64(v * float64(u.bytes)), nil
		}
		if _, finite := number.Between(math.Inf(-1), math.Inf(1)).Parse(strings.TrimSpace(digits)); finite == nil {
			return 0, fmt.Errorf("%q is out of range; want 0 to 8388607TiB", text)
		}
		break
	}
	if text == "0" {
		return 0, nil
	}
	return 0, fmt.Errorf("%q is not a size; want a number and a unit, e.g. 512MiB or 1GiB, or 0 for none", text)
}
