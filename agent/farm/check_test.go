package farm

import (
	"strings"
	"testing"
)

func TestABlockWhoseResultsCouldNotBeSentIsRefused(t *testing.T) {
	long := strings.Repeat("a", maxName+1)
	for name, b := range map[string]block{
		"no session":            {ID: "1"},
		"a session with a dot":  {Session: "a.b", ID: "1"},
		"a session with a star": {Session: "*", ID: "1"},
		"a long session":        {Session: long, ID: "1"},
		"a long ID":             {Session: "a", ID: long},
	} {
		if err := b.check(); err == nil || len(err.Error()) > 200 {
			t.Errorf("%s: %v; want a short refusal", name, err)
		}
	}
	if err := (&block{Session: long[1:], ID: long[1:]}).check(); err != nil {
		t.Error(err)
	}
}
