package arena

import "time"

// flushEvery is how long a finished leg waits for others to be written with it. A power cut
// loses that much work, which is played again when the run resumes, with the same results.
const flushEvery = 200 * time.Millisecond

// waitingPairs is the number of pairs that may wait while a group is written. Matches wait
// for the disk beyond it.
const waitingPairs = 256

// journal writes finished legs in groups, in their order, so that a match does not wait for
// the disk and a group is synced once. Calls of add must not overlap each other or close.
type journal struct {
	write func([]Played) (kept int, err error)
	in    chan []Played
	ended chan struct{}

	// Valid after ended is closed.
	written int // legs
	err     error
}

func newJournal(write func([]Played) (kept int, err error)) *journal {
	j := &journal{write: write, in: make(chan []Played, waitingPairs), ended: make(chan struct{})}
	go j.run()
	return j
}

// add hands over legs, or returns the error of an earlier group, after which nothing is
// written.
func (j *journal) add(legs []Played) error {
	select {
	case <-j.ended:
		return j.err
	default:
	}
	select {
	case j.in <- legs:
		return nil
	case <-j.ended:
		return j.err
	}
}

// close writes what is waiting, and returns how many legs were written in all and the first
// error.
func (j *journal) close() (written int, err error) {
	close(j.in)
	<-j.ended
	return j.written, j.err
}

func (j *journal) run() {
	defer close(j.ended)
	for first := range j.in {
		group := j.collect(first)
		var kept int
		kept, j.err = j.write(group)
		if j.written += kept; j.err != nil {
			return
		}
	}
}

// collect returns the legs until flushEvery after the first, or until close.
func (j *journal) collect(group []Played) []Played {
	due := time.NewTimer(flushEvery)
	defer due.Stop()
	for {
		select {
		case more, open := <-j.in:
			if !open {
				return group
			}
			group = append(group, more...)
		case <-due.C:
			return group
		}
	}
}
