package ort

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// brokenFiles returns model and data files that are damaged, hostile or missing.
func brokenFiles() []refused {
	whole := newForge().bytes()
	return []refused{
		{"no file", func(*testing.T, string) {},
			`there is no such file`},
		{"a folder", func(t *testing.T, dir string) { put(t, filepath.Join(dir, "m.onnx", "x"), nil) },
			`not a regular file but a folder; name a *.onnx file`},
		{"a named pipe", func(t *testing.T, dir string) { pipe(t, filepath.Join(dir, "m.onnx")) },
			`not a regular file but a named pipe; name a *.onnx file`},
		{"a device", func(t *testing.T, dir string) { symlink(t, "/dev/zero", filepath.Join(dir, "m.onnx")) },
			`not a regular file but a device; name a *.onnx file`},
		{"a file of 3 GB", func(t *testing.T, dir string) { sparse(t, filepath.Join(dir, "m.onnx"), 3<<30) },
			`the file has 3221225472 bytes; a model has at most 2147483647; export the model with external data`},
		{"a sidecar that is a named pipe", func(t *testing.T, dir string) {
			of(newForge())(t, dir)
			pipe(t, filepath.Join(dir, "m.onnx.json"))
		},
			`sidecar DIR/m.onnx.json cannot be read (not a regular file but a named pipe)`},
		{"a sidecar that is a device", func(t *testing.T, dir string) {
			of(newForge())(t, dir)
			symlink(t, "/dev/zero", filepath.Join(dir, "m.onnx.json"))
		},
			`sidecar DIR/m.onnx.json cannot be read (not a regular file but a device)`},
		{"a sidecar of 5 GB", func(t *testing.T, dir string) {
			of(newForge())(t, dir)
			sparse(t, filepath.Join(dir, "m.onnx.json"), 5<<30)
		},
			`sidecar DIR/m.onnx.json cannot be read (the file has 5368709120 bytes; a sidecar has at most 1048576)`},
		{"a cost table above the folder", costs("../costs.csv"),
			`kumite.decoder: cost file: the model names "../costs.csv", which is not in its folder; put the file beside the model and name it without a folder, or name it in the contestant string`},
		{"a cost table by an absolute path", costs("/dev/zero"),
			`kumite.decoder: cost file: the model names "/dev/zero", which is not in its folder; put the file beside the model and name it without a folder, or name it in the contestant string`},
		{"a cost table behind a link that leads out", func(t *testing.T, dir string) {
			costs("costs.csv")(t, dir)
			symlink(t, "/etc/passwd", filepath.Join(dir, "costs.csv"))
		},
			`kumite.decoder: cost file: open DIR/costs.csv: it is outside the folder, by its name or through a symbolic link`},
		{"a cost table that is a named pipe", func(t *testing.T, dir string) {
			costs("costs.csv")(t, dir)
			pipe(t, filepath.Join(dir, "costs.csv"))
		},
			`kumite.decoder: cost file: open DIR/costs.csv: not a regular file but a named pipe`},
		{"a cost table of 5 GB", func(t *testing.T, dir string) {
			costs("costs.csv")(t, dir)
			sparse(t, filepath.Join(dir, "costs.csv"), 5<<30)
		},
			`kumite.decoder: cost file: open DIR/costs.csv: the file has 5368709120 bytes; a cost table has at most 4194304`},
		{"a cost table with a name like a format", func(t *testing.T, dir string) {
			costs("%n%s%d.csv")(t, dir)
			put(t, filepath.Join(dir, "%n%s%d.csv"), []byte("truth\n"))
		},
			"kumite.decoder: cost file DIR/%n%s%d.csv: want a header `truth,no_action,poke,fireball` and one row for each of the 3 classes, not \"truth\""},
		{"zero bytes", raw(nil),
			`the file is empty; export the model again`},
		{"text", raw([]byte("this is not a model, but long enough to look like one")),
			`not a complete ONNX file; export the model again, or copy all of it`},
		{"a pointer to a model", raw([]byte("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n")),
			"the file is a Git LFS pointer, not the model; run `git lfs pull`"},
		{"truncated", raw(whole[:len(whole)*2/3]),
			`not a complete ONNX file; export the model again, or copy all of it`},
		{"one byte short", raw(whole[:len(whole)-1]),
			`not a complete ONNX file; export the model again, or copy all of it`},
		{"arbitrary bytes", raw([]byte{0xff, 0xd8, 0xff, 0xe0, 0, 16, 'J', 'F', 'I', 'F'}),
			`not a complete ONNX file; export the model again, or copy all of it`},
		{"no graph", of(with(func(m *forge) { m.graphless = true })),
			`not a complete ONNX file; export the model again, or copy all of it`},
		{"a length beyond the end", raw(append(newForge().bytes(), 0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)),
			`not a complete ONNX file; export the model again, or copy all of it`},
		{"a string field instead of a number", raw(text(newForge().bytes(), modelIRVersion, "7")),
			`not a complete ONNX file; export the model again, or copy all of it`},
		{"graphs nested too deeply", raw(nested(35)),
			`messages are nested more than 100 deep; export the model with fewer graphs inside graphs`},
		{"weights with a negative dimension", raw(weighing(4, -3)),
			`tensor "w" has the impossible shape [4 -3]; export the model again`},
		{"more weights than memory can hold", raw(weighing(1<<40, 1<<40)),
			`tensor "w" has the impossible shape [1099511627776 1099511627776]; export the model again`},
		{"weights of too high a rank", raw(weighing(make([]int64, 65)...)),
			`tensor "w" has more than 64 dimensions; export the model again`},

		{"missing external data", func(t *testing.T, dir string) {
			of(with(func(m *forge) { m.external = "w.bin" }))(t, dir)
			remove(t, filepath.Join(dir, "w.bin"))
		},
			`external data "w.bin" does not exist; put the data file beside the model, or export it in one file`},
		{"external data above the folder", of(with(func(m *forge) { m.external = "../../secret.bin" })),
			`external data "../../secret.bin" is outside the model's folder; put the data file beside the model, or export it in one file`},
		{"external data by an absolute path", of(with(func(m *forge) { m.external = "/etc/hostname" })),
			`external data "/etc/hostname" is outside the model's folder; put the data file beside the model, or export it in one file`},
		{"external data behind a link that leads out", func(t *testing.T, dir string) {
			of(with(func(m *forge) { m.external = "w.bin" }))(t, filepath.Join(dir, "elsewhere"))
			of(with(func(m *forge) { m.external = "w.bin" }))(t, dir)
			remove(t, filepath.Join(dir, "w.bin"))
			out := t.TempDir()
			put(t, filepath.Join(out, "w.bin"), newForge().matrix())
			if err := os.Symlink(filepath.Join(out, "w.bin"), filepath.Join(dir, "w.bin")); err != nil {
				t.Fatal(err)
			}
		},
			`external data "w.bin" cannot be read from the model's folder (it is outside the folder, by its name or through a symbolic link); put the data file beside the model, or export it in one file`},
		{"external data above a folder and below it again", of(with(func(m *forge) { m.external = "sub/../w.bin" })),
			`external data "sub/../w.bin" is outside the model's folder; put the data file beside the model, or export it in one file`},
		{"external data that is a named pipe", func(t *testing.T, dir string) {
			of(with(func(m *forge) { m.external = "w.bin" }))(t, dir)
			remove(t, filepath.Join(dir, "w.bin"))
			pipe(t, filepath.Join(dir, "w.bin"))
		},
			`external data "w.bin" is not a regular file but a named pipe; put the data file beside the model, or export it in one file`},
		{"external data that is too short", of(with(func(m *forge) { m.external, m.length = "w.bin", "400" })),
			`external data "w.bin" has 12 bytes, but the model needs 400 at offset 0; copy the whole file`},
		{"external data that is a folder", func(t *testing.T, dir string) {
			of(with(func(m *forge) { m.external = "w.bin" }))(t, dir)
			remove(t, filepath.Join(dir, "w.bin"))
			put(t, filepath.Join(dir, "w.bin", "x"), nil)
		},
			`external data "w.bin" is not a regular file but a folder; put the data file beside the model, or export it in one file`},
		{"external data of 200 GB", func(t *testing.T, dir string) {
			of(with(func(m *forge) { m.external = "w.bin" }))(t, dir)
			sparse(t, filepath.Join(dir, "w.bin"), 200<<30)
		},
			`external data "w.bin" is too large: the file has 214748364800 bytes; external data has at most 8589934592; export a smaller model`},
		{"two files with 10 GB of external data", func(t *testing.T, dir string) {
			put(t, filepath.Join(dir, "m.onnx"), outside("a.bin", "b.bin"))
			sparse(t, filepath.Join(dir, "a.bin"), 5<<30)
			sparse(t, filepath.Join(dir, "b.bin"), 5<<30)
		},
			`the files with external data have 10737418240 bytes; a model has at most 8589934592 of them; export a smaller model`},
		{"external data in thousands of files", func(t *testing.T, dir string) {
			var names []string
			for i := range maxDataFiles + 1 {
				names = append(names, strings.Repeat("./", i)+"w.bin")
			}
			put(t, filepath.Join(dir, "m.onnx"), outside(names...))
		},
			`external data is in 1025 files; a model has at most 1024; export it in one file`},
		{"external data without a name", of(with(func(m *forge) { m.external, m.unnamed = "w.bin", true })),
			`external data of a tensor names no file; export the model again`},
		{"external data of a length that is not a number", of(with(func(m *forge) { m.external, m.length = "w.bin", "twelve" })),
			`external data has length="twelve", which is not a number of bytes; export the model again`},
	}
}

// outside returns a model of nothing but tensors whose data are in files.
func outside(names ...string) []byte {
	var g []byte
	for _, name := range names {
		entry := text(text(nil, entryKey, "location"), entryValue, name)
		g = submessage(g, graphInitializer, number(submessage(number(nil, tensorDims, 2), tensorExternalData, entry), tensorDataLocation, 1))
	}
	return submessage(number(nil, modelIRVersion, 7), modelGraph, g)
}

// costs returns a function that writes a model whose decoder names a cost table.
func costs(name string) func(*testing.T, string) {
	return key("kumite.decoder", "decode=cost&cost="+url.QueryEscape(name))
}

func pipe(t *testing.T, path string) {
	t.Helper()
	if err := syscall.Mkfifo(path, 0o644); err != nil {
		t.Fatal(err)
	}
}

func symlink(t *testing.T, target, path string) {
	t.Helper()
	if err := os.Symlink(target, path); err != nil {
		t.Fatal(err)
	}
}

// sparse writes a file of zeros that takes no space.
func sparse(t *testing.T, path string, size int64) {
	t.Helper()
	put(t, path, nil)
	if err := os.Truncate(path, size); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

// nested returns a model with nested graphs: each is an attribute of the only node of
// the enclosing one.
func nested(graphs int) []byte {
	var g []byte
	for range graphs - 1 {
		g = submessage(nil, graphNode, submessage(text(nil, nodeOpType, "If"), nodeAttribute, submessage(nil, attributeG, g)))
	}
	return submessage(nil, modelGraph, g)
}

// weighing returns a model with weights of a shape, without data.
func weighing(dims ...int64) []byte {
	w := text(nil, tensorName, "w")
	for _, d := range dims {
		w = number(w, tensorDims, uint64(d))
	}
	return submessage(nil, modelGraph, submessage(nil, graphInitializer, w))
}
