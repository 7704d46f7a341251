package ort

import (
	"slices"
	"testing"
)

// shaped has an input of another shape, with other weights for each channel.
func shaped(element uint64, channels int, shape ...any) *assembly {
	a := &assembly{meta: newAssembly().meta}
	a.in("frames", element, shape...)
	a.op("Cast", []string{"frames"}, []string{"floats"}, integer("to", typeFloat))
	a.integers("planes", -1, int64(channels), 2, 4)
	a.op("Reshape", []string{"floats", "planes"}, []string{"stack"})
	a.op("GlobalAveragePool", []string{"stack"}, []string{"pooled"})
	a.op("Flatten", []string{"pooled"}, []string{"flat"})
	var weights []float32
	for i := range channels * 3 {
		weights = append(weights, float32(i*i%7)-2.5)
	}
	a.floats("weights", []uint64{uint64(channels), 3}, weights...)
	a.op("MatMul", []string{"flat", "weights"}, []string{"product"})
	return a.out("product", typeFloat, "N", 3)
}

func TestAStackMayHaveAnAxisOfItsOwn(t *testing.T) {
	const rank4 = `{"width":4,"height":2,"color":"rgb","stack":4}`
	const gray = `{"width":4,"height":2,"color":"gray","stack":4}`
	for name, x := range map[string]struct {
		model, same *assembly
		stack       int
	}{
		"gray":      {shaped(typeFloat, 4, "N", 4, 1, 2, 4), shaped(typeFloat, 4, "N", 4, 2, 4).set("kumite.input", gray), 4},
		"rgb":       {shaped(typeFloat, 12, 1, 4, 3, 2, 4), shaped(typeFloat, 12, 1, 12, 2, 4).set("kumite.input", rank4), 4},
		"uint8":     {shaped(typeUint8, 12, "N", 4, 3, 2, 4), shaped(typeUint8, 12, "N", 12, 2, 4).set("kumite.input", rank4), 4},
		"float16":   {shaped(typeFloat16, 4, "N", 4, 1, 2, 4), shaped(typeFloat16, 4, "N", 4, 2, 4).set("kumite.input", gray), 4},
		"dynamic":   {shaped(typeFloat, 4, "N", "T", "C", "H", "W").set("kumite.input", gray), shaped(typeFloat, 4, "N", 4, 2, 4).set("kumite.input", gray), 4},
		"one frame": {shaped(typeFloat, 3, "N", 1, 3, 2, 4), shaped(typeFloat, 3, "N", 3, 2, 4), 1},
	} {
		t.Run(name, func(t *testing.T) {
			s, same := x.model.open(t), x.same.open(t)
			if got := s.Contract().Input; got.Stack != x.stack || got.Len() != same.Contract().Input.Len() {
				t.Errorf("the input is %+v, want a stack of %d", got, x.stack)
			}
			for _, in := range []*Session{s, same} {
				for i := range in.Input().Floats {
					in.Input().Floats[i] = float32(i%11) / 10
				}
				for i := range in.Input().Bytes {
					in.Input().Bytes[i] = uint8(i * 3)
				}
				if err := in.Run(); err != nil {
					t.Fatal(err)
				}
			}
			if !slices.Equal(s.Scores(), same.Scores()) {
				t.Errorf("scores are %v, want those of [N, C, H, W], %v", s.Scores(), same.Scores())
			}
		})
	}
}

func TestScoresMayHaveAnAxisOfOne(t *testing.T) {
	for _, axis := range []any{1, "T"} {
		a := newAssembly()
		a.integers("shape", -1, 1, 3)
		a.op("Reshape", []string{"product", "shape"}, []string{"scores"})
		near(t, run(t, a.out("scores", typeFloat, "N", axis, 3).open(t), 3), []float64{3, -3, 6})
	}
}
