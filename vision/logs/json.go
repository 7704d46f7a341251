package logs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"
)

// unmarshal is json.Unmarshal for files that other programs wrote: a byte order
// mark at the start is ignored, another encoding than UTF-8 is named, and a key
// that stands twice in one object is an error, also where the two differ in case
// only, because only one of them would count.
func unmarshal(data []byte, into any) error {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) || bytes.IndexByte(data, 0) >= 0 {
		return fmt.Errorf("the text is UTF-16; save it as UTF-8")
	}
	if !utf8.Valid(data) {
		return fmt.Errorf("the text is not UTF-8; save it as UTF-8")
	}
	if err := json.Unmarshal(data, into); err != nil {
		return err
	}
	return uniqueKeys(json.NewDecoder(bytes.NewReader(data)))
}

// uniqueKeys reads one JSON value, which must be valid.
func uniqueKeys(d *json.Decoder) error {
	start, err := d.Token()
	if err != nil {
		return err
	}
	if start != json.Delim('{') && start != json.Delim('[') {
		return nil
	}
	keys := map[string]bool{}
	for d.More() {
		if start == json.Delim('{') {
			key, err := d.Token()
			if err != nil {
				return err
			}
			name := strings.ToLower(key.(string))
			if keys[name] {
				return fmt.Errorf("key %q stands twice in one object; keep one", key)
			}
			keys[name] = true
		}
		if err := uniqueKeys(d); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}
