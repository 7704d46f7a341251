package serve

import (
	"strings"
	"testing"
)

// FuzzRequest parses a request over HTTP.
func FuzzRequest(f *testing.F) {
	const sound = `{"id":"1","parameters":{"sequence_id":"a","seed":7},"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[0.5,[1]]}],"outputs":[{"name":"y"}]}`
	for _, seed := range [][2]string{
		{sound, ""}, {sound + "\x00\x00\x80?", "144"}, {strings.Replace(sound, "0.5", "1e999", 1), ""}, {strings.Replace(sound, `[0.5,[1]]`, `{"a":1}`, 1), ""}, {strings.Replace(sound, "FP32", "UINT8", 1), ""},
		{`{"inputs":[{"name":"x","datatype":"FP32","shape":[1],"parameters":{"binary_data_size":4}}]}1234`, "83"}, {`{"inputs":[{"parameters":{"binary_data_size":-9223372036854775808}}]}`, ""},
		{sound, "-1"}, {sound, "9223372036854775807"}, {strings.Repeat("[", 20000), ""}, {"", ""}, {"null", ""}, {"{}{}", ""},
	} {
		f.Add([]byte(seed[0]), seed[1])
	}
	f.Fuzz(func(t *testing.T, body []byte, header string) {
		in, binary, err := parseRequest(body, header)
		if err != nil {
			if strings.Contains(err.Error(), "Go value") {
				t.Errorf("an error in the words of Go: %v", err)
			}
			return
		}
		if len(in.Inputs) != len(in.RawInputContents) {
			t.Errorf("%d inputs have %d tensors", len(in.Inputs), len(in.RawInputContents))
		}
		binary("y")
		if r, err := readRequest(in); err == nil && r == nil {
			t.Error("neither a request nor an error")
		}
	})
}
