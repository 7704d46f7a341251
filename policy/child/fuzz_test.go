package child

import (
	"bytes"
	"io"
	"testing"
)

// FuzzAnswer reads what a child might send.
func FuzzAnswer(f *testing.F) {
	frame := func(s status, n uint32, body string) []byte {
		b := make([]byte, headLen, headLen+len(body))
		order.PutUint32(b, uint32(s))
		order.PutUint32(b[4:], n)
		return append(b, body...)
	}
	f.Add(frame(ready, 2, "{}"))
	f.Add(frame(scores, 12, "123456789012"))
	f.Add(frame(failed, 1<<31, "x"))
	f.Add(frame(ready, maxHello, "x"))
	f.Add(frame(ready, maxHello+1, "x"))
	f.Add(frame(0, 0, ""))
	f.Add([]byte("panic: a library wrote to stdout"))
	f.Fuzz(func(t *testing.T, data []byte) {
		a := answer{buf: make([]byte, headLen+maxText)}
		if err := a.read(bytes.NewReader(data)); err != nil {
			return
		}
		if body := a.body(); len(body) > maxHello || a.status() < ready || a.status() > memory {
			t.Errorf("accepted %d bytes of status %x", len(body), a.status())
		}
	})
}

// FuzzServe answers what a parent might send.
func FuzzServe(f *testing.F) {
	request := func(limit uint64, n, flags uint32, body ...byte) []byte {
		b := make([]byte, headLen, headLen+len(body))
		order.PutUint64(b, limit)
		order.PutUint32(b[8:], n)
		order.PutUint32(b[12:], flags)
		return append(b, body...)
	}
	whole := request(1<<30, 8, resetFirst, 1, 2, 3, 4, 5, 6, 7, 8)
	f.Add(whole)
	f.Add(append(append([]byte{}, whole...), whole...))
	f.Add(request(1<<63, 8, warmOnly|cpuLimit, make([]byte, 8)...))
	f.Add(request(0, 1<<31, 0))
	f.Add(request(0, 8, 1<<31, 1))
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := load("bytes")
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		err = serve(bytes.NewReader(data), &out, n)
		if size := headLen + 8; err == nil && len(data)%size != 0 || out.Len() > (len(data)/size+1)*(headLen+maxText) {
			t.Errorf("%d bytes of requests give %v and %d bytes of answers", len(data), err, out.Len())
		}
		for a := (answer{buf: make([]byte, headLen+maxText)}); out.Len() > 0; a.reset() {
			if err := a.read(&out); err != nil && err != io.EOF {
				t.Fatalf("the parent cannot read the answer: %v", err)
			}
		}
	})
}

// FuzzSize parses a size.
func FuzzSize(f *testing.F) {
	for _, seed := range []string{"1GiB", "512 MiB", "0", "-1GiB", "1e999TiB", "NaNB", "8388608TiB", "0x1p9B", "١B", "1_000B", "\x00B"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if n, err := ParseSize(text); err == nil && n < 0 {
			t.Errorf("%q is %d bytes", text, n)
		}
	})
}
