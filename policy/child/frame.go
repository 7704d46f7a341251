package child

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"unsafe"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// status is what an answer says.
type status uint32

const (
	ready  status = 0x6b756d31 + iota // the first answer: what follows is a hello, as JSON
	scores                            // what follows is one float32 per class
	hung                              // the run was cut off at its limit
	failed                            // what follows is the error, in words
	memory                            // the same, and memory was what it lacked
)

// headLen is the length of the head of both a request and an answer, which
// keeps what follows aligned. A request's head is the limit in nanoseconds
// (int64) and the length of the input (uint32); an answer's is its status and
// the length of what follows (uint32 each).
const headLen = 16

// maxText bounds the words of an answer, maxHello the first answer.
const (
	maxText  = 4 << 10
	maxHello = 16 << 20
)

var order = binary.NativeEndian

// hello is what the child says of the file it has loaded.
type hello struct {
	Contract policy.Contract    `json:"contract"`
	Element  vision.ElementType `json:"element"` // of the input, which the contract's JSON leaves out
	SHA256   string             `json:"sha256"`
}

// writeAnswer writes an answer in one piece.
func writeAnswer(w io.Writer, s status, body []byte) error {
	out := make([]byte, headLen+len(body))
	order.PutUint32(out, uint32(s))
	order.PutUint32(out[4:], uint32(len(body)))
	copy(out[headLen:], body)
	_, err := w.Write(out)
	return err
}

// answer is an answer that is being read, piece by piece: a read that was cut
// off goes on where it was.
type answer struct {
	buf []byte // the head and room for the longest body
	got int
}

var errNoAnswer = errors.New("it wrote what is no answer")

// read reads on until the answer is whole, or r's error.
func (a *answer) read(r io.Reader) error {
	for {
		want := headLen
		if a.got >= headLen {
			n := order.Uint32(a.buf[4:])
			if s := a.status(); s < ready || s > memory {
				return errNoAnswer
			}
			if int64(n) > int64(len(a.buf)-headLen) {
				if a.status() != ready || n > maxHello {
					return fmt.Errorf("%w: %d bytes", errNoAnswer, n)
				}
				a.buf = append(a.buf, make([]byte, int(n)+headLen-len(a.buf))...)
			}
			want += int(n)
		}
		if a.got == want {
			return nil
		}
		// No more than the answer: nothing follows it unasked.
		n, err := r.Read(a.buf[a.got:want])
		a.got += n
		if err != nil && n == 0 {
			return err
		}
	}
}

func (a *answer) status() status { return status(order.Uint32(a.buf)) }

func (a *answer) body() []byte { return a.buf[headLen : headLen+order.Uint32(a.buf[4:])] }

func (a *answer) reset() { a.got = 0 }

// bytesOf is the memory of floats.
func bytesOf(f []float32) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(f))), 4*len(f))
}

// floatsOf is memory, aligned to four bytes, as floats.
func floatsOf(b []byte) []float32 {
	return unsafe.Slice((*float32)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/4)
}
