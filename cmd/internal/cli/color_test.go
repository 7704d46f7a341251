package cli

import (
	"bytes"
	"io"
	"os"
	"testing"

	"github.com/kumite/kumite/internal/plain"
)

func TestVerdictsHaveColoursAndNamesFromFilesHaveNone(t *testing.T) {
	for in, want := range map[string]string{
		"│ PASS │":               "│ \x1b[32mPASS\x1b[0m │",
		"pro COLLAPSED, FAIL\n":  "pro \x1b[31mCOLLAPSED\x1b[0m, \x1b[31mFAIL\x1b[0m\n",
		"UNDECIDED":              "\x1b[33mUNDECIDED\x1b[0m",
		"PASSED by_FAIL failed":  "PASSED by_FAIL failed",
		"a\x1b[31mname\x1b[0m\n": `a\u001b[31mname\u001b[0m` + "\n",
	} {
		var out bytes.Buffer
		n, err := plain.Writer(colored{&out}).Write([]byte(in))
		if got := out.String(); got != want || n != len(in) || err != nil {
			t.Errorf("%q is written as %q (%d bytes, %v), want %q", in, got, n, err, want)
		}
	}
}

func TestOnlyTerminalsGetColours(t *testing.T) {
	file, err := os.Create(t.TempDir() + "/out")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for _, out := range []io.Writer{file, &bytes.Buffer{}} {
		if WantsColor(out) {
			t.Errorf("%T gets colours, want none", out)
		}
	}
}
