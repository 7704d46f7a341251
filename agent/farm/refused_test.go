package farm_test

import (
	"context"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"github.com/kumite/kumite/agent/farm"
)

// closed returns an address on which nobody listens.
func closed(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func TestAServerThatCannotBeUsedIsRefusedInOneLineThatSaysHowToFixIt(t *testing.T) {
	dir := t.TempDir()
	garbage := secret(t, dir, "garbage", []byte("garbage\n"))
	empty := secret(t, dir, "empty", nil)
	cert, key := certificate(t, dir, "one")
	_, otherKey := certificate(t, dir, "other")
	good := natsServer(t, storeDir(t), -1)
	without := natsServer(t, storeDir(t), -1, func(o *server.Options) { o.JetStream = false })
	small := natsServer(t, storeDir(t), -1, func(o *server.Options) { o.MaxPayload = 4096 })
	limited := denying(t, server.Permissions{Publish: &server.SubjectPermission{Allow: []string{"kumite.>"}}})
	plain := strings.TrimPrefix(good.ClientURL(), "nats://")
	gone := closed(t)
	for name, test := range map[string]struct {
		on   farm.Server
		says string
	}{
		"no server":          {farm.Server{URL: "nats://" + gone}, "check the address, and that the server runs"},
		"no such host":       {farm.Server{URL: "nats://no-such-host.invalid:4222"}, "check the address"},
		"no address":         {farm.Server{URL: "nats://"}, "it names no host; want nats://HOST:PORT"},
		"a web address":      {farm.Server{URL: "http://" + plain}, "its scheme is \"http\"; want nats://HOST:PORT"},
		"no port":            {farm.Server{URL: "nats://127.0.0.1:port"}, "invalid port \":port\" after host; want nats://HOST:PORT"},
		"not a URL":          {farm.Server{URL: "nats://%zz"}, "invalid URL escape \"%zz\"; want nats://HOST:PORT"},
		"TLS to a plain one": {farm.Server{URL: "tls://" + plain}, "does not speak TLS; name it with nats://"},
		"no JetStream":       {farm.Server{URL: without.ClientURL()}, "start the server with JetStream (nats-server -js)"},
		"small messages":     {farm.Server{URL: small.ClientURL()}, "max_payload is 4096 bytes, and kumite needs 262144; raise it"},
		"no permission":      {limited, "the user needs to publish to kumite.>"},
		"no token file":      {farm.Server{URL: good.ClientURL(), Token: filepath.Join(dir, "none")}, "none: no such file"},
		"an empty token":     {farm.Server{URL: good.ClientURL(), Token: empty}, "empty is empty"},
		"a folder as token":  {farm.Server{URL: good.ClientURL(), Token: dir}, "not a regular file but a folder"},
		"no NKey":            {farm.Server{URL: good.ClientURL(), NKey: filepath.Join(dir, "none")}, "none: no such file"},
		"a wrong NKey":       {farm.Server{URL: good.ClientURL(), NKey: garbage}, "garbage: nkeys: no nkey seed found"},
		"no credentials":     {farm.Server{URL: good.ClientURL(), Credentials: filepath.Join(dir, "none")}, "none: no such file"},
		"wrong credentials":  {farm.Server{URL: good.ClientURL(), Credentials: garbage}, "no nkey seed found"},
		"no CA":              {farm.Server{URL: good.ClientURL(), CA: filepath.Join(dir, "none")}, "none: no such file"},
		"a wrong CA":         {farm.Server{URL: good.ClientURL(), CA: garbage}, "garbage contains no certificate in PEM"},
		"no certificate":     {farm.Server{URL: good.ClientURL(), Certificate: filepath.Join(dir, "none"), Key: key}, "none: no such file"},
		"another's key":      {farm.Server{URL: good.ClientURL(), Certificate: cert, Key: otherKey}, "other.key: tls: private key does not match"},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, stop := context.WithTimeout(t.Context(), time.Minute) // of a worker that is not refused
			defer stop()
			err := farm.Worker{Server: test.on, Cores: 1, Cache: dir, Log: logger(t)}.Run(ctx)
			if err == nil || !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "\n") || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("%v; want %q in one line", err, test.says)
			}
		})
	}
}

// denying returns a server for a user with permissions, and all with another name may do
// everything.
func denying(t *testing.T, to server.Permissions) farm.Server {
	t.Helper()
	s := natsServer(t, storeDir(t), -1, func(o *server.Options) {
		o.Users = []*server.User{{Username: "ann", Password: "s3cret", Permissions: &to}, {Username: "all", Password: "s3cret"}}
	})
	return farm.Server{URL: "nats://ann:s3cret@" + strings.TrimPrefix(s.ClientURL(), "nats://"), AckWait: 10 * time.Minute}
}

func deniedTo(publish string) server.Permissions {
	return server.Permissions{Publish: &server.SubjectPermission{Deny: []string{publish}}}
}

// A coordinator, or a worker, that may not do all it must waited for ever.
func TestWhatTheServerDeniesEndsTheRunOrTheWorkerInOneLine(t *testing.T) {
	check := func(t *testing.T, err error, subject string) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), `"`+subject) || !strings.Contains(err.Error(), "the user needs to publish to kumite.>") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%v; want one line that names %s and what the user needs", err, subject)
		}
	}
	for _, subject := range []string{"kumite.work.", "$JS.API.CONSUMER.CREATE.KUMITE_RESULTS.", "$O.KUMITE_FILES."} {
		t.Run("coordinator "+subject, func(t *testing.T) {
			on := denying(t, deniedTo(subject+">"))
			_, err := elsewhere(t, tournament(t, 5, 3, scripts...), on).Run(t.Context(), filepath.Join(t.TempDir(), "run"))
			check(t, err, subject)
		})
	}
	for _, subject := range []string{"kumite.result.", "$JS.API.CONSUMER.MSG.NEXT.KUMITE_WORK.", "$JS.ACK.KUMITE_WORK."} {
		t.Run("worker "+subject, func(t *testing.T) {
			on := denying(t, deniedTo(subject+">"))
			all := on
			all.URL = strings.Replace(on.URL, "ann", "all", 1)
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() {
				_, err := elsewhere(t, tournament(t, 5, 3, scripts...), all).Run(ctx, "")
				ended <- err
			}()
			check(t, farm.Worker{Server: on, Cores: 1, Cache: t.TempDir(), Log: logger(t)}.Run(t.Context()), subject)
			stop()
			if err := <-ended; err != nil && ctx.Err() == nil {
				t.Error(err)
			}
		})
	}
}

func TestAServerWithoutRoomForAModelIsRefusedInOneLine(t *testing.T) {
	full := natsServer(t, storeDir(t), -1, func(o *server.Options) { o.JetStreamMaxStore = 100 })
	_, err := elsewhere(t, tournament(t, 1, 1, tinyModel+"?name=tiny", "script:rookie"), at(full)).Run(t.Context(), "")
	if err == nil || !strings.Contains(err.Error(), "give its JetStream more room") || strings.Contains(err.Error(), "\n") {
		t.Errorf("%v; want one line that says how to fix it", err)
	}
}
