package machine

import (
	"runtime"
	"testing"
)

func TestLinuxReportsProcessorLoadAndMemory(t *testing.T) {
	if CPU() == "" {
		t.Error("got no processor, want its model or the architecture")
	}
	load, ok := LoadAverage()
	if want := runtime.GOOS == "linux"; ok != want || load < 0 {
		t.Errorf("got a load of %v, %v; want %v and at least 0", load, ok, want)
	}
	before := ResidentBytes()
	if (before > 0) != (runtime.GOOS == "linux") {
		t.Fatalf("got %d resident bytes; want some on Linux only", before)
	}
	const size = 64 << 20
	held := make([]byte, size)
	for i := range held {
		held[i] = byte(i)
	}
	if grown := ResidentBytes() - before; before > 0 && grown < size/2 {
		t.Errorf("got a growth of %d bytes with %d written, want about as many", grown, size)
	}
	runtime.KeepAlive(held)
}
