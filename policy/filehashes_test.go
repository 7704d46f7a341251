package policy_test

import (
	"testing"

	"github.com/kumite/kumite/policy"
)

func TestTheFilesOwnHashIsShownWithThoseBesideIt(t *testing.T) {
	const model = "0123456789abcdef"
	for want, h := range map[string]policy.FileHashes{
		"sha256 0123456789ab":                                                   {},
		"sha256 aaaaaaaaaaaa, sidecar bbbbbbbbbbbb":                             {File: "aaaaaaaaaaaaaaaa", Sidecar: "bbbbbbbbbbbbbbbb"},
		"sha256 aaaaaaaaaaaa, external data cccccccccccc":                       {File: "aaaaaaaaaaaaaaaa", External: "cccccccccccccccc"},
		"sha256 aaaaaaaaaaaa, external data cccccccccccc, sidecar bbbbbbbbbbbb": {File: "aaaaaaaaaaaaaaaa", External: "cccccccccccccccc", Sidecar: "bbbbbbbbbbbbbbbb"},
	} {
		if got := h.Describe(model); got != want {
			t.Errorf("%+v: got %q, want %q", h, got, want)
		}
	}
}
