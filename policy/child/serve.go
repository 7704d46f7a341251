package child

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/vision"
)

// Network is a loaded network.
type Network interface {
	Contract() policy.Contract
	SHA256() string
	FileHashes() policy.FileHashes
	Random() string                         // why two runs of one input may give different scores, or ""
	Input() vision.Input                    // written before a run
	RunWithin(limit time.Duration) error    // elapsed time
	RunWithinCPU(limit time.Duration) error // CPU time
	Warm(limit time.Duration) error         // RunWithin that leaves the recurrent state as it is
	Reset()                                 // sets the recurrent state to zero
	Scores() []float32
	Close() error
}

// Serve runs the child: it loads a network with open, answers inputs until in ends,
// and closes the network. Files that the process has inherited, besides its standard
// streams, are closed first; open may call RefuseCalls. memoryLimit, in bytes, is set before loading; 0 sets
// none. Errors of the network are sent as answers; Serve returns errors of the
// pipes, of the limit and of closing the network.
func Serve(in io.Reader, out io.Writer, memoryLimit int64, open func() (Network, error)) (err error) {
	memory, err := inheritMemory()
	if err != nil {
		return err
	}
	if err := dropInherited(); err != nil {
		return err
	}
	if err := limitMemory(memoryLimit); err != nil {
		return fmt.Errorf("limit memory: %w", err)
	}
	n, err := open()
	if err != nil {
		return fail(out, err)
	}
	defer func() { err = errors.Join(err, n.Close()) }()
	shared := memory != nil && memory.fits(len(inputOf(n)), len(n.Scores()))
	first, err := json.Marshal(hello{n.Contract(), n.Contract().Input.Type, n.SHA256(), n.FileHashes(), n.Random(), shared})
	if err != nil {
		return fmt.Errorf("encode the contract: %w", err)
	}
	if err := writeAnswer(out, ready, first); err != nil {
		return err
	}
	if shared {
		both := memory.served()
		return serve(both, both, n)
	}
	return serve(in, out, n)
}

// inputOf returns the memory of a network's input.
func inputOf(n Network) []byte {
	if in := n.Input(); in.Bytes != nil {
		return in.Bytes
	}
	return bytesOf(n.Input().Floats)
}

func serve(in io.Reader, out io.Writer, n Network) error {
	input := inputOf(n)
	var head [headLen]byte
	reply := make([]byte, headLen, headLen+4*len(n.Scores()))
	for {
		if _, err := io.ReadFull(in, head[:]); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if got := order.Uint32(head[8:]); int(got) != len(input) {
			return fmt.Errorf("input has %d bytes; want %d", got, len(input))
		}
		if _, err := io.ReadFull(in, input); err != nil {
			return err
		}
		limit := time.Duration(order.Uint64(head[:]))
		flags := order.Uint32(head[12:])
		if flags&resetFirst != 0 {
			n.Reset()
		}
		var err error
		switch {
		case flags&warmOnly != 0:
			err = n.Warm(limit)
		case flags&cpuLimit != 0:
			err = n.RunWithinCPU(limit)
		default:
			err = n.RunWithin(limit)
		}
		switch {
		case err == nil:
			reply = append(reply[:headLen], bytesOf(n.Scores())...)
			order.PutUint32(reply, uint32(scores))
			order.PutUint32(reply[4:], uint32(len(reply)-headLen))
			_, err = out.Write(reply)
		case errors.Is(err, policy.ErrHung):
			err = writeAnswer(out, hung, nil)
		default:
			err = fail(out, err)
		}
		if err != nil {
			return err
		}
	}
}

// fail sends an error as the answer.
func fail(out io.Writer, err error) error {
	text := err.Error()
	if len(text) > maxText {
		text = text[:maxText]
	}
	s := failed
	if outOfMemoryText(text) {
		s = memory
	}
	return writeAnswer(out, s, []byte(text))
}

// outOfMemoryText reports whether a message of ONNX Runtime's allocator, the C++
// library or Go says that memory ran out.
func outOfMemoryText(text string) bool {
	for _, words := range []string{"bad_alloc", "bad allocation", "Failed to allocate memory", "out of memory",
		"runtime: cannot allocate memory", "Cannot allocate memory", "cannot allocate memory", "failed to map segment"} {
		if strings.Contains(text, words) {
			return true
		}
	}
	return false
}
