package main

import (
	"errors"

	"github.com/rs/zerolog"
	"github.com/spf13/pflag"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/farm"
	"github.com/kumite/kumite/cmd/internal/cli"
)

// natsFlags are the flags of a NATS server.
type natsFlags struct {
	server farm.Server
	listen string
}

// embedded is the value of --nats that starts a server.
const embedded = "embedded"

func (x *natsFlags) flags(f *pflag.FlagSet) {
	f.StringVar(&x.server.URL, "nats", "", "`address` of a NATS server, nats://[USER:PASSWORD@]HOST:PORT or tls://…")
	f.StringVar(&x.server.Context, "nats-context", "", "`name` of a context of the nats program, instead of --nats")
	f.StringVar(&x.server.Token, "nats-token", "", "`file` with the token for the NATS server")
	f.StringVar(&x.server.Credentials, "nats-creds", "", "`file` with a user's credentials for the NATS server")
	f.StringVar(&x.server.NKey, "nats-nkey", "", "`file` with an NKey seed for the NATS server")
	f.StringVar(&x.server.CA, "nats-ca", "", "`file` with CA certificates (PEM) to verify the NATS server with")
	f.StringVar(&x.server.Certificate, "nats-cert", "", "`file` with this client's certificate (PEM)")
	f.StringVar(&x.server.Key, "nats-key", "", "`file` with the certificate's key (PEM)")
	f.DurationVar(&x.server.AckWait, "nats-ack-wait", farm.DefaultAckWait, "`time` without a message from a worker after which others get its pairs; must be the same for all clients of the server")
	cli.Duration(f, "nats-ack-wait")
}

// coordinatorFlags adds the flags of a coordinator.
func (x *natsFlags) coordinatorFlags(f *pflag.FlagSet) {
	x.flags(f)
	f.Lookup("nats").Usage = "let kumite worker play the matches, through the NATS server at this `address`; embedded starts one"
	f.StringVar(&x.listen, "nats-listen", "127.0.0.1:4222", "`address` of the embedded NATS server")
}

func (x *natsFlags) used() bool { return x.server.URL != "" || x.server.Context != "" }

func (x *natsFlags) validate(f *pflag.FlagSet) error {
	if f.Changed("nats-listen") && x.server.URL != embedded {
		return errors.New("--nats-listen needs --nats embedded")
	}
	if x.used() {
		return nil
	}
	return cli.Refuse(f, "needs a NATS server; name it with --nats", "nats-token", "nats-creds", "nats-nkey", "nats-ca", "nats-cert", "nats-key", "nats-ack-wait")
}

// during calls run with a function that lets workers play a tournament, or with one that
// changes nothing if the flags name no server.
func (x *natsFlags) during(log zerolog.Logger, setup bot.Setup, run func(place func(*arena.Tournament)) error) (err error) {
	if !x.used() {
		return run(func(*arena.Tournament) {})
	}
	x.server.Log = log
	if x.server.URL == embedded {
		program, failed := cli.Beside("kumite-nats", "make build")
		if failed != nil {
			return failed
		}
		broker, failed := farm.StartBroker(program, x.listen, x.server.Token)
		if failed != nil {
			return failed
		}
		defer func() { err = errors.Join(err, broker.Close()) }()
		x.server.URL = broker.URL
		log.Info().Msgf("waiting for workers: kumite worker --nats %s", broker.URL)
	}
	c := farm.Coordinator{Server: x.server, Aliases: setup.Aliases, AllowRandom: setup.AllowRandom, Log: log}
	return run(func(t *arena.Tournament) { t.Elsewhere, t.Workers = c.Open, farm.Window })
}
