package broadcast_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/agent/broadcast"
)

type doc struct {
	Tick int `json:"tick"`
}

// The file has the newest of the documents.
func ExampleStart() {
	dir, err := os.MkdirTemp("", "broadcast-")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "state.json")
	b, err := broadcast.Start(context.Background(), path)
	if err != nil {
		fmt.Println(err)
		return
	}
	for tick := range 3 {
		b.Send(doc{tick})
	}
	if err := b.Close(); err != nil {
		fmt.Println(err)
		return
	}
	data, err := os.ReadFile(path)
	fmt.Print(string(data), err)
	// Output:
	// {"tick":2}
	// <nil>
}

func get(t *testing.T, url string) (http.Header, string) {
	t.Helper()
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.Header, string(data)
}

func TestTheNewestDocumentIsServedToPagesOfAnyOrigin(t *testing.T) {
	b, err := broadcast.Start(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if _, text := get(t, b.At()); text != "null\n" {
		t.Errorf("before the first document it serves %q, want null", text)
	}
	for tick := range 100 {
		b.Send(doc{tick})
	}
	for {
		header, text := get(t, b.At()+"/anything.json")
		var d *doc
		if err := json.Unmarshal([]byte(text), &d); err != nil || header.Get("Access-Control-Allow-Origin") != "*" {
			t.Fatalf("%q, %v, header %v", text, err, header)
		}
		if d != nil && d.Tick == 99 {
			break
		}
	}
	if r, err := http.Post(b.At(), "text/plain", nil); err != nil || r.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("a POST gives %v, %v", r, err)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if _, err := http.Get(b.At()); err == nil {
		t.Error("it still serves after Close")
	}
}

func TestOtherMachinesAndMissingFoldersAreRefused(t *testing.T) {
	for target, want := range map[string]string{
		"0.0.0.0:0":      "want a loopback address",
		":8090":          "want a loopback address",
		"example.com:80": "want a loopback address",
		filepath.Join(t.TempDir(), "no", "state.json"): "no such file",
	} {
		if _, err := broadcast.Start(t.Context(), target); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want an error with %q", target, err, want)
		}
	}
}
