package policy

import (
	"math"
	"testing"
)

func TestDecodingAllocatesNothing(t *testing.T) {
	c := contract(threeWay)
	for _, k := range Kinds() {
		for _, wrap := range []string{"", "&mask=renorm", "&debounce=2&refractory=3", "&high=0.2&low=0.1"} {
			d := decoder(t, c, minimal(t, k, c.Classes)+wrap)
			raw, available := []float32{0, 3, 1}, []bool{true, true, false}
			if n := testing.AllocsPerRun(100, func() { d.Decode(raw, available); d.Skip() }); n != 0 {
				t.Errorf("%s allocates %v times a frame, want 0", d, n)
			}
		}
	}
}

func FuzzDecode(f *testing.F) {
	c := contract(threeWay)
	var decoders []*Decoder
	for _, k := range Kinds() {
		for _, wrap := range []string{"", "&mask=renorm&refractory=1", "&mask=renorm&debounce=2", "&high=0.2&low=0.1"} {
			decoders = append(decoders, decoder(f, c, minimal(f, k, c.Classes)+wrap))
		}
	}
	decoders = append(decoders, decoder(f, c, "decode=gate&gamma=-50&min_share=0&mask=renorm"))
	for which := range decoders {
		f.Add(float32(0), float32(5), float32(4), byte(7), byte(which))
		f.Add(float32(math.NaN()), float32(math.Inf(1)), float32(-1e38), byte(1), byte(which))
		f.Add(float32(-1e38), float32(3e38), float32(-3e38), byte(0), byte(which))
		f.Add(float32(1e38), float32(-3e38), float32(-3e38), byte(2), byte(which))
	}
	f.Fuzz(func(t *testing.T, x, y, z float32, mask, which byte) {
		d := decoders[int(which)%len(decoders)]
		d.Seed(uint64(mask))
		raw, all := []float32{x, y, z}, []bool{true, true, true}
		now := []bool{mask&4 == 4, mask&1 == 1, mask&2 == 2}
		for i := range 6 {
			available := now
			if i%3 == 0 {
				available = all
			}
			got := d.Decode(raw, available)
			if got.Class < 0 || got.Class >= len(raw) || got.Wanted < 0 || got.Wanted >= len(raw) {
				t.Fatalf("%s: class %d of %d is out of range", d, got.Class, got.Wanted)
			}
			if got.Sent() && !available[got.Class] {
				t.Fatalf("%s: %v: class %d is masked", d, got, got.Class)
			}
			for _, v := range raw {
				if v := float64(v); (math.IsNaN(v) || math.IsInf(v, 0)) && (got.Chosen() || got.Held != Fault) {
					t.Fatalf("%s: %v on scores %v", d, got, raw)
				}
			}
			if got.Held != Fault && !(got.PAct >= 0 && got.PAct <= 1) {
				t.Fatalf("%s: p_act is %v on scores %v", d, got.PAct, raw)
			}
			_ = got.String()
		}
	})
}

func BenchmarkDecode(b *testing.B) {
	c := contract([]float64{0.987, 0.002, 0.002, 0.002, 0.002, 0.002, 0.001, 0.001, 0.001})
	raw := []float32{3, -1, -2, -1.5, 0, -3, -1, -2, -4}
	available := []bool{true, true, true, true, false, true, true, true, true}
	for _, k := range Kinds() {
		b.Run(k.Name, func(b *testing.B) {
			d := decoder(b, c, minimal(b, k, c.Classes)+"&refractory=5")
			b.ReportAllocs()
			for b.Loop() {
				d.Decode(raw, available)
			}
		})
	}
}
