package main

import (
	"math"
	"testing"

	"github.com/kumite/kumite/assets/sounds"
)

func TestTheCommittedSoundsAreTheGeneratedOnes(t *testing.T) {
	for _, name := range sounds.Names() {
		got, want := sounds.Samples(name), generate(name)
		if len(got) != len(want) || len(got) == 0 {
			t.Errorf("%s has %d samples, want %d: run go run ./assets/sounds/make assets/sounds", name, len(got), len(want))
			continue
		}
		loudest := 0.0
		for i := range got {
			if math.Abs(float64(got[i])-float64(want[i])) > 2 { // platforms round sines differently
				t.Fatalf("%s: sample %d is %d, want %d", name, i, got[i], want[i])
			}
			loudest = max(loudest, math.Abs(float64(got[i])))
		}
		if loudest < 5000 || loudest >= math.MaxInt16 || got[0] != 0 {
			t.Errorf("%s: the loudest sample is %g and the first %d; want a sound that begins with 0 and is not clipped", name, loudest, got[0])
		}
	}
}

func TestAFolderIsRequired(t *testing.T) {
	if err := run(nil); err == nil {
		t.Error("no error without a folder")
	}
	if err := run([]string{t.TempDir()}); err != nil {
		t.Error(err)
	}
}
