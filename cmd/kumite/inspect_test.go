package main

import (
	"bytes"
	"image/png"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/policy"
)

func TestInspectSaysWhatTheFileSaysAndDoes(t *testing.T) {
	picture := filepath.Join(t.TempDir(), "p.png")
	args := []string{"inspect", "--json", "--canary", strings.TrimSuffix(model, ".onnx") + ".canary.json", "--picture", picture, model + "?gamma=-2"}
	doc := fields(t, mustRun(t, args...))
	for key, want := range map[string]any{"opset": 13.0, "parameters": 107225.0, "schema": "kumite.inspect/1"} {
		if doc[key] != want {
			t.Errorf("%s is %v, want %v", key, doc[key], want)
		}
	}
	if f := doc["flops"].(float64); f < 3.5e6 || f > 3.7e6 {
		t.Errorf("%v FLOPs; its card says 3.6 million", f)
	}
	if ops := doc["operators"].(map[string]any); ops["Conv"] != 3.0 || ops["Gemm"] != 2.0 {
		t.Errorf("operators %v", ops)
	}
	sources := doc["decoder"].(map[string]any)["sources"].(map[string]any)
	for key, want := range map[string]string{"gamma": "contestant", "decode": "metadata", "mask": "default"} {
		if sources[key] != want {
			t.Errorf("%s comes from %v, want %s", key, sources[key], want)
		}
	}
	for _, r := range doc["rules"].([]any) {
		if r.(map[string]any)["status"] != "ok" {
			t.Errorf("rule %v", r)
		}
	}
	if n := len(doc["frames"].([]any)); n != 6 {
		t.Errorf("%d frames, want a zero one and five of a match", n)
	}
	img, err := png.Decode(bytes.NewReader(read(t, picture)))
	if err != nil {
		t.Fatal(err)
	}
	if size := img.Bounds().Size(); size.X != 80 || size.Y != 45 {
		t.Errorf("the picture is %v", size)
	}
	again := fields(t, mustRun(t, args...))
	if a, b := doc["frames"], again["frames"]; len(a.([]any)) != len(b.([]any)) || a.([]any)[3].(map[string]any)["decision"] != b.([]any)[3].(map[string]any)["decision"] {
		t.Error("two runs show different frames")
	}
}

func TestInspectNamesTheRuleThatIsBrokenAndExitsWithOne(t *testing.T) {
	file := copied(t)
	write(t, filepath.Dir(file), "m.onnx.json", []byte(`{"kumite.train_prior":[0.5,0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1]}`))
	code, out, errs := kumite(t, "inspect", file)
	if code != 1 || !strings.Contains(out, "BROKEN: kumite.train_prior sums to 1.3") || !strings.Contains(out, "not checked") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
}

func TestInspectLooksAtARecording(t *testing.T) {
	doc := fields(t, mustRun(t, "inspect", "--json", "--logs", twoMatches(t), model))
	if name := doc["frames"].([]any)[1].(map[string]any)["frame"].(string); name != "000001 30" {
		t.Errorf("the first frame is %q", name)
	}
}

func TestACanaryThatIsNotTheModelsIsTold(t *testing.T) {
	other := strings.Replace(model, "pro-ce", "pro-balanced", 1)
	code, out, _ := kumite(t, "inspect", "--canary", strings.TrimSuffix(model, ".onnx")+".canary.json", other)
	if code != 1 || !strings.Contains(out, "scores as the canary says") || !strings.Contains(out, "BROKEN") {
		t.Errorf("exit %d\n%s", code, out)
	}
	refuses(t, []string{"inspect", "--canary", "none.json", model}, "canary", "none.json")
	refuses(t, []string{"inspect", "--canary", write(t, t.TempDir(), "c.json", []byte("{}")), model}, "c.json", "80")
}

func TestWhatCannotBeInspectedIsRefused(t *testing.T) {
	dir := t.TempDir()
	refuses(t, []string{"inspect", "script:pro"}, "inspect is for models")
	refuses(t, []string{"inspect", model + "?decode=gat"}, `?decode=gat": decoder "gat" is unknown; did you mean "gate"?`)
	refuses(t, []string{"inspect", filepath.Join(dir, "none.onnx")}, "there is no such file")
	refuses(t, []string{"inspect", write(t, dir, "half.onnx", read(t, model)[:2000])}, "not a complete ONNX file")
}

func TestDecodersListsEveryKindWithItsSettings(t *testing.T) {
	text := mustRun(t, "decoders")
	for _, k := range policy.Kinds() {
		if !strings.Contains(text, k.Name) || !strings.Contains(text, k.About) {
			t.Errorf("%s is not listed", k.Name)
		}
		for _, s := range k.Settings {
			if !strings.Contains(text, s.Name) || !strings.Contains(text, s.About) {
				t.Errorf("setting %s of %s is not listed", s.Name, k.Name)
			}
		}
	}
	for _, want := range []string{"refractory", "mask=renorm", "(required, -50 to 50)"} {
		if !strings.Contains(text, want) {
			t.Errorf("the list lacks %q:\n%s", want, text)
		}
	}
	doc := fields(t, mustRun(t, "decoders", "--json"))
	if got := len(doc["decoders"].([]any)); got != len(policy.Kinds()) {
		t.Errorf("%d decoders in JSON, want %d", got, len(policy.Kinds()))
	}
}
