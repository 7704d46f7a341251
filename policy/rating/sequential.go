package rating

// Sequential is a running SPRT over pairs in schedule order. Because it depends only on
// a prefix of the schedule, its verdict does not depend on the number of workers. It is
// not safe for concurrent use.
type Sequential struct {
	test   SPRT
	counts Pentanomial
	result SPRTResult
}

// NewSequential returns a test without pairs, or an error if its settings are invalid.
func NewSequential(test SPRT) (*Sequential, error) {
	if err := test.Validate(); err != nil {
		return nil, err
	}
	return &Sequential{test: test, result: test.Judge(Pentanomial{})}, nil
}

// Add adds the next pair of the schedule by the points of its legs (each 0, ½ or 1) and
// reports whether the test is over. Pairs after the end are ignored.
func (s *Sequential) Add(leg1, leg2 float64) (done bool) {
	if s.Done() {
		return true
	}
	s.counts.Add(leg1, leg2)
	s.result = s.test.Judge(s.counts)
	return s.Done()
}

// Done reports whether a bound or MaxPairs was reached.
func (s *Sequential) Done() bool {
	return s.Stopped() || s.test.MaxPairs > 0 && s.counts.Pairs() >= s.test.MaxPairs
}

// Stopped reports whether a bound was reached. The Elo estimate of a stopped test is
// biased away from the other bound and should be marked as such.
func (s *Sequential) Stopped() bool { return s.result.Verdict != Inconclusive }

// Counts returns the pairs that the verdict is based on.
func (s *Sequential) Counts() Pentanomial { return s.counts }

// Result returns the current state of the test.
func (s *Sequential) Result() SPRTResult { return s.result }
