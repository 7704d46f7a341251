package ort

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestInspectRefusesImpossibleNumbers(t *testing.T) {
	const many = 1<<64 - 7200 // −7200 as a varint
	for want, m := range map[string]forge{
		"IR version is -7200; want 1 to 1000":                         with(func(m *forge) { m.ir = many }),
		"IR version is 4611686018427387904":                           with(func(m *forge) { m.ir = 1 << 62 }),
		`opset of domain "" is -7200; want 1 to 1000`:                 with(func(m *forge) { m.opset = many }),
		`tensor "weights" has the impossible shape [-7200 3]`:         with(func(m *forge) { m.rows, m.external = -7200, "w.bin" }),
		`tensor "weights" has the impossible shape [1099511627776 3]`: with(func(m *forge) { m.rows, m.external = 1<<40, "w.bin" }),
	} {
		path := filepath.Join(t.TempDir(), "m.onnx")
		put(t, path, m.bytes())
		if _, err := Inspect(path); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), path) {
			t.Errorf("got %v, want the file and %q", err, want)
		}
	}
}
