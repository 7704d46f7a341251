package arena

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// numbered returns legs with these numbers of their pairs.
func numbered(pairs ...int) (legs []Played) {
	for _, n := range pairs {
		legs = append(legs, Played{Leg: Leg{Pair: n}})
	}
	return legs
}

func TestLegsThatEndWithinAMomentAreWrittenTogetherAndInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var groups [][]int
		start := time.Now()
		var at []time.Duration
		j := newJournal(func(legs []Played) (int, error) {
			var group []int
			for _, p := range legs {
				group = append(group, p.Leg.Pair)
			}
			groups, at = append(groups, group), append(at, time.Since(start))
			return len(legs), nil
		})
		add := func(pairs ...int) {
			if err := j.add(numbered(pairs...)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(flushEvery / 4)
		}
		add(1, 2)
		add(3)
		add(4)
		add(5)
		add(6)
		synctest.Wait()
		if len(groups) != 1 || len(groups[0]) != 5 || at[0] != flushEvery {
			t.Errorf("after %v the groups are %v, at %v; want legs 1 to 5 at %v", time.Since(start), groups, at, flushEvery)
		}
		written, err := j.close()
		if written != 6 || err != nil || len(groups) != 2 || groups[1][0] != 6 {
			t.Errorf("closed: %d written, %v, groups %v; want all 6, the last alone", written, err, groups)
		}
	})
}

func TestAGroupThatCannotBeWrittenEndsTheJournal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		full := errors.New("no space left on device")
		calls := 0
		j := newJournal(func(legs []Played) (int, error) {
			if calls++; calls == 2 {
				return 1, full // of three
			}
			return len(legs), nil
		})
		for n := range 2 {
			if err := j.add(numbered(n, n, n)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(2 * flushEvery)
		}
		if err := j.add(numbered(2)); !errors.Is(err, full) {
			t.Errorf("after the failure add returns %v, want %v", err, full)
		}
		if written, err := j.close(); written != 4 || !errors.Is(err, full) || calls != 2 {
			t.Errorf("closed: %d written, %v, %d calls; want 4, the error and 2", written, err, calls)
		}
	})
}

func TestMatchesWaitForADiskThatIsTooSlow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		blocked := make(chan struct{})
		j := newJournal(func(legs []Played) (int, error) { <-blocked; return len(legs), nil })
		if err := j.add(numbered(0)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(2 * flushEvery) // the first group is being written
		added := 0
		go func() {
			for n := range waitingPairs + 1 {
				if err := j.add(numbered(n)); err != nil {
					t.Error(err)
				}
				added++
			}
		}()
		synctest.Wait()
		if added != waitingPairs {
			t.Errorf("%d pairs were taken while the disk was busy, want %d", added, waitingPairs)
		}
		close(blocked)
		synctest.Wait()
		if written, err := j.close(); written != waitingPairs+2 || err != nil {
			t.Errorf("%d legs were written (%v), want %d", written, err, waitingPairs+2)
		}
	})
}
