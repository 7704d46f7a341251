// Package models knows the model files that are shipped with kumite: those of this folder.
// A file is recognised by its content, because a name and a folder can be anybody's.
package models

import (
	_ "embed"
	"strings"
)

// sums has a line for each shipped model, as sha256sum prints it. models/train/rebuild.sh
// writes it.
//
//go:embed SHA256SUMS
var sums string

// MaxBytes is at least the size of the largest shipped model.
const MaxBytes = 1 << 20

// Shipped reports whether a SHA-256, as 64 hexadecimal digits in lower case, is that of a
// shipped model file.
func Shipped(sha256 string) bool {
	for line := range strings.Lines(sums) {
		if sum, _, _ := strings.Cut(line, " "); sum == sha256 {
			return true
		}
	}
	return false
}
