package trace

import (
	"crypto/rand"
	"encoding/hex"
	"strconv"
	"time"
)

// The JSON of OTLP: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
type tracesData struct {
	ResourceSpans []resourceSpans `json:"resourceSpans"`
}

type resourceSpans struct {
	Resource   resource     `json:"resource"`
	ScopeSpans []scopeSpans `json:"scopeSpans"`
}

type resource struct {
	Attributes []attribute `json:"attributes"`
}

type scopeSpans struct {
	Scope scope  `json:"scope"`
	Spans []span `json:"spans"`
}

type scope struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
}

type span struct {
	TraceID    string      `json:"traceId"` // 32 hexadecimal digits
	SpanID     string      `json:"spanId"`  // 16
	ParentID   string      `json:"parentSpanId,omitempty"`
	Name       string      `json:"name"`
	Kind       int         `json:"kind"`
	Start      string      `json:"startTimeUnixNano"` // 64-bit numbers are text
	End        string      `json:"endTimeUnixNano"`
	Attributes []attribute `json:"attributes,omitempty"`
	Status     *state      `json:"status,omitempty"`
}

// The kinds of spans: within a process, and the answer to a request from outside.
const (
	kindInternal = 1
	kindServer   = 2
)

type state struct {
	Message string `json:"message"`
	Code    int    `json:"code"`
}

const codeError = 2

type attribute struct {
	Key   string `json:"key"`
	Value value  `json:"value"`
}

// value has one of the fields.
type value struct {
	Text   *string  `json:"stringValue,omitempty"`
	Whole  *string  `json:"intValue,omitempty"`
	Number *float64 `json:"doubleValue,omitempty"`
	List   *list    `json:"arrayValue,omitempty"`
}

type list struct {
	Values []value `json:"values"`
}

func text(key, s string) attribute { return attribute{key, value{Text: &s}} }

func number(key string, f float64) attribute { return attribute{key, value{Number: &f}} }

func whole(key string, n int64) attribute {
	s := strconv.FormatInt(n, 10)
	return attribute{key, value{Whole: &s}}
}

func texts(key string, all []string) attribute {
	l := &list{Values: []value{}}
	for i := range all {
		l.Values = append(l.Values, value{Text: &all[i]})
	}
	return attribute{key, value{List: l}}
}

// tree is a span with its parts, which have its trace.
type tree []span

// newTree returns a tree of one span that belongs to a parent, if there is one.
func newTree(name string, kind int, p parent, start time.Time, took time.Duration) tree {
	root := newSpan(name, kind, start, took)
	root.TraceID, root.ParentID = p.trace, p.span
	if p.trace == "" {
		root.TraceID = identifier(16)
	}
	return tree{root}
}

// part adds a part of the root and returns its end.
func (t *tree) part(name string, start time.Time, took time.Duration) (end time.Time) {
	s := newSpan(name, kindInternal, start, took)
	s.TraceID, s.ParentID = (*t)[0].TraceID, (*t)[0].SpanID
	*t = append(*t, s)
	return start.Add(took)
}

func newSpan(name string, kind int, start time.Time, took time.Duration) span {
	nano := func(at time.Time) string { return strconv.FormatInt(at.UnixNano(), 10) }
	return span{SpanID: identifier(8), Name: name, Kind: kind, Start: nano(start), End: nano(start.Add(max(took, 0)))}
}

// fails marks the root as failed.
func (t tree) fails(message string) { t[0].Status = &state{message, codeError} }

// identifier returns random bytes in hexadecimal.
func identifier(bytes int) string {
	b := make([]byte, bytes)
	rand.Read(b) // never fails
	return hex.EncodeToString(b)
}
