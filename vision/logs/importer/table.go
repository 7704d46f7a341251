package importer

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/kumite/kumite/internal/csvfile"
	"github.com/kumite/kumite/internal/jsonfile"
	"github.com/kumite/kumite/internal/safefile"
)

// entry is one row of a table: texts by column, in small letters.
type entry struct {
	line    int
	cells   map[string]string
	numbers map[string]bool // columns whose cell is a number of JSON
}

// readTable reads a table of any form whole.
func readTable(path string) ([]entry, error) {
	switch filepath.Ext(path) {
	case ".json", ".jsonl", ".ndjson":
		data, err := safefile.Read(path, safefile.Table)
		if err == nil {
			err = safefile.Table.CheckLists(data)
		}
		if err != nil {
			return nil, err
		}
		return readJSON(bytes.NewReader(data))
	}
	file, err := safefile.Open(path, safefile.Table)
	if err != nil {
		return nil, err
	}
	defer file.Close() // read only
	return readCSV(file)
}

// add appends a row, of which there is a largest number.
func add(all []entry, e entry) ([]entry, error) {
	if len(all) == safefile.Table.Items {
		return nil, fmt.Errorf("line %d: %s has at most %d rows; split the recording", e.line, safefile.Table.What, len(all))
	}
	return append(all, e), nil
}

func readCSV(r io.Reader) ([]entry, error) {
	in, err := csvfile.NewReader(r)
	if err == io.EOF {
		return nil, fmt.Errorf("the file is empty; want a heading such as time,action")
	}
	if err != nil {
		return nil, err
	}
	columns := map[string]bool{}
	for _, name := range in.Heading {
		name = strings.ToLower(name)
		if columns[name] && name != "" {
			return nil, fmt.Errorf("column %q appears twice, ignoring case; keep one", name)
		}
		columns[name] = true
	}
	var all []entry
	for {
		row, line, err := in.Read()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		e := entry{line: line, cells: map[string]string{}}
		for i, cell := range row {
			e.cells[strings.ToLower(in.Heading[i])] = strings.TrimSpace(strings.Clone(cell))
		}
		if all, err = add(all, e); err != nil {
			return nil, err
		}
	}
}

// anything is a JSON value with its numbers as they are written.
func anything(raw json.RawMessage) (value any, err error) {
	if err := jsonfile.UniqueKeys(raw); err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return value, d.Decode(&value)
}

// readJSON reads JSON lines, or one array of objects.
func readJSON(r io.Reader) ([]entry, error) {
	in := bufio.NewReader(r)
	if mark, _ := in.Peek(3); bytes.Equal(mark, []byte("\ufeff")) {
		in.Discard(3) // which were peeked
	}
	d := json.NewDecoder(in)
	var all []entry
	for {
		var raw json.RawMessage
		if err := d.Decode(&raw); err == io.EOF {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("object %d: %w", len(all)+1, jsonfile.Explain(err))
		}
		value, err := anything(raw)
		if err != nil {
			return nil, fmt.Errorf("object %d: %w", len(all)+1, err)
		}
		values, ok := value.([]any)
		if !ok {
			values = []any{value}
		}
		for _, v := range values {
			object, ok := v.(map[string]any)
			if !ok {
				return nil, fmt.Errorf("object %d is not an object; want such as {\"time\": 1.25, \"action\": \"jump\"}", len(all)+1)
			}
			e := entry{len(all) + 1, map[string]string{}, map[string]bool{}}
			for key, cell := range object {
				key = strings.ToLower(key)
				switch cell.(type) {
				case nil:
				case []any, map[string]any:
					if isColumn(key) {
						return nil, fmt.Errorf("object %d: %q is a list or an object; want one text or number, and an object for each press", e.line, key)
					}
				default:
					e.cells[key] = fmt.Sprint(cell)
				}
				_, e.numbers[key] = cell.(json.Number)
			}
			if all, err = add(all, e); err != nil {
				return nil, err
			}
		}
	}
}
