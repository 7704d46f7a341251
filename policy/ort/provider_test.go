package ort

import (
	"strings"
	"testing"
)

func TestAProviderThatTheLibraryLacksIsRefusedWithTheReason(t *testing.T) {
	found, err := Available()
	if err != nil {
		t.Fatal(err)
	}
	if found[CPU] != nil {
		t.Errorf("cpu: %v, want it to be available", found[CPU])
	}
	for _, p := range Providers() {
		s, err := Open(p, "testdata/good.onnx", nil)
		if err == nil {
			if found[p] != nil {
				t.Errorf("%s loads a model although it is not available (%v)", p, found[p])
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
			continue
		}
		if lacks := found[p]; lacks == nil || !strings.HasSuffix(err.Error(), lacks.Error()) {
			t.Errorf("%s: a model is refused with %q, the library with %v; want the same", p, err, lacks)
		}
		if text := err.Error(); !strings.Contains(text, "provider "+p.String()+": ") || !strings.Contains(text, "use --provider cpu") || strings.Contains(text, "\n") {
			t.Errorf("%s: %q; want one line with the provider and how to fix it", p, text)
		}
	}
}

func TestProviderNamesAreChecked(t *testing.T) {
	var p Provider
	if p.String() != "cpu" {
		t.Errorf("the zero value is %q, want cpu", p)
	}
	if err := p.Set("tensorrt"); err != nil || p != TensorRT {
		t.Errorf("Set(tensorrt) gives %q, %v", p, err)
	}
	if err := p.Set("cudda"); err == nil || !strings.Contains(err.Error(), `did you mean "cuda"?`) || p != TensorRT {
		t.Errorf("Set(cudda) gives %q, %v", p, err)
	}
}
