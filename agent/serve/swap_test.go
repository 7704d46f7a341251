package serve_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/serve"
)

func TestAChangedFileReplacesTheVersionAndABrokenOneDoesNot(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "m.onnx")
	put := func(from string) {
		t.Helper()
		data, err := os.ReadFile(from)
		if err == nil {
			err = os.WriteFile(file+".part", data, 0o644)
		}
		if err == nil {
			err = os.Rename(file+".part", file)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	put(shipped + "/pro-tiny.onnx")
	events := make(chan serve.Event, 8)
	next := func() serve.Event {
		t.Helper()
		select {
		case e := <-events:
			return e
		case <-time.After(time.Minute): // only so that a failure does not hang
			t.Fatal("nothing was reported")
		}
		return serve.Event{}
	}
	web, calls := start(t, func(c *serve.Config) { c.Event = func(e serve.Event) { events <- e } }, file)
	first := next()
	b, err := bot.Open("oip://"+calls+"/m", bot.Setup{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	version := func(parameters string) string {
		t.Helper()
		code, _, body := post(t, web+"/v2/models/m/infer", "", []byte(`{"parameters":{`+parameters+`},"inputs":[{"name":"frame","datatype":"UINT8","shape":[1,1],"data":[1]}]}`))
		var answer answerJSON
		if err := json.Unmarshal(body, &answer); err != nil || code != 200 {
			t.Fatalf("%d %s (%v)", code, body, err)
		}
		return answer.ModelVersion
	}
	if got := version(`"sequence_id":"a","sequence_start":true`); got != first.Version {
		t.Errorf("a sequence begins on version %s, want %s", got, first.Version)
	}
	put("../../policy/ort/testdata/nan.onnx")
	if e := next(); e.Err == nil {
		t.Errorf("a broken file: %+v, want an error", e)
	}
	if err := b.Model().Session.Try("a zero frame"); err != nil {
		t.Errorf("after a broken file: %v, want the old version", err)
	}
	var health map[string]bool
	if code := get(t, web+"/v2/health/ready", &health); code != 200 || !health["ready"] {
		t.Errorf("after a broken file: %d %v, want the server to be ready", code, health)
	}
	put(shipped + "/pro-still.onnx")
	second := next()
	if second.Err != nil || second.Version == first.Version {
		t.Errorf("another model: %+v, want another version than %s", second, first.Version)
	}
	if got := version(`"sequence_id":"a"`); got != first.Version {
		t.Errorf("the sequence goes on with version %s, want %s, on which it began", got, first.Version)
	}
	if got := version(`"sequence_id":"a","sequence_start":true`); got != second.Version {
		t.Errorf("the sequence begins anew on version %s, want %s", got, second.Version)
	}
	if got := version(""); got != second.Version {
		t.Errorf("a request without a sequence is answered by version %s, want %s", got, second.Version)
	}
	err = b.Model().Session.Try("a zero frame")
	var failure *bot.Failure
	if !errors.As(err, &failure) || failure.Kind != bot.ServerLost || !strings.Contains(err.Error(), "has version") {
		t.Errorf("a client of the first version: %v, want it to be lost", err)
	}
}
