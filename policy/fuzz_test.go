package policy

import (
	"encoding/binary"
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

// fuzzed is a decoder with its invariants.
type fuzzed struct {
	*Decoder
	masks      bool // never sends a skill that is not available
	refractory int
}

// everyDecoder returns each decoder with each wrapper, mask and kind of output, and
// with no_action as the first, middle and last class.
func everyDecoder(t testing.TB) []fuzzed {
	t.Helper()
	var all []fuzzed
	for _, output := range []Output{Logits, LogProbs, Probabilities} {
		for noAction := range 3 {
			c := contract(threeWay)
			c.Output, c.NoAction = output, noAction
			c.Classes = []string{"left", "middle", "right"}
			c.Classes[noAction] = NoAction
			c.Temperature, c.Bias = 0.7, []float64{0.1, 0, -0.1}
			for _, k := range Kinds() {
				least := minimal(t, k, c.Classes)
				for _, mask := range []Mask{MaskToNoop, MaskRenorm, MaskOff} {
					for refractory, wrap := range []string{"", "&refractory=1", "&debounce=2&refractory=2", "&high=0.2&low=0.1&refractory=3"} {
						d := decoder(t, c, least+"&mask="+string(mask)+wrap)
						all = append(all, fuzzed{d, mask != MaskOff, refractory})
					}
				}
			}
			all = append(all, fuzzed{decoder(t, c, "decode=gate&gamma=-50&min_share=0&mask=renorm"), true, 0})
		}
	}
	return all
}

// decide decodes a sequence of frames and checks the invariants of each decision.
func (d fuzzed) decide(t *testing.T, raw []float32, masks []byte) {
	t.Helper()
	quiet := 0
	for i, mask := range masks {
		available := []bool{mask&1 != 0, mask&2 != 0, mask&4 != 0}
		available[d.contract.NoAction] = true
		frame := raw[3*i : 3*i+3]
		got := d.Decode(frame, available)
		if got.Class < 0 || got.Class >= len(frame) || got.Wanted < 0 || got.Wanted >= len(frame) {
			t.Fatalf("%s: class %d of %d is out of range", d, got.Class, got.Wanted)
		}
		if got.Sent() && d.masks && !available[got.Class] {
			t.Fatalf("%s: %v: class %d is masked", d, got, got.Class)
		}
		if got.Sent() && quiet > 0 {
			t.Fatalf("%s: %v: sent with %d frames of refractory left", d, got, quiet)
		}
		if quiet = max(quiet-1, 0); got.Sent() {
			quiet = d.refractory
		}
		if bad := noNumbers(frame, d.contract.Output); bad != (got.Held == Fault) || bad != (got.Cause == NoNumbers) || bad != (got.Problem() != "") {
			t.Fatalf("%s: %v (cause %v, %q) on scores %v", d, got, got.Cause, got.Problem(), frame)
		} else if bad && (got.Chosen() || got.Sent()) {
			t.Fatalf("%s: acts on scores %v", d, frame)
		} else if !bad && !(got.PAct >= 0 && got.PAct <= 1) {
			t.Fatalf("%s: p_act is %v on scores %v", d, got.PAct, frame)
		}
		if got.String() == "" {
			t.Fatalf("%s: an empty String on scores %v", d, frame)
		}
	}
}

// noNumbers reports whether scores are a fault.
func noNumbers(frame []float32, output Output) bool {
	for _, v := range frame {
		f := float64(v)
		if math.IsNaN(f) || math.IsInf(f, 0) || (output == Probabilities && f < 0) {
			return true
		}
	}
	return false
}

func FuzzDecode(f *testing.F) {
	decoders := everyDecoder(f)
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	frames := [][]float32{
		{0, 5, 4}, {5, 0, 0}, {nan, inf, -1e38}, {-1e38, 3e38, -3e38}, {1e38, -3e38, -3e38}, {0, 0, 0}, {-inf, 0, 1}, {0.2, 0.7, 0.1}, {1, 0, 0}, {-0.1, 1.1, 0},
	}
	var seed []byte
	for _, frame := range frames {
		for _, v := range frame {
			seed = binary.LittleEndian.AppendUint32(seed, math.Float32bits(v))
		}
	}
	for which := range decoders {
		f.Add(seed, []byte{7, 5, 6, 3, 2, 0, 4, 1}, uint16(which))
	}
	f.Fuzz(func(t *testing.T, scores, masks []byte, which uint16) {
		d := decoders[int(which)%len(decoders)]
		d.Seed(uint64(which))
		n := min(len(scores)/12, 64)
		if len(masks) == 0 {
			masks = []byte{7}
		}
		raw, now := make([]float32, 3*n), make([]byte, n)
		for i := range raw {
			raw[i] = math.Float32frombits(binary.LittleEndian.Uint32(scores[4*i:]))
		}
		for i := range now {
			now[i] = masks[i%len(masks)]
		}
		d.decide(t, raw, now)
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
