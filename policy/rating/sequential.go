package rating

// Sequential is a running SPRT over pairs in schedule order. Because it sees
// the prefix of the schedule and nothing else, its verdict does not depend on
// how many workers played. It is not safe for concurrent use.
type Sequential struct {
	test   SPRT
	counts Pentanomial
	result SPRTResult
}

// NewSequential starts a test at no pairs, or refuses its settings.
func NewSequential(test SPRT) (*Sequential, error) {
	if err := test.Validate(); err != nil {
		return nil, err
	}
	return &Sequential{test: test, result: test.Judge(Pentanomial{})}, nil
}

// Add takes the next pair of the schedule, by the points of its legs (each 0,
// ½ or 1), and says whether the test is over. Pairs after the end are ignored.
func (s *Sequential) Add(leg1, leg2 float64) (done bool) {
	if s.Done() {
		return true
	}
	s.counts.Add(leg1, leg2)
	s.result = s.test.Judge(s.counts)
	return s.Done()
}

// Done says whether a bound or the limit of pairs was reached.
func (s *Sequential) Done() bool {
	return s.Stopped() || s.test.MaxPairs > 0 && s.counts.Pairs() >= s.test.MaxPairs
}

// Stopped says whether a bound was crossed. The Elo of the pairs of a stopped
// test is biased away from the bound it did not cross: mark it so.
func (s *Sequential) Stopped() bool { return s.result.Verdict != Inconclusive }

// Counts are the pairs that the verdict rests on.
func (s *Sequential) Counts() Pentanomial { return s.counts }

// Result is the verdict so far.
func (s *Sequential) Result() SPRTResult { return s.result }
