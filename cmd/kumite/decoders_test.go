package main

import (
	"strings"
	"testing"

	"github.com/kumite/kumite/policy"
)

func TestDecodersListsEveryDecoderWithItsSettings(t *testing.T) {
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
