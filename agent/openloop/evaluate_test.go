package openloop_test

import (
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/openloop"
)

func TestValidateReportsEveryBadField(t *testing.T) {
	err := openloop.Config{Contestants: []bot.Contestant{{Spec: "script:pro"}}, Resamples: -1}.Validate()
	for _, want := range []string{"script:pro", "setup.Eye is not bot.OpenCV", "resamples is -1; want 0 or more", "workers is 0; want at least 1"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v; want it to say %q", err, want)
		}
	}
}

func TestAPriorIsParsedAndInvalidOnesAreRefused(t *testing.T) {
	if got, err := openloop.ParsePrior(" 0.9, 0.1"); err != nil || len(got) != 2 || got[0] != 0.9 || got[1] != 0.1 {
		t.Errorf("got %v, %v", got, err)
	}
	for text, want := range map[string]string{"0.9,x": `"x" is not a number`, "0.9,0": `"0" is out of range; want above 0 and at most 1`, "0.5,0.4": "sum to 0.9", "NaN,1": `"NaN"`} {
		if _, err := openloop.ParsePrior(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v; want it to say %q", text, err, want)
		}
	}
}
