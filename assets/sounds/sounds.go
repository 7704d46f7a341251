// Package sounds embeds the sounds of the window: WAV files of 16-bit mono samples at Rate,
// which command assets/sounds/make generates.
package sounds

import (
	"embed"
	"encoding/binary"
	"fmt"
)

// Rate is the number of samples per second.
const Rate = 22_050

// The names of the sounds.
const (
	Hit      = "hit"
	Block    = "block"
	Parry    = "parry"
	KnockOut = "knock_out"
	Bell     = "bell"
)

// Names returns the names of all sounds.
func Names() []string { return []string{Hit, Block, Parry, KnockOut, Bell} }

//go:embed *.wav
var files embed.FS

// headerBytes is the length of the header that Encode writes.
const headerBytes = 44

// Samples returns the samples of a sound. It panics if there is none of that name.
func Samples(name string) []int16 {
	data, err := files.ReadFile(name + ".wav")
	if err != nil {
		panic(fmt.Sprintf("sounds: %q is not a sound", name))
	}
	s := make([]int16, (len(data)-headerBytes)/2)
	for i := range s {
		s[i] = int16(binary.LittleEndian.Uint16(data[headerBytes+2*i:]))
	}
	return s
}

// Encode returns samples as a WAV file.
func Encode(samples []int16) []byte {
	n := uint32(2 * len(samples))
	le := binary.LittleEndian
	b := le.AppendUint32([]byte("RIFF"), headerBytes-8+n)
	b = append(b, "WAVEfmt "...)
	b = le.AppendUint32(b, 16)
	b = le.AppendUint16(b, 1) // PCM
	b = le.AppendUint16(b, 1) // channel
	b = le.AppendUint32(b, Rate)
	b = le.AppendUint32(b, 2*Rate)
	b = le.AppendUint16(b, 2)  // bytes in a frame
	b = le.AppendUint16(b, 16) // bits in a sample
	b = append(b, "data"...)
	b = le.AppendUint32(b, n)
	for _, s := range samples {
		b = le.AppendUint16(b, uint16(s))
	}
	return b
}
