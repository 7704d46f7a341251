package serve_test

import (
	"context"
	"fmt"
	"net/http"

	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/serve"
)

// A model is served until the context is cancelled.
func ExampleRun() {
	ctx, stop := context.WithCancel(context.Background())
	cfg := serve.Default()
	defer stop()
	cfg.HTTP, cfg.GRPC = "127.0.0.1:0", ""
	var err error
	if cfg.Models, err = bot.ParseAll([]string{"../../models/pro-tiny.onnx"}); err != nil {
		fmt.Println(err)
		return
	}
	cfg.Ready = func(address, _ string) {
		answer, err := http.Get("http://" + address + "/v2/models/pro-tiny/ready")
		if err != nil {
			fmt.Println(err)
			return
		}
		answer.Body.Close()
		fmt.Println(answer.Status)
		stop()
	}
	fmt.Println(serve.Run(ctx, cfg))
	// Output:
	// 200 OK
	// <nil>
}
