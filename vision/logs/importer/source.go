package importer

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kumite/kumite/internal/number"
)

// source is a video and its table of actions.
type source struct{ video, actions string }

// tables are the endings of tables beside a video, in order.
var tables = []string{".csv", ".jsonl", ".json"}

// pair finds the videos and the table of each: the one with the same name but for
// the ending, or the only one of an only video.
func pair(videos, actions []string) ([]source, error) {
	films, err := expand(videos)
	if err != nil {
		return nil, err
	}
	files, err := expand(actions)
	if err != nil {
		return nil, err
	}
	if len(films) == 1 && len(files) == 1 {
		return []source{{films[0], files[0]}}, nil
	}
	var all []source
	var missing []string
	for _, film := range films {
		var fit []string
		if len(actions) == 0 {
			for _, ext := range tables {
				if path := strings.TrimSuffix(film, filepath.Ext(film)) + ext; exists(path) {
					fit = append(fit, path)
				}
			}
		}
		for _, file := range files {
			if stem(file) == stem(film) {
				fit = append(fit, file)
			}
		}
		switch len(fit) {
		case 0:
			missing = append(missing, film)
		case 1:
			all = append(all, source{film, fit[0]})
		default:
			return nil, fmt.Errorf("%s has several tables: %s; name one with --actions", film, strings.Join(fit, ", "))
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("no table of actions has the name of %s; want NAME.csv or NAME.jsonl beside NAME%s, or --actions",
			strings.Join(missing[:min(len(missing), 4)], ", "), filepath.Ext(missing[0]))
	}
	if used := len(all); len(files) > used {
		return nil, fmt.Errorf("%s for %s; want one for each, of the same name", number.Of(len(files), "table"), number.Of(used, "video"))
	}
	return all, nil
}

func stem(path string) string {
	return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
}

func exists(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// expand gives the files that paths and patterns name, each once, in the order of
// their names within a pattern.
func expand(patterns []string) ([]string, error) {
	var all []string
	for _, pattern := range patterns {
		found, err := filepath.Glob(pattern)
		switch {
		case exists(pattern): // also where its name looks like a pattern
			found = []string{pattern}
		case errors.Is(err, filepath.ErrBadPattern):
			return nil, fmt.Errorf("%s: this is neither a file nor a pattern such as 'footage/*.mp4'", pattern)
		case len(found) == 0:
			return nil, fmt.Errorf("%s: there is no such file", pattern)
		}
		for _, path := range found {
			if !slices.Contains(all, path) {
				all = append(all, path)
			}
		}
	}
	return all, nil
}
