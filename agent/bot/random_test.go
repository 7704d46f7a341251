package bot_test

import (
	"image"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim/raster"
)

// computedDropout turns Dropout's training mode on where only a run shows it. The
// tests of package ort make it.
const computedDropout = "../../policy/ort/testdata/dropout_computed.onnx"

func TestModelsWhoseScoresAreNotAFunctionOfTheInputAreRefused(t *testing.T) {
	c, err := bot.Parse(computedDropout)
	if err != nil {
		t.Fatal(err)
	}
	size := image.Pt(raster.Width, raster.Height)
	var setup bot.Setup
	if m, err := setup.Open(c, 0, size); err == nil {
		m.Close()
		t.Error("opened, want an error")
	} else if want := "scores are not a function of the input: two runs of one frame gave different scores; export the model for inference, or use --allow-random"; !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %q", err, want)
	}
	setup.AllowRandom = true
	m, err := setup.Open(c, 0, size)
	if err != nil {
		t.Fatal(err)
	}
	if want := "two runs of one frame gave different scores"; m.Random != want {
		t.Errorf("random is %q, want %q", m.Random, want)
	}
	if err := m.Close(); err != nil {
		t.Error(err)
	}
}

func TestShippedModelsAreFunctionsOfTheirInput(t *testing.T) {
	for _, path := range modelFiles(t) {
		m, err := bot.Setup{}.Open(bot.Contestant{Path: path}, 0, image.Pt(raster.Width, raster.Height))
		if err != nil {
			t.Fatal(err)
		}
		if m.Random != "" {
			t.Errorf("%s: random is %q, want none", filepath.Base(path), m.Random)
		}
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	}
}
