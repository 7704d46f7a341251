package bot

import (
	"fmt"
	"os"
	"strings"
)

// Expand replaces each contestant string whose path is a pattern, such as
// "models/*.onnx" or "models/*.onnx?decode=argmax", by one string per file, sorted by
// path. "*" stands for any characters within a name and "[…]" for one of several, as in
// path/filepath.Match; "?" begins the settings. A path that exists is not a pattern. A
// pattern that names no file is an error.
func Expand(specs []string) ([]string, error) {
	var all []string
	for _, spec := range specs {
		some, err := expand(spec)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

// ExpandOne is Expand for a string that must name one contestant.
func ExpandOne(spec string) (string, error) {
	some, err := expand(spec)
	if err != nil {
		return "", err
	}
	if len(some) > 1 {
		return "", fmt.Errorf("contestant %q: the pattern names %d files (%s, …); want one", spec, len(some), some[0])
	}
	return some[0], nil
}

// ParsePatterns parses the contestants that Expand returns, and makes their names unique.
func ParsePatterns(specs []string) ([]Contestant, error) {
	specs, err := Expand(specs)
	if err != nil {
		return nil, err
	}
	return ParseAll(specs)
}

// ParsePattern parses the contestant that ExpandOne returns.
func ParsePattern(spec string) (Contestant, error) {
	spec, err := ExpandOne(spec)
	if err != nil {
		return Contestant{}, err
	}
	return Parse(spec)
}

func expand(spec string) ([]string, error) {
	rest, prefixed := strings.CutPrefix(spec, "onnx:")
	path, query := Split(rest)
	if !strings.HasSuffix(path, ".onnx") || !strings.ContainsAny(path, "*[") {
		return []string{spec}, nil
	}
	if _, err := os.Lstat(path); err == nil {
		return []string{spec}, nil
	}
	files, err := Glob(path)
	if err != nil {
		return nil, fmt.Errorf("contestant %q: %q is not a valid pattern; close its brackets", spec, path)
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("contestant %q: the pattern names no file; check the folder", spec)
	}
	for i := range files {
		if prefixed {
			files[i] = "onnx:" + files[i]
		}
		if query != "" {
			files[i] += "?" + query
		}
	}
	return files, nil
}
