package serve

import (
	"time"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/internal/invalid"
	"github.com/kumite/kumite/policy/ort"
)

// Config configures a server.
type Config struct {
	Version  string           // of the program, for the server's metadata
	Models   []bot.Contestant // their names are those of the served models
	Provider ort.Provider
	Aliases  map[string]string // of classes, as in bot.Setup

	// Isolation says which models run in processes of their own: one for each size of a
	// batch of each worker, and one for each sequence of a model with recurrent state.
	Isolation bot.Isolation

	HTTP, GRPC string // addresses to listen on, HOST:PORT; "" does not listen
	CertFile   string // certificate in PEM; "" serves without TLS
	KeyFile    string // of the certificate, in PEM
	TokenFile  string // file with the token that requests must carry; "" lets everybody in

	Workers    int           // requests of a model that run at once
	Batch      int           // most requests in a run
	Queue      int           // most requests of a model that wait
	Sequences  int           // largest number of sequences of a model at once
	Idle       time.Duration // after which a sequence ends by itself
	MaxRequest int           // bytes of a request
	Grace      time.Duration // to answer accepted requests after the end of the context

	// Event, if not nil, is called with what happens to models: loaded, replaced, broken.
	// Calls do not overlap.
	Event func(Event)
	// Answered, if not nil, is called after each answer. Calls may overlap.
	Answered func(Answered)
	// Drifted, if not nil, is called with the verdict of each window of samples of a model
	// whose file has reference statistics. Calls of one model do not overlap.
	Drifted func(Drift)
	// Ready, if not nil, is called once with the addresses that the server listens on.
	Ready func(http, grpc string)
}

// Event says what happened to a model.
type Event struct {
	Model   string
	Version string // "" if it could not be loaded
	Err     error  // why it could not be loaded, and the version before stays in use
}

// Answered describes an answer.
type Answered struct {
	Model, Version string   // Version is "" where none answered
	Code           string   // of gRPC, e.g. "OK"
	Decisions      int      // of the decoder
	Actions        []string // the class of each decision
	Sent           []string // the classes that it sent, without the null class
	Parent         string   // the client's span: the header or metadata "traceparent" of the request

	Start, Queued     time.Time     // of the request, and of its wait for a worker; zero if it was not queued
	Queue, Run, Total time.Duration // waiting for a worker, running the network, and all
}

// Default returns the settings that `kumite serve` has without flags.
func Default() Config {
	return Config{
		HTTP: "127.0.0.1:8000", GRPC: "127.0.0.1:8001",
		Workers: 1, Batch: 8, Queue: 64, Sequences: 1024, Idle: time.Minute, MaxRequest: 16 << 20, Grace: 10 * time.Second,
	}
}

// The bounds of a Config.
const (
	MaxWorkers   = 256
	MaxBatch     = 256
	MaxQueue     = 1 << 16
	MaxSequences = 1 << 20
)

// Validate reports every invalid field with its bound.
func (c Config) Validate() error {
	var f invalid.Fields
	bound := func(what string, n, low, high int) {
		f.If(n < low || n > high, "serve: %s is %d; want %d to %d", what, n, low, high)
	}
	bound("the number of workers", c.Workers, 1, MaxWorkers)
	bound("the batch", c.Batch, 1, MaxBatch)
	bound("the queue", c.Queue, 1, MaxQueue)
	bound("the number of sequences", c.Sequences, 0, MaxSequences)
	bound("the size of a request", c.MaxRequest, 1<<10, 1<<30)
	f.If(c.Idle <= 0 || c.Grace < 0, "serve: idle time %v or grace %v is out of bounds; want more than 0, and 0 or more", c.Idle, c.Grace)
	f.If(c.HTTP == "" && c.GRPC == "", "serve: no address to listen on; set one for HTTP or gRPC")
	f.If((c.CertFile == "") != (c.KeyFile == ""), "serve: a certificate without its key, or a key without its certificate; name both")
	f.If(len(c.Models) == 0, "serve: no model")
	for _, m := range c.Models {
		f.If(m.Path == "" || m.Remote(), "serve: contestant %q is not a model file; want PATH.onnx", m.Spec)
	}
	f.Add(c.Isolation.Validate())
	return f.Err()
}
