package jsonfile

import (
	"encoding"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// Explain says an error of encoding/json in plain words: that a value is of the wrong kind,
// such as `"pairs" is a text; want a whole number`, where the text is no JSON, or that it is
// cut off. Other errors are as they were.
func Explain(err error) error {
	var (
		kind   *json.UnmarshalTypeError
		syntax *json.SyntaxError
		base64 base64.CorruptInputError
	)
	switch {
	case errors.As(err, &kind):
		what := "the value"
		if _, name, _ := cutLast(kind.Field, "."); name != "" {
			what = fmt.Sprintf("%q", name)
		}
		return fmt.Errorf("%s is %s; want %s", what, found(kind.Value), wanted(kind.Type))
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &syntax) && syntax.Error() == cutOff:
		return errors.New("the JSON ends too early; copy the whole file, or write it again")
	case errors.As(err, &syntax):
		return fmt.Errorf("it is not JSON: unexpected %s at byte %d", strings.TrimPrefix(syntax.Error(), "invalid character "), syntax.Offset)
	case errors.As(err, &base64):
		return fmt.Errorf("a text of base64 is damaged at its byte %d", int64(base64)+1)
	}
	return err
}

// cutOff is how encoding/json calls the end of a text that is not complete.
const cutOff = "unexpected end of JSON input"

// Decode is json.Unmarshal with the errors of Explain.
func Decode(data []byte, into any) error { return Explain(json.Unmarshal(data, into)) }

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
