package trace_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"

	"github.com/kumite/kumite/agent"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/agent/serve"
	"github.com/kumite/kumite/agent/trace"
	"github.com/kumite/kumite/internal/oippb"
	"github.com/kumite/kumite/sim"
)

const model = "../../models/pro-tiny.onnx"

// read reads spans as a Collector does, by name.
func read(t *testing.T, path string) map[string][]ptrace.Span {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	spans := map[string][]ptrace.Span{}
	for line := range bytes.Lines(data) {
		traces, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		// The Collector skips what it does not know.
		again, err := (&ptrace.JSONMarshaler{}).MarshalTraces(traces)
		var wrote, understood any
		if err = errors.Join(err, json.Unmarshal(line, &wrote), json.Unmarshal(again, &understood)); err != nil || !within(wrote, understood) {
			t.Errorf("of %s a Collector understands %s (%v)", line, again, err)
		}
		for _, of := range traces.ResourceSpans().All() {
			if name, ok := of.Resource().Attributes().Get("service.name"); !ok || name.Str() != "kumite" {
				t.Errorf("service.name %q, want kumite", name.Str())
			}
			for _, scope := range of.ScopeSpans().All() {
				for _, s := range scope.Spans().All() {
					spans[s.Name()] = append(spans[s.Name()], s)
				}
			}
		}
	}
	return spans
}

// within reports whether a JSON document has all values of a part of it.
func within(part, whole any) bool {
	switch part := part.(type) {
	case map[string]any:
		in, ok := whole.(map[string]any)
		for key, value := range part {
			ok = ok && within(value, in[key])
		}
		return ok
	case []any:
		in, ok := whole.([]any)
		return ok && slices.EqualFunc(part, in, within)
	}
	return part == whole
}

// parts returns the names of the parts of a span by their start, and fails if one has
// another trace or lies outside.
func parts(t *testing.T, spans map[string][]ptrace.Span, of ptrace.Span) (names []string) {
	t.Helper()
	var found []ptrace.Span
	for _, all := range spans {
		for _, s := range all {
			if s.ParentSpanID() != of.SpanID() {
				continue
			}
			found = append(found, s)
			if s.TraceID() != of.TraceID() || s.StartTimestamp() < of.StartTimestamp() || s.EndTimestamp() > of.EndTimestamp() {
				t.Errorf("%s from %d to %d in trace %s, the whole from %d to %d in trace %s", s.Name(), s.StartTimestamp(), s.EndTimestamp(), s.TraceID(), of.StartTimestamp(), of.EndTimestamp(), of.TraceID())
			}
		}
	}
	slices.SortFunc(found, func(a, b ptrace.Span) int {
		return cmp.Or(cmp.Compare(a.StartTimestamp(), b.StartTimestamp()), cmp.Compare(a.EndTimestamp(), b.EndTimestamp()))
	})
	for _, s := range found {
		names = append(names, s.Name())
	}
	return names
}

func attribute(s ptrace.Span, key string) string {
	v, ok := s.Attributes().Get(key)
	if !ok {
		return "none"
	}
	return v.AsString()
}

// ask sends requests to a server that records them: by HTTP with and without a parent, and
// by gRPC.
func ask(t *testing.T, r *trace.Recorder, ids []string) {
	cfg := serve.Default()
	cfg.HTTP, cfg.GRPC, cfg.Answered = "127.0.0.1:0", "127.0.0.1:0", r.Answer
	var err error
	if cfg.Models, err = bot.ParseAll([]string{model}); err != nil {
		t.Fatal(err)
	}
	ready, done := make(chan [2]string, 1), make(chan error, 1)
	cfg.Ready = func(web, calls string) { ready <- [2]string{web, calls} }
	ctx, stop := context.WithCancel(t.Context())
	go func() { done <- serve.Run(ctx, cfg) }()
	at := <-ready
	for _, id := range ids {
		for _, body := range []string{`{"inputs":[{"name":"frame","datatype":"UINT8","shape":[1,1],"data":[1]}]}`, `{"inputs":[]}`} {
			q, err := http.NewRequest("POST", "http://"+at[0]+"/v2/models/pro-tiny/infer", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if id != "" {
				q.Header.Set("traceparent", id)
			}
			answer, err := http.DefaultClient.Do(q)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
		}
	}
	conn, err := grpc.NewClient(at[1], grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	call := metadata.AppendToOutgoingContext(t.Context(), "traceparent", ids[0])
	_, err = oippb.NewGRPCInferenceServiceClient(conn).ModelInfer(call, &oippb.ModelInferRequest{ModelName: "pro-tiny", RawInputContents: [][]byte{{1}},
		Inputs: []*oippb.ModelInferRequest_InferInputTensor{{Name: "frame", Datatype: "UINT8", Shape: []int64{1, 1}}}})
	if err != nil {
		t.Fatal(err)
	}
	stop()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestARequestIsASpanOfItsClientsTrace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.jsonl")
	r, err := trace.Open(trace.Config{Path: path, Version: "v9", Every: 1})
	if err != nil {
		t.Fatal(err)
	}
	const recorded, not = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-11111111111111111111111111111111-b7ad6b7169203331-00"
	ask(t, r, []string{recorded, not, ""})
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	spans := read(t, path)
	of, answered := map[string]int{}, 0
	for _, s := range spans["request"] {
		of[s.TraceID().String()]++
		if s.Kind() != ptrace.SpanKindServer || attribute(s, "kumite.model.name") != "pro-tiny" {
			t.Errorf("kind %s, model %s", s.Kind(), attribute(s, "kumite.model.name"))
		}
		if code := attribute(s, "kumite.answer.code"); code != "OK" {
			if s.Status().Code() != ptrace.StatusCodeError || len(parts(t, spans, s)) != 0 {
				t.Errorf("refused with %s: status %s, parts %v; want an error without parts", code, s.Status().Code(), parts(t, spans, s))
			}
			continue
		}
		answered++
		if got := parts(t, spans, s); !slices.Equal(got, []string{"read", "queue", "infer", "decode"}) {
			t.Errorf("parts %v", got)
		}
		if version, action := attribute(s, "kumite.model.version"), attribute(s, "kumite.decision.action"); len(version) != 12 || action == "none" || s.Status().Code() != ptrace.StatusCodeUnset {
			t.Errorf("version %s, action %s, status %s", version, action, s.Status().Code())
		}
	}
	if n := of["0af7651916cd43dd8448eb211c80319c"]; n != 3 || len(of) != 3 || answered != 3 {
		t.Errorf("%d requests of the client's trace, %d traces, %d answered; want 3, 3 and 3", n, len(of), answered)
	}
	for _, s := range spans["request"] {
		if s.TraceID().String() == "0af7651916cd43dd8448eb211c80319c" && s.ParentSpanID().String() != "b7ad6b7169203331" {
			t.Errorf("the parent is %s, want the client's span", s.ParentSpanID())
		}
	}
}

// decision returns a decision of a model in lockstep, which has no times.
func decision(t *testing.T) live.Snapshot {
	t.Helper()
	b, err := bot.Open(model, bot.Setup{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	p := live.New(b.Model())
	p.Start(1, sim.Left)
	p.SetLockstep(true)
	world := sim.New(sim.DefaultRules(), 1)
	if _, err := p.Act(&world, sim.Left); err != nil {
		t.Fatal(err)
	}
	var s live.Snapshot
	if !p.Poll(&s) {
		t.Fatal("nothing was decided")
	}
	return s
}

func TestADecisionIsASpanWithItsParts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.jsonl")
	r, err := trace.Open(trace.Config{Path: path, Every: 1})
	if err != nil {
		t.Fatal(err)
	}
	s := decision(t)
	r.Decision("mine", "abc", &s) // in lockstep
	at := time.Unix(1_700_000_000, 123)
	s.Opened, s.Began, s.Total = at, at.Add(time.Millisecond), 8*time.Millisecond
	s.Spent = agent.Spent{Grab: time.Millisecond, See: time.Millisecond, Run: 2 * time.Millisecond, Decode: time.Millisecond}
	r.Decision("mine", "abc", &s)
	late := s
	late.Missed = true
	r.Decision("mine", "abc", &late)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	spans := read(t, path)
	if len(spans["decision"]) != 2 {
		t.Fatalf("%d decisions, want 2", len(spans["decision"]))
	}
	whole := spans["decision"][0]
	if got := parts(t, spans, whole); !slices.Equal(got, []string{"wait", "grab", "see", "infer", "decode", "send"}) {
		t.Errorf("parts %v", got)
	}
	if whole.StartTimestamp().AsTime() != at.UTC() || whole.EndTimestamp().AsTime().Sub(at) != 8*time.Millisecond {
		t.Errorf("from %s to %s", whole.StartTimestamp(), whole.EndTimestamp())
	}
	for _, send := range spans["send"] {
		if took := send.EndTimestamp() - send.StartTimestamp(); took != 2_000_000 {
			t.Errorf("send takes %d ns, want what is left of the total, 2 ms", took)
		}
	}
	if model, action := attribute(whole, "kumite.model.sha256"), attribute(whole, "kumite.decision.action"); model != "abc" || action != s.Decision.Name() || attribute(whole, "kumite.decision.tick") != "0" {
		t.Errorf("model %s, action %s, tick %s", model, action, attribute(whole, "kumite.decision.tick"))
	}
	missed := spans["decision"][1]
	if got := parts(t, spans, missed); missed.Status().Message() != "late" || !slices.Equal(got, []string{"wait", "grab", "see", "infer"}) || attribute(missed, "kumite.decision.action") != "none" {
		t.Errorf("a late decision: status %q, parts %v, action %s", missed.Status().Message(), got, attribute(missed, "kumite.decision.action"))
	}
}

func TestOneInSoManyIsRecorded(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.jsonl")
	for range 2 { // the second time it is appended
		r, err := trace.Open(trace.Config{Path: path, Every: 3})
		if err != nil {
			t.Fatal(err)
		}
		for range 10 {
			r.Answer(serve.Answered{Code: "OK", Start: time.Unix(1, 0), Total: time.Second})
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(read(t, path)["request"]); n != 8 {
		t.Errorf("%d of 10 are recorded, twice; want 4 each", n)
	}
}
