package ort

import (
	"os"
	"path/filepath"
	"testing"
)

// FuzzInspect inspects a file with a sidecar, as `kumite inspect` does.
func FuzzInspect(f *testing.F) {
	sound := newForge()
	f.Add(sound.bytes(), []byte(`{"kumite.decoder": "decode=argmax"}`))
	f.Add(with(func(m *forge) { m.ir, m.opset = 1<<63, 1<<62 }).bytes(), []byte("{"))
	f.Add(with(func(m *forge) { m.rows, m.external = -7200, "../../etc/passwd" }).bytes(), []byte(`{"kumite.bias": [1e999]}`))
	f.Add(with(func(m *forge) { m.external, m.length = "w.bin", "18446744073709551615" }).bytes(), []byte(`[[[[`))
	f.Add(with(func(m *forge) { m.times, m.last = "\x1b]0;x\a", "RandomNormal" }).bytes(), []byte("\xff\xfe"))
	f.Add([]byte{}, []byte{})
	dir := f.TempDir()
	path := filepath.Join(dir, "m.onnx")
	f.Fuzz(func(t *testing.T, model, sidecar []byte) {
		for name, data := range map[string][]byte{path: model, path + ".json": sidecar} {
			if err := os.WriteFile(name, data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		d, err := Inspect(path)
		if err != nil {
			return
		}
		for _, n := range []int64{d.Opset, d.IR, int64(d.Bytes), d.Parameters, d.WeightBytes, d.FLOPs, d.Activations} {
			if n < 0 {
				t.Fatalf("a count is negative: %+v", d)
			}
		}
	})
}
