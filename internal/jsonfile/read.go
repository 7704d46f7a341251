package jsonfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Unmarshal is json.Unmarshal into a struct, which takes keys in any case: keys of one
// object that differ only in case are an error, too.
func Unmarshal(data []byte, into any) error {
	data, err := text(data)
	if err != nil {
		return err
	}
	if err := Decode(data, into); err != nil {
		return err
	}
	return UniqueKeys(data)
}

// Object reads one object. Keys that differ in case are different keys.
func Object(data []byte) (map[string]json.RawMessage, error) {
	data, err := text(data)
	if err != nil {
		return nil, err
	}
	var values map[string]json.RawMessage
	if err := Decode(data, &values); err != nil {
		return nil, err
	}
	return values, unique(numbers(data), func(key string) string { return key })
}

// UniqueKeys returns an error if an object in one JSON value, which must be valid, has a
// key twice, in whatever case.
func UniqueKeys(data []byte) error {
	return unique(numbers(data), strings.ToLower)
}

// numbers returns a decoder that leaves numbers as they are: they may be too large for a
// float64.
func numbers(data []byte) *json.Decoder {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return d
}

// text is UTF-8 without a byte order mark.
func text(data []byte) ([]byte, error) {
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) || bytes.IndexByte(data, 0) >= 0 {
		return nil, errors.New("the text is UTF-16; save it as UTF-8")
	}
	if !utf8.Valid(data) {
		return nil, errors.New("the text is not UTF-8; save it as UTF-8")
	}
	return data, nil
}

// unique reads one value.
func unique(d *json.Decoder, same func(string) string) error {
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
			name := same(key.(string))
			if keys[name] {
				return fmt.Errorf("key %q appears twice in one object; keep one", key)
			}
			keys[name] = true
		}
		if err := unique(d, same); err != nil {
			return err
		}
	}
	_, err = d.Token()
	return err
}
