package ort

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"

	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/policy"
)

// described is the content of a model's files, read without the runtime.
type described struct {
	model   *modelProto
	graph   policy.Graph
	meta    map[string]string // the sidecar's keys override those of the file
	sidecar error             // if the sidecar is invalid, and meta is that of the file
	sha256  string            // of all files
	files   policy.FileHashes // of each, if there are several
	data    []byte            // the file with inlined external data
	mapped  dataFiles         // external data that does not fit into data
}

// describe reads a model's file, its external data and its sidecar, each once. The
// hash covers all of them in that order, so that it identifies everything that
// determines the scores and their meaning.
func describe(path string) (*described, error) {
	data, err := readFile(path)
	if err != nil {
		return nil, err
	}
	model, err := readModel(data)
	if err != nil {
		return nil, err
	}
	d := &described{data: data, model: model, graph: model.graph.signature(), meta: maps.Clone(model.metadataProps)}
	d.graph.Folder = filepath.Dir(path)
	all, external := sha256.New(), sha256.New()
	all.Write(data)
	if err := d.readExternal(io.MultiWriter(all, external), path); err != nil {
		return nil, err
	}
	if len(model.dataFiles) > 0 {
		d.files.External = hex.EncodeToString(external.Sum(nil))
	}
	for _, t := range model.external {
		model.denormal += t.denormal
	}
	if err := d.readSidecar(all, path+".json"); err != nil {
		return nil, err
	}
	if d.sha256 = hex.EncodeToString(all.Sum(nil)); d.files != (policy.FileHashes{}) {
		d.files.File = hexSHA256(data)
	}
	return d, nil
}

// readFile reads a whole model file.
func readFile(path string) (data []byte, err error) {
	f, err := safefile.Open(path, safefile.Model)
	if errors.Is(err, os.ErrNotExist) {
		return nil, errors.New("there is no such file")
	}
	if errors.Is(err, safefile.ErrNotRegular) {
		return nil, fmt.Errorf("%w; name a *.onnx file", cause(err))
	}
	if errors.Is(err, safefile.ErrTooLarge) {
		return nil, fmt.Errorf("%w; export the model with external data", cause(err))
	}
	if err != nil {
		return nil, cause(err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if f.Size() == 0 {
		return nil, errors.New("the file is empty; export the model again")
	}
	if err := room(f.Size()); err != nil {
		return nil, err
	}
	data = make([]byte, f.Size())
	if _, err := io.ReadFull(f, data); err != nil {
		return nil, fmt.Errorf("the file changed while it was read (%w); load it again", err)
	}
	if bytes.HasPrefix(data, []byte("version https://git-lfs")) {
		return nil, errors.New("the file is a Git LFS pointer, not the model; run `git lfs pull`")
	}
	return data, nil
}

// room returns an error that matches safefile.ErrNoRoom if there is no memory for so many
// bytes.
func room(bytes int64) error {
	if err := safefile.Room(bytes); err != nil {
		return fmt.Errorf("%w; export a smaller model, or raise the limit", err)
	}
	return nil
}

// readSidecar merges the sidecar, if there is one, into the metadata, or sets
// d.sidecar if it is invalid.
func (d *described) readSidecar(h io.Writer, path string) error {
	data, err := safefile.Read(path, safefile.Sidecar)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("sidecar %s cannot be read (%w)", path, cause(err))
	}
	if _, err := h.Write(data); err != nil {
		return err
	}
	d.files.Sidecar = hexSHA256(data)
	if err := policy.MergeSidecar(d.meta, data); err != nil {
		d.sidecar = fmt.Errorf("sidecar %s: %s", path, oneLine(err))
	}
	return nil
}

func hexSHA256(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
