package jsonfile_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/kumite/kumite/internal/jsonfile"
)

type inner struct {
	Text  string             `json:"text"`
	Share float64            `json:"share"`
	Names []string           `json:"names"`
	By    map[string]float64 `json:"by"`
}

type document struct {
	inner
	Inner *inner `json:"inner"`
	Count int    `json:"count"`
	Small int32  `json:"small"`
	Seed  uint64 `json:"seed"`
	On    bool   `json:"on"`
	Data  []byte `json:"data"`
}

func TestWhatIsWrongWithJSONIsSaidInPlainWords(t *testing.T) {
	for text, want := range map[string]string{
		`{"count": "five"}`:           `"count" is a text; want a whole number`,
		`{"count": 1.5}`:              `"count" is 1.5; want a whole number`,
		`{"small": 5000000000}`:       `"small" is 5000000000; want a whole number of 32 bits`,
		`{"seed": -1}`:                `"seed" is -1; want a whole number of 0 or more`,
		`{"on": 1}`:                   `"on" is a number; want true or false`,
		`{"text": true}`:              `"text" is true or false; want a text`,
		`{"inner": {"share": "hot"}}`: `"share" is a text; want a number`,
		`{"inner": {"names": {}}}`:    `"names" is an object; want a list`,
		`{"inner": [1]}`:              `"inner" is a list; want an object`,
		`{"inner": {"by": [1]}}`:      `"by" is a list; want an object`,
		`[]`:                          `the value is a list; want an object`,
		`{"count": 1`:                 "the JSON ends too early",
		``:                            "the JSON ends too early",
		`{"count": 1}}`:               "it is not JSON: unexpected '}' after top-level value at byte 13",
		`{"text": "a` + "\n" + `"}`:   `it is not JSON: unexpected '\n' in string literal at byte 12`,
		`{"data": "AAA*"}`:            "a text of base64 is damaged at its byte 4",
		`{"count": 1, "COUNT": 2}`:    `key "COUNT" appears twice in one object`,
		`{"by": {"a": 1, "a": 2}}`:    `key "a" appears twice in one object`,
		"\xff\xfe{\x00}\x00":          "the text is UTF-16; save it as UTF-8",
		"{\x00}\x00":                  "the text is UTF-16; save it as UTF-8",
		"{\"text\": \"k\xe4mpfen\"}":  "the text is not UTF-8; save it as UTF-8",
	} {
		err := jsonfile.Unmarshal([]byte(text), &document{})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "Go ") {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
}

func TestNumbersOfAnySizeAreLeftAsTheyAre(t *testing.T) {
	for text, want := range map[string]string{`{"a": 1e999}`: "1e999", `{"a": [-1e999, {"b": 1e400}]}`: `[-1e999, {"b": 1e400}]`} {
		if got, err := jsonfile.Object([]byte(text)); err != nil || string(got["a"]) != want {
			t.Errorf("%s: got %s, %v; want %s", text, got["a"], err, want)
		}
	}
	if err := jsonfile.UniqueKeys([]byte(`[{"a": -1e999, "b": 5}]`)); err != nil {
		t.Error(err)
	}
}

func TestAStreamThatEndsIsExplained(t *testing.T) {
	for _, text := range []string{"", " ", "{", `{"count"`} {
		err := json.NewDecoder(strings.NewReader(text)).Decode(new(document))
		if got := jsonfile.Explain(err); got == nil || !strings.Contains(got.Error(), "the JSON ends too early") {
			t.Errorf("%q: %v is explained as %v; want that it ends too early", text, err, got)
		}
	}
}

func TestObjectTellsCasesApart(t *testing.T) {
	if got, err := jsonfile.Object([]byte("\ufeff{\"Jump\": 1, \"jump\": {\"a\": 2}}")); err != nil || string(got["jump"]) != `{"a": 2}` {
		t.Errorf("got %v, %v", got, err)
	}
	for _, text := range []string{`{"a": 1, "a": 2}`, `{"a": {"b": 1, "b": 1}}`, `{"a": [{"b": 1, "b": 1}]}`} {
		if _, err := jsonfile.Object([]byte(text)); err == nil || !strings.Contains(err.Error(), "appears twice in one object") {
			t.Errorf("%s: got %v, want it refused", text, err)
		}
	}
}
