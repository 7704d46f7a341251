package bot

import (
	"encoding/binary"
	"hash/fnv"

	"github.com/kumite/kumite/sim"
)

// Streams of a match's seed. The world draws from 0 and 1, a script on side s
// from ScriptStream + s, a model's decoder from decoderStream + s, and the delays
// of its decisions from latencyStream + s.
const (
	ScriptStream  = 16
	decoderStream = 32
	latencyStream = 48
)

// DecoderSeed returns the seed of a decoder on side me: FNV-1a over the match's
// seed and the stream, little-endian, eight bytes each.
func DecoderSeed(seed uint64, me sim.Side) uint64 {
	var in [16]byte
	binary.LittleEndian.PutUint64(in[:8], seed)
	binary.LittleEndian.PutUint64(in[8:], decoderStream+uint64(me))
	h := fnv.New64a()
	h.Write(in[:])
	return h.Sum64()
}
