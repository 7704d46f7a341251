package openloop_test

import (
	"reflect"
	"testing"

	"github.com/kumite/kumite/agent/openloop"
	"github.com/kumite/kumite/vision/cv"
)

func TestPaletteFramesGiveTheScoresOfTheirColours(t *testing.T) {
	folder, cfg := scan(t)
	for _, model := range []string{"pro-ce.onnx", "pro-rgb.onnx"} {
		s, err := openloop.NewScorer(folder, cfg.Setup, []string{"../../models/" + model})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		got, err := s.Score(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		s.Alter = func(cv.Frame) {} // frames that may be altered are read in colour
		want, err := s.Score(t.Context(), 0)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: the scores of palette frames differ from those of their colours", model)
		}
	}
}
