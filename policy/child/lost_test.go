package child

import (
	"strings"
	"testing"
)

// segfault is how the Go runtime reports one at addr in the function that is named.
func segfault(addr, goroutine, function string) string {
	return "SIGSEGV: segmentation violation\nPC=0x4474fd m=4 sigcode=1 addr=" + addr + "\n\ngoroutine " + goroutine +
		" gp=0x1e4c8573f860 m=4 mp=0x1e4c8579b808 [idle]:\n" + function + "(0x7f8b00000400?)\n\t/usr/local/go/src/x.go:520 +0x5d\n"
}

func TestANilPointerInTheGoRuntimeIsMemory(t *testing.T) {
	const queue = "runtime.(*spanQueue).tryDrain"
	for name, x := range map[string]struct {
		output string
		limit  int64
		want   Kind
	}{
		"an allocation that it did not check":  {segfault("0x0", "0", queue), 1 << 30, Memory},
		"after other lines":                    {"warning: x\n" + segfault("0x0", "0", "runtime.mallocgc"), 1 << 30, Memory},
		"without a limit":                      {segfault("0x0", "0", queue), 0, Crash},
		"another address":                      {segfault("0x7f8bf2efcc38", "0", queue), 1 << 30, Crash},
		"C code":                               {segfault("0x0", "0", "non-Go function"), 1 << 30, Crash},
		"in a goroutine that asked for a call": {segfault("0x0", "21", "runtime.cgocall"), 1 << 30, Crash},
	} {
		var output tail
		if _, err := output.Write([]byte(x.output)); err != nil {
			t.Fatal(err)
		}
		lost := crashReason(nil, &output, x.limit)
		if lost.Kind != x.want || x.want == Crash && !strings.Contains(lost.Reason, "segmentation fault") {
			t.Errorf("%s: got %s %q, want %s", name, lost.Kind, lost.Reason, x.want)
		}
	}
}
