package main

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// acts reports whether text acts on a terminal.
func acts(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' })
}

func TestNamesFromFilesDoNotActOnTheTerminal(t *testing.T) {
	dir := t.TempDir()
	ratings := write(t, dir, "bt.json", []byte(`{"wins":[[0,60],[40,0]],"names":["a\u001b[31m\u0007","b\nc"]}`))
	file := write(t, dir, "a\nb\x1b[31m.onnx", read(t, model))
	table := write(t, dir, "p.csv", []byte("recording,frame,truth,predicted\na,0,no_action,no_action\na,1,p\x1b[31m,no_action\n"))
	for _, c := range []struct {
		args []string
		want string // in the output
	}{
		{[]string{"stats", "bradley-terry", ratings}, `a\u001b[31m\u0007`},
		{[]string{"stats", "bradley-terry", ratings}, `b\nc `},
		{[]string{"tournament", "--width", "200", "--pairs", "1", "--match-seconds", "1", file, "script:dummy"}, `│ 1. a\nb\u001b[31m COLLAPSED │`},
		{[]string{"eval", "--predictions", table}, `p\u001b[31m`},
		{[]string{"inspect", file}, `a\nb\u001b[31m.onnx: sha256`},
		{[]string{"eval", "--predictions", filepath.Join(dir, "none\x1b[2J.csv")}, `none\u001b[2J.csv`},
	} {
		_, out, errs := kumite(t, c.args...)
		if acts(out + errs) {
			t.Errorf("%q: stdout %q, stderr %q; want no control characters", c.args, out, errs)
		}
		if !strings.Contains(out+errs, c.want) {
			t.Errorf("%q: the output lacks %q:\n%s%s", c.args, c.want, out, errs)
		}
	}
}

func TestAnErrorEchoesAtMost200CharactersOfAWord(t *testing.T) {
	_, _, errs := kumite(t, "eval", "--predictions", write(t, t.TempDir(), "p.csv", []byte("recording,frame,truth,predicted\na,0,poke,no_action\na,"+strings.Repeat("9x", 1000)+",no_action,no_action\n")))
	if len(errs) > 700 || !strings.Contains(errs, "is not a whole number of 0 or more") {
		t.Errorf("got %d bytes, %.300q; want at most 700 and the reason", len(errs), errs)
	}
}
