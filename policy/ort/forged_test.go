package ort

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// Tests of other packages read a file that ends in Softmax and states logits.
func TestTheFileThatStatesAnotherKindOfOutputIsUpToDate(t *testing.T) {
	path := filepath.Join("testdata", "softmax.onnx")
	want := with(func(m *forge) { m.last = "Softmax" }).set("kumite.train_prior", "[0.98, 0.015, 0.005]").bytes()
	if *update {
		put(t, path, want)
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s has %d bytes that differ from the %d that are forged; renew it with -update", path, len(got), len(want))
	}
}
