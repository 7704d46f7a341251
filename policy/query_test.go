package policy_test

import (
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/kumite/kumite/policy"
)

func TestAPlusInAQueryIsAPlus(t *testing.T) {
	for text, want := range map[string]url.Values{
		"gamma=+2.5":           {"gamma": {"+2.5"}},
		"gamma=1e+1":           {"gamma": {"1e+1"}},
		"name=c++":             {"name": {"c++"}},
		"name=a%20b&delay=%2B": {"name": {"a b"}, "delay": {"+"}},
		"cost=%26%25.csv":      {"cost": {"&%.csv"}},
	} {
		got, err := policy.ParseQuery(text)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, %v; want %v", text, got, err, want)
		}
		if again, err := policy.ParseQuery(policy.EncodeQuery(want)); err != nil || !reflect.DeepEqual(again, want) {
			t.Errorf("%s: encoded and parsed again: got %v, %v; want %v", text, again, err, want)
		}
	}
}

func TestAQueryThatCannotBeParsedSaysWhatToWrite(t *testing.T) {
	for text, want := range map[string]string{"name=%zz": "write %25 for %", "name=50%": "write %25 for %", "a=1;b=2": "separate settings by &"} {
		if _, err := policy.ParseQuery(text); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "URL") {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}
