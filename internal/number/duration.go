package number

import (
	"errors"
	"strings"
	"time"
)

// ParseDuration parses a duration of 0 or more, such as "35ms" or "10m". Its error
// continues a sentence that names the duration.
func ParseDuration(text string) (time.Duration, error) {
	d, err := time.ParseDuration(text)
	_, numeric := Between(-1e300, 1e300).Parse(text)
	switch {
	case err == nil && d >= 0:
		return d, nil
	case err == nil, strings.HasPrefix(text, "-"):
		return 0, errors.New("is out of range; want a duration of 0 or more")
	case numeric == nil:
		return 0, errors.New("has no unit; want a duration such as 35ms, 90s or 10m")
	case strings.Trim(text, "0123456789.hmsuµn") == "" && text != "":
		return 0, errors.New("is out of range or has no such unit; want a duration such as 35ms, 90s or 10m")
	}
	return 0, errors.New("is not a duration; want e.g. 35ms, 90s or 10m")
}
