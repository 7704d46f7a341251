package main

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestWithoutATerminalProgressIsALineEvery30Seconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		p := newProgress(&out, "matches")
		p.set(100, 200) // half was done before
		for done := 101; done <= 200; done++ {
			time.Sleep(time.Second) // of the test's clock
			p.set(done, 200)
		}
		p.done()
		p.step("recordings", 0, 4)
		time.Sleep(40 * time.Second)
		p.step("recordings", 0, 4)
		want := "matches: 130 of 200, about 1m10s left\nmatches: 160 of 200, about 40s left\nmatches: 190 of 200, about 10s left\nrecordings: 0 of 4\n"
		if out.String() != want {
			t.Errorf("got\n%swant\n%s", out.String(), want)
		}
	})
}

func TestAShortRunHasNoProgressWithoutATerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		p := newProgress(&out, "matches")
		for done := range 11 {
			p.set(done, 10)
			time.Sleep(2 * time.Second)
		}
		if p.done(); out.String() != "" {
			t.Errorf("got %q, want nothing", out.String())
		}
	})
}
