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
		p, err := openPredictions(t.Context(), path, nil, "")
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
		"capitals": strings.Replace(plain, "recording,frame,truth,predicted,logit:", "Recording,FRAME,Truth,Predicted,Logit:", 1),
		"blanks":   strings.Replace(plain, "recording,frame,truth,predicted,logit:", " recording , frame ,truth,predicted , logit: ", 1),
	} {
		if got, err := read(text); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %+v, %v; want %+v", name, got, err, want)
		}
	}
	if _, err := read(plain + plain); err == nil || !strings.Contains(err.Error(), "line 4: the heading appears again") {
		t.Errorf("a heading twice: %v", err)
	}
	for text, want := range map[string]string{
		strings.ReplaceAll(plain, ",", "|"):                         `column "recording" is missing among recording|frame|truth|predicted|logit:no_action|logit:poke; want recording,frame,truth,predicted`,
		strings.Replace(plain, "truth", "label", 1):                 `column "truth" is missing among recording, frame, label, predicted`,
		strings.Repeat("x1,y1,", 1) + "a,b,c,d,e,f,g\n":             `is missing among x1, y1, a, b, c, d, e, f and 1 more`,
		strings.Replace(plain, "frame,truth", "frame,Frame", 1):     `columns "frame" and "Frame" are the same but for case; keep one`,
		plain + "r,2,poke\n":                                        "line 4: the heading has 6 fields and this row 3",
		strings.Replace(plain, "logit:no_action", "Logit: poke", 1): `the scores of "poke" are in two columns; keep one`,
		"recording,frame,truth,predicted\n":                         "there is only a heading; want a row for each frame",
		"recording;frame;truth;predicted;available\r\n":             "there is only a heading",
		"\ufeffrecording,frame,truth,predicted":                     "there is only a heading",
		"recording,frame,truth,predicted\nr,0,,poke\n":              "line 2: truth is empty; want a class, which is no_action for a frame without a press",
		"recording,frame,truth,predicted\nr,0,poke, \n":             "line 2: predicted is empty",
	} {
		if _, err := read(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", text, err, want)
		}
	}
	if got, err := read("sep=;\n" + strings.ReplaceAll(plain, ",", ";")); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("a stated separator: got %+v, %v; want %+v", got, err, want)
	}
}
