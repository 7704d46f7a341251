package models_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kumite/kumite/models"
)

func TestTheListNamesExactlyTheFilesOfThisFolder(t *testing.T) {
	files, err := filepath.Glob("*.onnx")
	if err != nil || len(files) == 0 {
		t.Fatalf("found %d models, %v", len(files), err)
	}
	var want strings.Builder
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if len(data) > models.MaxBytes {
			t.Errorf("%s has %d bytes; MaxBytes is %d", name, len(data), models.MaxBytes)
		}
		sum := sha256.Sum256(data)
		if !models.Shipped(hex.EncodeToString(sum[:])) {
			t.Errorf("%s is not in SHA256SUMS; run `(cd models && sha256sum *.onnx >SHA256SUMS)`", name)
		}
		want.WriteString(hex.EncodeToString(sum[:]) + "  " + name + "\n")
	}
	if got, err := os.ReadFile("SHA256SUMS"); err != nil || string(got) != want.String() {
		t.Errorf("SHA256SUMS, %v, is\n%s\nwant\n%s", err, got, want.String())
	}
	for _, other := range []string{"", " ", "0", strings.Repeat("0", 64)} {
		if models.Shipped(other) {
			t.Errorf("%q is the hash of a shipped model; want it to be of none", other)
		}
	}
}
