// Package broadcast answers how other programs on this machine, such as stream overlays,
// see the state of a show: as a JSON file that is replaced, or over HTTP on a loopback
// address.
//
// Whoever sends is never held up: documents that are sent faster than they can be
// written are skipped, and the newest one always arrives.
package broadcast

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/kumite/kumite/internal/durable"
)

// Broadcast hands over documents. Send must not be called after Close.
type Broadcast struct {
	at     string
	newest chan any // of length 1
	done   chan error
	server *http.Server // nil for a file
	served chan error

	mu   sync.Mutex
	data []byte // of the newest document, for the server
}

// Start begins a broadcast to a target: HOST:PORT, a loopback address at which every
// path answers GET with the newest document, or else the path of a file.
func Start(ctx context.Context, target string) (*Broadcast, error) {
	b := &Broadcast{at: target, newest: make(chan any, 1), done: make(chan error, 1), served: make(chan error, 1), data: []byte("null\n")}
	put := func(data []byte) error {
		return durable.WriteFile(target, durable.Bytes(data))
	}
	if host, _, err := net.SplitHostPort(target); err == nil {
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			return nil, fmt.Errorf("broadcast at %s: want a loopback address, such as 127.0.0.1:8090, or a file", target)
		}
		var lc net.ListenConfig
		l, err := lc.Listen(ctx, "tcp", target)
		if err != nil {
			return nil, fmt.Errorf("broadcast: %w; choose another address", err)
		}
		b.at = "http://" + l.Addr().String()
		b.server = &http.Server{Handler: http.HandlerFunc(b.answer), ReadHeaderTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second}
		go func() { b.served <- b.server.Serve(l) }()
		put = b.keep
	} else if err := put(b.data); err != nil {
		return nil, fmt.Errorf("broadcast: %w", err)
	}
	go func() { b.done <- b.run(put) }()
	return b, nil
}

// At returns where the documents are: the path of the file, or the address with the port
// that the system chose for port 0.
func (b *Broadcast) At() string { return b.at }

// Send hands over a document, which must not change afterwards. It does not block. Calls
// must not overlap.
func (b *Broadcast) Send(doc any) {
	select {
	case <-b.newest: // replaced
	default:
	}
	b.newest <- doc
}

// Close waits until the newest document is written, and returns the first error.
func (b *Broadcast) Close() error {
	close(b.newest)
	err := <-b.done
	if b.server == nil {
		return err
	}
	err = errors.Join(err, b.server.Close())
	if ended := <-b.served; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	return err
}

// run writes documents until Close. After an error it writes no more.
func (b *Broadcast) run(put func([]byte) error) (failed error) {
	for doc := range b.newest {
		if failed != nil {
			continue
		}
		data, err := json.Marshal(doc)
		if err == nil {
			err = put(append(data, '\n'))
		}
		if err != nil {
			failed = fmt.Errorf("broadcast: %w", err)
		}
	}
	return failed
}

func (b *Broadcast) keep(data []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.data = data
	return nil
}

// answer writes the newest document. Pages of any origin may read it: an overlay is a
// file in the browser of a streaming program.
func (b *Broadcast) answer(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, "want GET", http.StatusMethodNotAllowed)
		return
	}
	b.mu.Lock()
	data := b.data
	b.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Access-Control-Allow-Origin", "*")
	_, _ = w.Write(data) // the reader has left
}
