package bot_test

import (
	"image"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim/raster"
)

func TestASetupReportsEveryInvalidField(t *testing.T) {
	if err := (bot.Setup{}).Validate(); err != nil {
		t.Errorf("the zero value: %v", err)
	}
	bad := bot.Setup{Eye: 7, Provider: "gpu", Limit: -1, Isolation: bot.Isolation{When: bot.Always, MemoryLimit: -2}}
	err := bad.Validate()
	for _, want := range []string{"eye is 7; want Fastest or OpenCV", `provider is "gpu"; want one of [cpu `, "limit is -1ns; want 0 or more", "memory limit is -2 bytes", "command is empty"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q is missing in: %v", want, err)
		}
	}
	if err := (bot.Setup{Isolation: bot.Isolation{When: "maybe"}}).Validate(); err == nil || !strings.Contains(err.Error(), `"maybe"`) {
		t.Errorf("an unknown choice: got %v, want it named", err)
	}
	c, err := bot.Parse("../../policy/ort/testdata/good.onnx")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (bot.Setup{Eye: 7}).Open(c, 6, image.Pt(raster.Width, raster.Height)); err == nil || !strings.Contains(err.Error(), "eye is 7") {
		t.Errorf("a model is opened with an invalid setup: %v", err)
	}
}
