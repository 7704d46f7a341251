package ort

import (
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"path/filepath"

	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/policy"
)

// Files returns the names of a model's files, relative to its folder. read are those
// that loading the model reads: the file itself, its external data, the cost table of
// its decoder, and its sidecar. External data is left out if any of it is missing or too
// short, and the cost table if the contract is invalid. named are all names that the
// model mentions, whether it is valid or not.
//
// It returns an error if the model, its sidecar or a file that it names is a symbolic
// link or behind one, so that the names do not say which files they are.
func Files(path string) (read, named []string, err error) {
	root, err := safefile.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, nil, err
	}
	defer root.Close()
	name := filepath.Base(path)
	sidecar := name + ".json"
	read, named = []string{name}, []string{name, sidecar}
	err = cmp.Or(root.Own(name), root.Own(sidecar))
	if data, unreadable := readFile(path); unreadable == nil {
		if model, invalid := readModel(data); invalid == nil {
			d := &described{data: data, model: model, meta: maps.Clone(model.metadataProps), graph: model.graph.signature()}
			d.graph.Folder = filepath.Dir(path)
			external, table := d.externalNames(root), d.tableNames(root, sidecar)
			read = append(append(read, external...), table...)
			for _, name := range append(model.dataFiles, policy.OwnFiles(d.meta["kumite.decoder"])...) {
				if filepath.IsLocal(name) {
					named = append(named, name)
					err = cmp.Or(err, root.NoLinks(name))
				}
			}
		}
	}
	if _, missing := root.Lstat(sidecar); !errors.Is(missing, fs.ErrNotExist) {
		read = append(read, sidecar)
	}
	return read, named, err
}

// NamesKnown returns an error unless a file can be read as a model, so that Files returns
// all names that it mentions.
func NamesKnown(path string) error {
	data, err := readFile(path)
	if err == nil {
		_, err = readModel(data)
	}
	return err
}

// externalNames returns the files with external data, none if any cannot be read.
func (d *described) externalNames(root *safefile.Root) (names []string) {
	if len(d.model.dataFiles) > maxDataFiles {
		return nil
	}
	sizes := map[string]int64{}
	for _, name := range d.model.dataFiles {
		info, err := statExternal(root, name)
		if err != nil {
			return nil
		}
		sizes[name] = info.Size()
		names = append(names, filepath.Clean(name))
	}
	if _, err := d.fits(sizes); err != nil {
		return nil
	}
	return names
}

// tableNames merges the sidecar into the metadata and returns the files that the
// contract names, none if it is invalid.
func (d *described) tableNames(root *safefile.Root, sidecar string) []string {
	data, err := root.Read(sidecar, safefile.Sidecar)
	if err == nil {
		err = policy.MergeSidecar(d.meta, data)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	contract, err := policy.ParseContract(d.meta, d.graph, nil)
	if err != nil {
		return nil
	}
	return policy.OwnFiles(contract.Decoder)
}
