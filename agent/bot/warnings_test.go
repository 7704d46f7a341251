package bot_test

import (
	"image"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/bot"
)

// warnings loads a model for frames of a size and returns what Warn is called with.
func warnings(t *testing.T, path string, frame image.Point) []string {
	t.Helper()
	var all []string
	setup := bot.Setup{Eye: bot.OpenCV, Warn: func(m *bot.Model, warning string) {
		if m.Path != path {
			t.Errorf("a warning of %s, want one of %s", m.Path, path)
		}
		all = append(all, warning)
	}}
	m, err := setup.Open(bot.Contestant{Path: path, Spec: path, Name: path}, 6, frame)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(m.Warnings, all) {
		t.Errorf("Warnings is %q, and Warn is called with %q", m.Warnings, all)
	}
	if err := m.Close(); err != nil {
		t.Error(err)
	}
	return all
}

func TestFramesOfAnotherAspectRatioAreWarnedOf(t *testing.T) {
	path := filepath.Join(shipped, "pro-tiny.onnx")
	for frame, want := range map[image.Point]string{
		{180, 320}: "frames of 180×320 are squeezed into the model's input of ",
		{320, 240}: "frames of 320×240 are squeezed into the model's input of ",
		{640, 200}: "frames of 640×200 are squeezed into the model's input of ",
		{320, 180}: "", {640, 360}: "", {854, 480}: "", {1920, 1088}: "",
	} {
		got := warnings(t, path, frame)
		if want == "" && len(got) > 0 || want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], want) || !strings.HasSuffix(got[0], "crop or pad them to 16:9")) {
			t.Errorf("%v: got %q, want %q", frame, got, want)
		}
	}
}

func TestScoresOfAnotherKindThanStatedAreWarnedOf(t *testing.T) {
	const path = "../../policy/ort/testdata/softmax.onnx"
	got := warnings(t, path, image.Pt(320, 180))
	if len(got) != 1 || !strings.Contains(got[0], `set kumite.output to "probabilities"`) {
		t.Errorf("got %q, want one warning with the key to set", got)
	}
	if got := warnings(t, path, image.Pt(320, 240)); len(got) != 2 {
		t.Errorf("on frames of 4:3: got %q, want both warnings", got)
	}
}
