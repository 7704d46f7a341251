package policy

import (
	"errors"
	"net/url"
	"strings"
)

// ParseQuery parses a query such as "decode=gate&gamma=+2.5". Unlike in the query of a URL,
// + stands for itself; %20 is a space.
func ParseQuery(text string) (url.Values, error) {
	if strings.Contains(text, ";") {
		return nil, errors.New("it contains a semicolon; separate settings by &, or write %3B")
	}
	q, err := url.ParseQuery(strings.ReplaceAll(text, "+", "%2B"))
	var escape url.EscapeError
	if errors.As(err, &escape) {
		return nil, errors.New("it contains " + string(escape) + ", which is not an escape such as %26; write %25 for %")
	}
	return q, err
}

// EncodeQuery returns a query that ParseQuery parses to q, with the keys in order.
func EncodeQuery(q url.Values) string { return strings.ReplaceAll(q.Encode(), "+", "%20") }
