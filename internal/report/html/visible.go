package html

import (
	"fmt"
	"reflect"
	"strings"
	"unicode"
	"unicode/utf8"
)

// visible returns text in which every character can be seen: control characters,
// direction marks and other invisible format characters, and bytes that are not UTF-8
// are replaced by escape sequences as in Go's strings.
func visible(text string) string {
	if strings.IndexFunc(text, hidden) < 0 {
		return text
	}
	var b strings.Builder
	for len(text) > 0 {
		r, n := utf8.DecodeRuneInString(text)
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, `\x%02x`, text[0])
		case !hidden(r):
			b.WriteRune(r)
		case r < 0x80:
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			fmt.Fprintf(&b, `\U%08x`, r)
		}
		text = text[n:]
	}
	return b.String()
}

// hidden reports whether a character may be invisible or change those around it.
func hidden(r rune) bool {
	return r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Cs)
}

// showAll makes every string of a value visible, in structs, slices and what pointers
// refer to. v must be addressable.
func showAll(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		if v.Type().PkgPath() != "html/template" { // its types hold scripts and styles
			v.SetString(visible(v.String()))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			showAll(v.Field(i))
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			showAll(v.Index(i))
		}
	case reflect.Interface:
		if text, ok := v.Interface().(string); ok {
			v.Set(reflect.ValueOf(visible(text)))
		}
	case reflect.Pointer:
		if !v.IsNil() {
			showAll(v.Elem())
		}
	}
}
