package openloop_test

import (
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/openloop"
)

func TestFewRecordingsOrPressesAreWarnedOf(t *testing.T) {
	for _, x := range []struct {
		recordings, presses int
		want                string
	}{
		{20, 100, ""},
		{19, 5000, "the logs have 19 recordings with 5000 presses; below 20 recordings or 100 presses the intervals are too narrow"},
		{5000, 99, "the logs have 5000 recordings with 99 presses; "},
		{40, 0, "the logs have 40 recordings without any press, so that only false presses can be measured; check how actions are written"},
		{1, 1, "the logs have 1 recording with 1 press; "},
	} {
		got := openloop.FewWarning("the logs have", x.recordings, x.presses)
		if (got == "") != (x.want == "") || !strings.HasPrefix(got, x.want) {
			t.Errorf("%d recordings with %d presses: got %q, want %q", x.recordings, x.presses, got, x.want)
		}
	}
}
