package broker_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"github.com/kumite/kumite/agent/farm/broker"
)

func ExampleRun() {
	ctx, stop := context.WithCancel(context.Background())
	err := broker.Run(ctx, broker.Config{Listen: "127.0.0.1:0"}, func(url string) {
		fmt.Println("listening on", url[:len("nats://127.0.0.1:")])
		stop()
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output: listening on nats://127.0.0.1:
}

func TestOnlyClientsWithTheTokenAreLetIn(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	store := t.TempDir()
	token := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(token, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := broker.Run(ctx, broker.Config{Listen: "127.0.0.1:0", Token: token, Store: store}, func(url string) {
		defer stop()
		if c, err := nats.Connect(url); err == nil {
			c.Close()
			t.Error("a client without the token is let in")
		}
		c, err := nats.Connect(url, nats.Token("s3cret"))
		if err != nil {
			t.Errorf("with the token: %v", err)
			return
		}
		c.Close()
	})
	if err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(store); err != nil {
		t.Errorf("the folder of the caller is gone: %v", err)
	}
}

func TestAddressesThatCannotBeUsedAreRefused(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	err := broker.Run(ctx, broker.Config{Listen: "127.0.0.1:0"}, func(url string) {
		defer stop()
		for listen, says := range map[string]string{
			"127.0.0.1": "want HOST:PORT", "127.0.0.1:x": "0 to 65535", "0.0.0.0:0": "a file with a token", ":4222": "a file with a token",
			strings.TrimPrefix(url, "nats://"): "choose another address",
		} {
			err := broker.Run(ctx, broker.Config{Listen: listen}, func(string) { t.Errorf("%s: it runs", listen) })
			if err == nil || !strings.Contains(err.Error(), says) {
				t.Errorf("%s: %v; want %q", listen, err, says)
			}
		}
	})
	if err != nil {
		t.Error(err)
	}
}
