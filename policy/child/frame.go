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

// status is the kind of an answer.
type status uint32

const (
	ready  status = 0x6b756d31 + iota // the first answer; the body is a hello as JSON
	scores                            // the body is one float32 per class and input
	hung                              // the run was cut off at its limit; no body
	failed                            // the body is the error's text
	memory                            // like failed, because of insufficient memory
)

// headLen is the length of the header of requests and answers; it keeps the body
// aligned. A request's header is the limit in nanoseconds (int64), the length of the
// input and the flags (uint32 each); an answer's is its status and the length of its
// body (uint32 each).
const headLen = 16

// The flags of a request.
const (
	resetFirst uint32 = 1 << iota // set the recurrent state to zero before the run
	warmOnly                      // leave the recurrent state as it is
	cpuLimit                      // the limit is of CPU time, not of elapsed time
)

// The maximum length of an error's text and of the first answer's body.
const (
	maxText  = 4 << 10
	maxHello = 16 << 20
)

var order = binary.NativeEndian

// hello describes the file that the child has loaded.
type hello struct {
	Contract policy.Contract    `json:"contract"`
	Element  vision.ElementType `json:"element"` // of the input; the contract's JSON omits it
	SHA256   string             `json:"sha256"`
	Files    policy.FileHashes  `json:"files"`
	Random   string             `json:"random"`
	Shared   bool               `json:"shared"` // requests and answers go through shared memory from now on
}

// writeAnswer writes an answer with a single Write.
func writeAnswer(w io.Writer, s status, body []byte) error {
	out := make([]byte, headLen+len(body))
	order.PutUint32(out, uint32(s))
	order.PutUint32(out[4:], uint32(len(body)))
	copy(out[headLen:], body)
	_, err := w.Write(out)
	return err
}

// answer is an answer that is being read. A read that was interrupted continues
// where it stopped.
type answer struct {
	buf []byte // the header and space for the longest body
	got int
}

var errInvalidAnswer = errors.New("invalid answer")

// read reads until the answer is complete, or returns r's error.
func (a *answer) read(r io.Reader) error {
	for {
		want := headLen
		if a.got >= headLen {
			n := order.Uint32(a.buf[4:])
			if s := a.status(); s < ready || s > memory {
				return errInvalidAnswer
			}
			if int64(n) > int64(len(a.buf)-headLen) {
				if a.status() != ready || n > maxHello {
					return fmt.Errorf("%w: %d bytes", errInvalidAnswer, n)
				}
				a.buf = append(a.buf, make([]byte, int(n)+headLen-len(a.buf))...)
			}
			want += int(n)
		}
		if a.got == want {
			return nil
		}
		// Nothing may follow an answer before the next request.
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

// bytesOf returns the memory of f as bytes.
func bytesOf(f []float32) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(f))), 4*len(f))
}

// floatsOf returns the memory of b, which is aligned to four bytes, as floats.
func floatsOf(b []byte) []float32 {
	return unsafe.Slice((*float32)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/4)
}
