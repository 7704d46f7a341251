package openloop

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestPredictionsOfAnyFormAreRead(t *testing.T) {
	const plain = "recording,frame,truth,predicted,logit:no_action,logit:poke\nr,0,no_action,poke,-1,2\nr,1,poke,poke,-3,1\n"
	read := func(text string) (any, error) {
		path := filepath.Join(t.TempDir(), "p.csv")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := openPredictions(path, nil, "")
		if err != nil {
			return nil, err
		}
		defer p.close()
		r, _, err := p.next()
		return r, err
	}
	want, err := read(plain)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"semicolons": strings.ReplaceAll(plain, ",", ";"), "tabs": strings.ReplaceAll(plain, ",", "\t"), "CR": strings.ReplaceAll(plain, "\n", "\r"),
	} {
		if got, err := read(text); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v; want %+v", name, got, err, want)
		}
	}
	if _, err := read(plain + plain); err == nil || !strings.Contains(err.Error(), "line 4: the heading stands again") {
		t.Errorf("a heading twice: %v", err)
	}
}
