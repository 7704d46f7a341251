package agent

import (
	"encoding/json"
	"fmt"
	"iter"
	"math/bits"
	"time"
)

// Latency is a log-linear histogram of durations with 16 steps per octave (an error of
// at most 1/16), from 1 µs to more than an hour. Recording allocates nothing; the zero
// value is empty.
type Latency struct {
	counts [latencyBuckets]uint32
	n      uint64
}

const latencyBuckets = 32 * 16

// Record adds a duration.
func (l *Latency) Record(d time.Duration) {
	l.counts[bucket(uint64(max(d.Microseconds(), 0)))]++
	l.n++
}

// Add adds the counts of another histogram.
func (l *Latency) Add(o *Latency) {
	for i, c := range o.counts {
		l.counts[i] += c
	}
	l.n += o.n
}

// Since yields the upper bounds of the buckets in which l has more durations than o, an
// earlier copy of it, with how many more.
func (l *Latency) Since(o *Latency) iter.Seq2[time.Duration, uint32] {
	return func(yield func(time.Duration, uint32) bool) {
		for i, n := range l.counts {
			if n > o.counts[i] && !yield(time.Duration(upper(i))*time.Microsecond, n-o.counts[i]) {
				return
			}
		}
	}
}

// Count returns the number of recorded durations.
func (l *Latency) Count() uint64 { return l.n }

// Quantile returns the upper bound of the bucket that contains quantile q of the
// durations, q in [0, 1], in whole microseconds; 0 if the histogram is empty.
func (l *Latency) Quantile(q float64) time.Duration {
	rank := uint64(q * float64(l.n))
	var seen uint64
	for i, c := range l.counts {
		if seen += uint64(c); c > 0 && seen > min(rank, l.n-1) {
			return time.Duration(upper(i)) * time.Microsecond
		}
	}
	return 0
}

// MarshalJSON writes the buckets that are not empty, each as its index and count.
func (l Latency) MarshalJSON() ([]byte, error) {
	buckets := [][2]uint32{}
	for i, c := range l.counts {
		if c > 0 {
			buckets = append(buckets, [2]uint32{uint32(i), c})
		}
	}
	return json.Marshal(buckets)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (l *Latency) UnmarshalJSON(data []byte) error {
	var buckets [][2]uint32
	if err := json.Unmarshal(data, &buckets); err != nil {
		return err
	}
	*l = Latency{}
	for _, b := range buckets {
		if b[0] >= latencyBuckets {
			return fmt.Errorf("bucket is %d; want 0 to %d", b[0], latencyBuckets-1)
		}
		l.counts[b[0]] += b[1]
		l.n += uint64(b[1])
	}
	return nil
}

// bucket returns the bucket of a number of microseconds. The first 16 buckets hold one
// number each; every octave after them has 16.
func bucket(us uint64) int {
	if us < 16 {
		return int(us)
	}
	octave := bits.Len64(us) - 5
	return min((octave+1)*16+int(us>>octave)-16, latencyBuckets-1)
}

// upper returns the largest number of microseconds in a bucket.
func upper(i int) uint64 {
	if i < 16 {
		return uint64(i)
	}
	octave := i/16 - 1
	return uint64(i%16+16+1)<<octave - 1
}
