package jsonfile

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// Explain says in plain words that a value is of the wrong kind, such as `"pairs" is a
// text; want a whole number`. Other errors are as they were.
func Explain(err error) error {
	var wrong *json.UnmarshalTypeError
	if !errors.As(err, &wrong) {
		return err
	}
	what := "the value"
	if _, name, _ := cutLast(wrong.Field, "."); name != "" {
		what = fmt.Sprintf("%q", name)
	}
	return fmt.Errorf("%s is %s; want %s", what, found(wrong.Value), wanted(wrong.Type))
}

func cutLast(s, sep string) (before, after string, ok bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return "", s, false
}

// found names the kind of value that stands in the file, as encoding/json calls it.
func found(value string) string {
	switch kind, number, _ := strings.Cut(value, " "); {
	case kind == "number" && number != "":
		return number
	case kind == "string":
		return "a text"
	case kind == "bool":
		return "true or false"
	case kind == "array":
		return "a list"
	case kind == "object":
		return "an object"
	}
	return "a " + value
}

var textual = reflect.TypeFor[encoding.TextUnmarshaler]()

// wanted names the kind of value that a type holds.
func wanted(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if reflect.PointerTo(t).Implements(textual) {
		return "a text"
	}
	switch t.Kind() {
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Float32, reflect.Float64:
		return "a number"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return "a whole number" + bits(t)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return "a whole number of 0 or more" + bits(t)
	case reflect.Slice, reflect.Array:
		return "a list"
	}
	return "an object"
}

// bits says how large a number may be that has fewer bits than usual.
func bits(t reflect.Type) string {
	if t.Bits() < 64 {
		return fmt.Sprintf(" of %d bits", t.Bits())
	}
	return ""
}
