package safefile

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/kumite/kumite/internal/jsonfile"
)

// Unmarshal is [jsonfile.Decode] for a file of a kind. A list of more than limit.Items
// values is an error: a few bytes of JSON can stand for a large value in memory. A byte
// order mark is ignored.
func Unmarshal(data []byte, limit Limit, into any) error {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if len(bytes.TrimSpace(data)) == 0 {
		return errors.New("the file is empty")
	}
	if err := limit.CheckLists(data); err != nil {
		return err
	}
	return jsonfile.Decode(data, into)
}

// maxDepth is the nesting that encoding/json accepts.
const maxDepth = 10000

// CheckLists returns an error if a list in a JSON text has more than l.Items values. The
// text need not be valid.
func (l Limit) CheckLists(data []byte) error {
	if l.Items == 0 {
		return nil
	}
	var commas []int // of the open lists and objects, from the outside
	quoted := false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[', c == '{':
			if len(commas) == maxDepth {
				return fmt.Errorf("lists and objects are nested more than %d deep", maxDepth)
			}
			commas = append(commas, 0)
		case (c == ']' || c == '}') && len(commas) > 0:
			commas = commas[:len(commas)-1]
		case c == ',' && len(commas) > 0:
			n := &commas[len(commas)-1]
			if *n++; *n >= l.Items {
				return fmt.Errorf("a list has more than %d values; lists in %s have at most that many", l.Items, l.What)
			}
		}
	}
	return nil
}
