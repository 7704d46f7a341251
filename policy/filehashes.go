package policy

import "fmt"

// FileHashes are the SHA-256 hashes of a model's files, each as sha256sum prints it.
// They are empty for a model of one file: the model's hash is then the file's.
type FileHashes struct {
	File     string `json:"file_sha256,omitempty"`
	External string `json:"external_sha256,omitempty"` // of the external data; of several files one after another
	Sidecar  string `json:"sidecar_sha256,omitempty"`
}

// Own returns the hash of the file alone, given the hash of the model.
func (h FileHashes) Own(model string) string {
	if h.File == "" {
		return model
	}
	return h.File
}

// Describe returns the first digits of the files' hashes for people, given the hash of
// the model, e.g. "sha256 fe37d952125a, sidecar 0b1c2d3e4f50".
func (h FileHashes) Describe(model string) string {
	text := fmt.Sprintf("sha256 %.12s", h.Own(model))
	if h.External != "" {
		text += fmt.Sprintf(", external data %.12s", h.External)
	}
	if h.Sidecar != "" {
		text += fmt.Sprintf(", sidecar %.12s", h.Sidecar)
	}
	return text
}
