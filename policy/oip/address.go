package oip

import (
	"errors"
	"fmt"
	"net"
	"regexp"
	"strings"
)

// DefaultPort is the port of an address that states none, as of other servers of the
// protocol.
const DefaultPort = "8001"

// Address names a model on a server. The zero value names none.
type Address struct {
	Host    string // HOST:PORT
	Model   string
	Version string // "" is the server's choice
	TLS     bool
	Sidecar string // a file that says what the numbers mean; "" asks the server
}

// Schemes are what an address begins with: without and with TLS.
var schemes = map[string]bool{"oip://": false, "oips://": true}

// Is reports whether a contestant string names a served model.
func Is(spec string) bool {
	for scheme := range schemes {
		if strings.HasPrefix(spec, scheme) {
			return true
		}
	}
	return false
}

var modelName = regexp.MustCompile(`^[A-Za-z0-9_][A-Za-z0-9_.\-]*$`)

// Parse parses an address without settings, e.g. "oip://localhost:8001/pro-ce".
func Parse(text string) (Address, error) {
	for scheme, tls := range schemes {
		rest, ok := strings.CutPrefix(text, scheme)
		if !ok {
			continue
		}
		host, model, _ := strings.Cut(rest, "/")
		if !modelName.MatchString(model) {
			return Address{}, fmt.Errorf("model %q is not a name of letters, digits, '_', '-' and '.'; want %sHOST[:PORT]/MODEL", model, scheme)
		}
		host, err := hostPort(host)
		if err != nil {
			return Address{}, fmt.Errorf("%w; want %sHOST[:PORT]/MODEL", err, scheme)
		}
		return Address{Host: host, Model: model, TLS: tls}, nil
	}
	return Address{}, errors.New("it is not an address; want oip://HOST[:PORT]/MODEL or oips://HOST[:PORT]/MODEL")
}

// hostPort completes a host with the default port.
func hostPort(host string) (string, error) {
	if name, port, err := net.SplitHostPort(host); err == nil && name != "" && port != "" {
		return host, nil
	}
	name := strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if name == "" || strings.ContainsAny(name, "@/?# ") || strings.Contains(name, ":") != strings.HasPrefix(host, "[") {
		return "", fmt.Errorf("host %q is not HOST or HOST:PORT", host)
	}
	return net.JoinHostPort(name, DefaultPort), nil
}

// String returns the address as Parse accepts it.
func (a Address) String() string {
	scheme := "oip://"
	if a.TLS {
		scheme = "oips://"
	}
	return scheme + a.Host + "/" + a.Model
}
