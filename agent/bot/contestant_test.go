package bot_test

import (
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/sim/script"
)

func TestAFileNameMayContainAQuestionMarkAndAPlusIsAPlus(t *testing.T) {
	for spec, want := range map[string]bot.Contestant{
		"a.onnx":                                    {Path: "a.onnx", Name: "a"},
		"who?.onnx":                                 {Path: "who?.onnx", Name: "who?"},
		"onnx:d?/who?.onnx":                         {Path: "d?/who?.onnx", Name: "who?"},
		"who?.onnx?decode=argmax":                   {Path: "who?.onnx", Name: "who??argmax", Query: "decode=argmax"},
		"a.onnx?decode=cost&cost=b.onnx":            {Path: "a.onnx", Name: "a?cost", Query: "cost=b.onnx&decode=cost"},
		"a+b.onnx?name=c++":                         {Path: "a+b.onnx", Name: "c++"},
		"a.onnx?gamma=+2.5":                         {Path: "a.onnx", Name: "a", Query: "gamma=%2B2.5"},
		"a.onnx?gamma=1e+1&name=two%20words":        {Path: "a.onnx", Name: "two words", Query: "gamma=1e%2B1"},
		"script:pro?name=p+":                        {Script: "pro", Name: "p+"},
		"script:oracle?period=6&delay=6":            {Script: "oracle", Name: "oracle?delay=6&period=6", Timing: script.Timing{Period: 6, Delay: 6}},
		"script:oracle?delay=0&name=o":              {Script: "oracle", Name: "o"},
		"script:spammer?forecast=on&delay=9&name=s": {Script: "spammer", Name: "s", Timing: script.Timing{Delay: 9, Forecast: true}},
	} {
		want.Spec = spec
		if got, err := bot.Parse(spec); err != nil || got != want {
			t.Errorf("%s: got %+v, %v; want %+v", spec, got, err, want)
		}
	}
}

func TestTimingsOfScriptsThatCannotBeAreRefused(t *testing.T) {
	for spec, want := range map[string]string{
		"script:oracle?period=0":          `period=0 is out of range; want 1 to 120 ticks`,
		"script:oracle?delay=121":         `delay=121 is out of range; want 0 to 120 ticks`,
		"script:oracle?period=x":          `period=x is not a whole number; want 1 to 120 ticks`,
		"script:oracle?forecast=1":        `forecast=1; want on or off`,
		"script:pro?period=6":             `script "pro" has a reaction time of its own`,
		"script:oracle?gamma=1":           `setting "gamma" is unknown; valid: name, period, delay, forecast`,
		"script:oracle?period=6&period=7": `setting "period" must have exactly one value`,
	} {
		if c, err := bot.Parse(spec); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %+v, %v; want an error with %q", spec, c, err, want)
		}
	}
}

func TestOfSeveralInvalidSettingsTheSameIsReported(t *testing.T) {
	for spec, want := range map[string]string{
		"script:oracle?d=1&c=1&b=1&a=1":     `setting "a" is unknown`,
		"a.onnx?period=&name=&delay=":       `setting "delay" must have exactly one value`,
		"oip://host/m?period=&name=&delay=": `setting "delay" must have exactly one value`,
	} {
		for range 30 {
			if _, err := bot.Parse(spec); err == nil || !strings.Contains(err.Error(), want) {
				t.Fatalf("%s: got %v, want %q", spec, err, want)
			}
		}
	}
}
