package trace

import (
	"encoding/hex"
	"strings"
)

// parent is a client's span. The zero value is none.
type parent struct {
	trace, span string
	sampled     bool // the client records it
}

// parseParent reads a header traceparent of W3C's Trace Context, such as
// 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01. An invalid one is none.
func parseParent(header string) parent {
	part := strings.Split(header, "-")
	if len(part) < 4 || len(part) > 4 && part[0] == "00" {
		return parent{}
	}
	for i, digits := range []int{2, 32, 16, 2} {
		b, err := hex.DecodeString(part[i])
		if err != nil || len(part[i]) != digits || hex.EncodeToString(b) != part[i] {
			return parent{}
		}
	}
	if part[0] == "ff" || strings.Trim(part[1], "0") == "" || strings.Trim(part[2], "0") == "" {
		return parent{}
	}
	flags, _ := hex.DecodeString(part[3])
	return parent{part[1], part[2], flags[0]&1 != 0}
}
