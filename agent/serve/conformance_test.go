package serve_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/serve"
)

// The HTTP half of the specification: paths, documents, and how errors look.
func TestHTTPIsThatOfTheSpecification(t *testing.T) {
	web, _ := start(t, func(c *serve.Config) { c.Version = "v9" }, shipped+"/pro-tiny.onnx?name=m")
	var metadata struct{ Versions []string }
	if code := get(t, web+"/v2/models/m", &metadata); code != 200 || len(metadata.Versions) != 1 {
		t.Fatalf("%d, versions %v; want one", code, metadata.Versions)
	}
	version := "/v2/models/m/versions/" + metadata.Versions[0]
	const black = `"inputs":[{"name":"frame","datatype":"UINT8","shape":[1,2],"data":[[0,0]]}]`
	for name, test := range map[string]struct {
		method, path, body string
		code               int
		says               string // in the body
	}{
		"server":                 {"GET", "/v2", "", 200, `"version":"v9"`},
		"server, slash":          {"GET", "/v2/", "", 200, `"extensions":["binary_tensor_data"`},
		"live":                   {"GET", "/v2/health/live", "", 200, `{"live":true}`},
		"ready":                  {"GET", "/v2/health/ready", "", 200, `{"ready":true}`},
		"model ready":            {"GET", "/v2/models/m/ready", "", 200, `{"name":"m","ready":true}`},
		"version ready":          {"GET", version + "/ready", "", 200, `{"name":"m","ready":true}`},
		"version":                {"GET", version, "", 200, `"platform":"onnxruntime_onnx"`},
		"other version":          {"GET", "/v2/models/m/versions/1/ready", "", 404, "has version"},
		"other model":            {"GET", "/v2/models/x/ready", "", 404, "no model"},
		"other path":             {"GET", "/v1/models", "", 404, "see /v2"},
		"method of infer":        {"GET", "/v2/models/m/infer", "", 405, "send POST"},
		"method of server":       {"DELETE", "/v2", "", 405, "send GET"},
		"id":                     {"POST", "/v2/models/m/infer", `{"id":"42",` + black + `}`, 200, `"id":"42"`},
		"model and version":      {"POST", version + "/infer", `{` + black + `}`, 200, `"model_name":"m","model_version":"` + metadata.Versions[0] + `"`},
		"parameters of any kind": {"POST", "/v2/models/m/infer", `{"parameters":{"a":0.5,"b":18446744073709551615,"c":"x","d":true},` + black + `}`, 200, `"outputs"`},
		"a seed of 64 bits":      {"POST", "/v2/models/m/infer", `{"parameters":{"sequence_id":"s","sequence_start":true,"sequence_end":true,"seed":18446744073709551615},` + black + `}`, 200, `"outputs"`},
		"no body":                {"POST", "/v2/models/m/infer", ``, 400, "the body is empty"},
		"a number as id":         {"POST", "/v2/models/m/infer", `{"id":42,` + black + `}`, 400, `\"id\" is a number; want a text`},
		"text after JSON":        {"POST", "/v2/models/m/infer", `{` + black + `} x`, 400, "Inference-Header-Content-Length"},
		"half a microsecond":     {"POST", "/v2/models/m/infer", `{"parameters":{"timeout":0.5},` + black + `}`, 400, "timeout"},
		"binary as text":         {"POST", "/v2/models/m/infer", `{"outputs":[{"name":"action","parameters":{"binary_data":"yes"}}],` + black + `}`, 400, `binary_data: it is neither true nor false`},
		"all binary as number":   {"POST", "/v2/models/m/infer", `{"parameters":{"binary_data_output":1},` + black + `}`, 400, `binary_data_output: it is neither true nor false`},
	} {
		code, header, body := send(t, test.method, web+test.path, test.body, nil)
		if code != test.code || !strings.Contains(body, test.says) || header.Get("Content-Type") != "application/json" {
			t.Errorf("%s: %d %s %s, want %d and JSON with %s", name, code, header.Get("Content-Type"), body, test.code, test.says)
		}
		var doc map[string]any
		if err := json.Unmarshal([]byte(body), &doc); err != nil {
			t.Errorf("%s: %s: %v", name, body, err)
		} else if keys := slices.Collect(maps.Keys(doc)); code >= 400 && !slices.Equal(keys, []string{"error"}) {
			t.Errorf("%s: an error with the keys %v, want error alone", name, keys)
		}
		if code == 405 && header.Get("Allow") == "" {
			t.Errorf("%s: no header Allow", name)
		}
	}
	if code, _, body := send(t, "POST", web+"/v2/models/m/infer", "{}", http.Header{"Content-Encoding": {"gzip"}}); code != 400 || !strings.Contains(body, "Content-Encoding") {
		t.Errorf("a compressed body: %d %s, want 400", code, body)
	}
}

// The outputs are those that are named, in that order and form.
func TestOnlyTheNamedOutputsAreReturned(t *testing.T) {
	web, _ := start(t, nil, shipped+"/pro-tiny.onnx")
	body := `{"inputs":[{"name":"frame","datatype":"UINT8","shape":[1,2],"data":[0,0]}],
		"outputs":[{"name":"p_act","parameters":{"binary_data":true}},{"name":"action"}]}`
	code, header, answer := post(t, web+"/v2/models/pro-tiny/infer", "", []byte(body))
	n := 0
	if err := json.Unmarshal([]byte(header.Get("Inference-Header-Content-Length")), &n); err != nil || code != 200 {
		t.Fatalf("%d %s: %v", code, answer, err)
	}
	var doc struct {
		Outputs []struct {
			Name       string
			Parameters struct {
				Size int `json:"binary_data_size"`
			}
			Data []string
		}
	}
	if err := json.Unmarshal(answer[:n], &doc); err != nil {
		t.Fatal(err)
	}
	if o := doc.Outputs; len(o) != 2 || o[0].Name != "p_act" || o[0].Parameters.Size != 8 || len(answer)-n != 8 || o[1].Name != "action" || len(o[1].Data) != 1 {
		t.Errorf("%s and %d bytes; want p_act in 8 bytes, then action", answer[:n], len(answer)-n)
	}
}

func send(t *testing.T, method, url, body string, header http.Header) (int, http.Header, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(r.Header, header)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, answer.Header, strings.TrimSpace(string(text))
}
