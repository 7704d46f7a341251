package bot_test

import (
	"testing"

	"github.com/kumite/kumite/agent/bot"
)

// FuzzContestant parses contestant strings.
func FuzzContestant(f *testing.F) {
	for _, seed := range []string{
		"script:pro", "script:pro?name=x", "a.onnx", "a.onnx?decode=gate&gamma=+2.5&delay=12&name=a%20b", "a?b.onnx?name=c", "human", "", "?", ".onnx?",
		"a.onnx?name=%1b[31m", "a.onnx?name=\xff", "a.onnx?delay=-7200", "a.onnx?delay=99999999999999999999", "a.onnx?name=a&name=b", "script:../../etc", "a.onnx?%",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, spec string) {
		c, err := bot.Parse(spec)
		if err != nil {
			return
		}
		again, err := bot.Parse(c.Spec)
		if err != nil || again != c {
			t.Errorf("%q is %+v, whose spec is %+v, %v", spec, c, again, err)
		}
	})
}
