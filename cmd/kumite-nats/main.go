// Command kumite-nats is the NATS server of kumite tournament --nats embedded, which starts
// it. It prints its address and runs until its stdin ends or a signal arrives. It is a
// program of its own because the server would make kumite half as large again.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/kumite/kumite/agent/farm/broker"
)

func main() {
	var c broker.Config
	flag.StringVar(&c.Listen, "listen", "127.0.0.1:4222", "`address` to listen on; port 0 chooses a free port")
	flag.StringVar(&c.Token, "token", "", "`file` with the token that clients must send")
	flag.StringVar(&c.Store, "store", "", "`folder` for the streams (default: a temporary folder)")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // until the program that started this one ends
		stop()
	}()
	if err := broker.Run(ctx, c, func(url string) { fmt.Println(url) }); err != nil {
		fmt.Fprintln(os.Stderr, "kumite-nats:", err)
		os.Exit(2)
	}
}
