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

type standing string

func (s standing) String() string { return string(s) }

func TestProgressSaysHowARunStands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		p := newProgress(&out, "matches")
		for done, says := range []standing{"", "a\x1b leads with 75.0 %", "LLR 1.20 of [-2.94, 2.94]"} {
			p.standing = says
			p.set(done, 4)
			time.Sleep(31 * time.Second)
		}
		p.set(3, 4)
		want := "matches (a\\u001b leads with 75.0 %): 1 of 4, about 1m33s left\n" +
			"matches (LLR 1.20 of [-2.94, 2.94]): 2 of 4, about 1m2s left\n" +
			"matches (LLR 1.20 of [-2.94, 2.94]): 3 of 4, about 31s left\n"
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
