package ort

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// threes fills a session's input with 3, runs it and returns the scores.
func threes(t *testing.T, s *Session) []float32 {
	t.Helper()
	for i := range s.Input().Floats {
		s.Input().Floats[i] = 3
	}
	if err := s.Run(); err != nil {
		t.Fatal(err)
	}
	return slices.Clone(s.Scores())
}

// wide returns a model with enough external weights for the runtime to map them.
func wide(external string) forge {
	return with(func(m *forge) {
		m.external, m.rows, m.shape = external, 4096, []any{"N", 4096, 4, 1}
		m.weights = []float32{1, -1, 2}
	}).set("kumite.input", `{"layout":"NHWC","color":"gray"}`)
}

func TestOverwritingExternalDataDoesNotAffectALoadedModel(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(CPU, wide("w.bin").write(t, dir, "m.onnx"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	before := threes(t, s)
	for _, data := range [][]byte{bytes.Repeat([]byte{0x41}, 1<<16), nil} { // would crash the program if the file were mapped
		put(t, filepath.Join(dir, "w.bin"), data)
		if got := threes(t, s); !slices.Equal(got, before) {
			t.Errorf("with %d different bytes in its data file the model scores %v, want %v", len(data), got, before)
		}
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if got := threes(t, s); !slices.Equal(got, before) {
		t.Errorf("with its files gone the model scores %v, want %v", got, before)
	}
}

func TestExternalDataThatIsTooLargeToInlineIsMapped(t *testing.T) {
	dir := t.TempDir()
	path := wide("weights/w.bin").write(t, dir, "m.onnx")
	want, sums := []float32(nil), map[string]bool{}
	for _, limit := range []int64{maxInline, 1000} {
		before := maxInline
		maxInline = limit
		s, err := Open(CPU, path, nil)
		maxInline = before
		if err != nil {
			t.Fatal(err)
		}
		got := threes(t, s)
		if want == nil {
			want = got
		}
		if !slices.Equal(got, want) {
			t.Errorf("with a limit of %d bytes the model scores %v, want %v", limit, got, want)
		}
		sums[s.SHA256()] = true
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if len(sums) != 1 {
		t.Errorf("the hash depends on whether the weights are inlined: %v", sums)
	}
}

func TestTensorsMayShareADataFile(t *testing.T) {
	tensor := func(name, offset, length string) []byte {
		w := number(number(text(nil, tensorName, name), tensorDims, 2), tensorDataType, typeFloat)
		for _, entry := range [][2]string{{"location", "w.bin"}, {"offset", offset}, {"length", length}} {
			if entry[1] != "" {
				w = submessage(w, tensorExternalData, text(text(nil, entryKey, entry[0]), entryValue, entry[1]))
			}
		}
		return number(w, tensorDataLocation, 1)
	}
	data := map[string][]byte{"w.bin": []byte("0123456789abcdef----")}
	model := func(tensors ...[]byte) []byte {
		var g []byte
		for _, w := range tensors {
			g = submessage(g, graphInitializer, w)
		}
		return submessage(number(nil, modelIRVersion, 7), modelGraph, g)
	}
	inlined := func(file []byte) ([]byte, error) {
		m, err := readModel(file)
		if err != nil {
			return nil, err
		}
		return inline(file, m.external, data)
	}
	got, err := inlined(model(tensor("a", "8", "8"), tensor("b", "0", "")))
	if err != nil {
		t.Fatal(err)
	}
	plain := func(name, raw string) []byte {
		return submessage(number(number(text(nil, tensorName, name), tensorDims, 2), tensorDataType, typeFloat), tensorRawData, []byte(raw))
	}
	if want := model(plain("a", "89abcdef"), plain("b", "01234567")); !bytes.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	for _, bad := range [][2]string{{"16", "8"}, {"-1", "8"}, {"x", "8"}, {"0", "-8"}, {"0", "9223372036854775807"}} {
		if _, err := inlined(model(tensor("a", bad[0], bad[1]))); err == nil {
			t.Errorf("offset %s and length %s of 20 bytes: no error", bad[0], bad[1])
		}
	}
}

func TestSharedDataCountsForEachTensor(t *testing.T) {
	before := maxInline
	defer func() { maxInline = before }()
	d := &described{data: make([]byte, 100), model: &modelProto{}}
	for range 2 {
		d.model.external = append(d.model.external, &tensorProto{location: "w.bin", length: 12})
	}
	for limit, want := range map[int64]bool{111: false, 123: false, 124: true} {
		maxInline = limit
		if got, err := d.fits(map[string]int64{"w.bin": 12}); got != want || err != nil {
			t.Errorf("a file of 100 bytes and twice the same 12 bytes of data fit into %d bytes: %v, %v; want %v", limit, got, err, want)
		}
	}
}
