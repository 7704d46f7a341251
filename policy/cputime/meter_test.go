package cputime_test

import (
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/kumite/kumite/policy/cputime"
)

// machine is a virtual machine: at each beat a run gets a share of the CPU.
type machine struct {
	used  time.Duration
	share func(beat int) float64
}

// watch checks a run at most beats times, and returns the last state and its beat.
func (m *machine) watch(limit time.Duration, beats int) (cputime.State, int) {
	var meter cputime.Meter
	meter.Start(limit)
	for n := 1; n <= beats; n++ {
		m.used += time.Duration(m.share(n) * float64(meter.Beat()))
		if s := meter.Check(m.used); s != cputime.Running {
			return s, n
		}
	}
	return cputime.Running, beats
}

func TestALimitCountsComputationAndNotElapsedTime(t *testing.T) {
	always := func(share float64) func(int) float64 { return func(int) float64 { return share } }
	for name, c := range map[string]struct {
		share func(int) float64
		state cputime.State
		beat  int
	}{
		"an idle machine":                    {always(1), cputime.Exceeded, 11},
		"a machine with four hogs per core":  {always(0.2), cputime.Exceeded, 51},
		"a machine with forty hogs per core": {always(0.025), cputime.Exceeded, 401},
		"a slice now and then": {func(n int) float64 {
			if n%90 == 0 {
				return 0.05
			}
			return 0
		}, cputime.Running, 1000},
		"a sleeping process":    {always(0), cputime.Blocked, 101},
		"a process with timers": {always(0.001), cputime.Blocked, 101},
		"a process that falls asleep": {func(n int) float64 {
			if n < 6 {
				return 1
			}
			return 0
		}, cputime.Blocked, 105},
		"a pause that is just allowed": {func(n int) float64 { return float64(n / 100) }, cputime.Exceeded, 109},
	} {
		m := &machine{used: 5 * time.Hour, share: c.share}
		if got, at := m.watch(time.Second, 1000); got != c.state || at != c.beat {
			t.Errorf("%s: state %d at beat %d, want %d at beat %d", name, got, at, c.state, c.beat)
		}
	}
}

func TestABeatIsATenthOfTheLimitWithinBounds(t *testing.T) {
	for limit, want := range map[time.Duration]time.Duration{
		time.Second: 100 * time.Millisecond, time.Millisecond: 10 * time.Millisecond, 2 * time.Second: 150 * time.Millisecond, 15 * time.Second: 150 * time.Millisecond, time.Minute: 600 * time.Millisecond,
	} {
		var m cputime.Meter
		m.Start(limit)
		if m.Beat() != want {
			t.Errorf("limit %v: beat %v, want %v", limit, m.Beat(), want)
		}
	}
}

// spin computes until a clock has advanced by d.
func spin(c cputime.Clock, d time.Duration) {
	for end := c.Now() + d; c.Now() < end; {
	}
}

func TestAThreadsClockIsReadFromAnotherThread(t *testing.T) {
	clock, step := make(chan cputime.Clock), make(chan struct{})
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		mine := cputime.Thread()
		clock <- mine
		<-step
		spin(mine, 5*time.Millisecond)
		step <- struct{}{}
		<-step
	}()
	other := <-clock
	before := other.Now()
	step <- struct{}{}
	<-step
	if used := other.Now() - before; used < 5*time.Millisecond {
		t.Errorf("the thread used %v, want at least 5ms", used)
	}
	close(step)
}

func TestAProcessClockCountsItsThreads(t *testing.T) {
	p := cputime.Process(os.Getpid())
	before := p.Now()
	spin(p, 5*time.Millisecond)
	if used := p.Now() - before; used < 5*time.Millisecond {
		t.Errorf("the process used %v, want at least 5ms", used)
	}
}

func TestMeasuringAllocatesNothing(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var m cputime.Meter
	if n := testing.AllocsPerRun(100, func() {
		c := cputime.Thread()
		m.Start(time.Hour)
		m.Check(c.Now())
	}); n != 0 {
		t.Errorf("a measured run allocates %v times, want 0", n)
	}
}

func ExampleMeter() {
	var m cputime.Meter
	m.Start(time.Second)
	used := time.Duration(0) // of a Clock in practice
	for n := 1; ; n++ {
		used += m.Beat() / 4 // three others compute beside it
		if s := m.Check(used); s == cputime.Exceeded {
			fmt.Printf("the limit is used up after %v of elapsed time\n", time.Duration(n)*m.Beat())
			return
		}
	}
	// Output: the limit is used up after 4.1s of elapsed time
}
