package bot_test

import (
	"testing"

	"github.com/kumite/kumite/agent/bot"
)

func TestAFileNameMayContainAQuestionMarkAndAPlusIsAPlus(t *testing.T) {
	for spec, want := range map[string]bot.Contestant{
		"a.onnx":                             {Path: "a.onnx", Name: "a"},
		"who?.onnx":                          {Path: "who?.onnx", Name: "who?"},
		"onnx:d?/who?.onnx":                  {Path: "d?/who?.onnx", Name: "who?"},
		"who?.onnx?decode=argmax":            {Path: "who?.onnx", Name: "who??argmax", Query: "decode=argmax"},
		"a.onnx?decode=cost&cost=b.onnx":     {Path: "a.onnx", Name: "a?cost", Query: "cost=b.onnx&decode=cost"},
		"a+b.onnx?name=c++":                  {Path: "a+b.onnx", Name: "c++"},
		"a.onnx?gamma=+2.5":                  {Path: "a.onnx", Name: "a", Query: "gamma=%2B2.5"},
		"a.onnx?gamma=1e+1&name=two%20words": {Path: "a.onnx", Name: "two words", Query: "gamma=1e%2B1"},
		"script:pro?name=p+":                 {Script: "pro", Name: "p+"},
	} {
		want.Spec = spec
		if got, err := bot.Parse(spec); err != nil || got != want {
			t.Errorf("%s: got %+v, %v; want %+v", spec, got, err, want)
		}
	}
}
