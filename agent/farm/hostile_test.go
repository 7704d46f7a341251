package farm_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
)

func TestResultsThatArriveTwiceCountOnce(t *testing.T) {
	dir := t.TempDir()
	x := tournament(t, 5, 20, scripts...)
	whole := play(t, dir, "whole", x, arena.Shard{})
	s := natsServer(t, storeDir(t), -1)
	conn, err := nats.Connect(s.ClientURL())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_, err = conn.Subscribe("kumite.result.>", func(m *nats.Msg) { // as of a worker that was away
		if m.Header.Get("again") == "" {
			again := nats.NewMsg(m.Subject)
			again.Data = m.Data
			again.Header.Set("again", "yes")
			_ = conn.PublishMsg(again)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	startWorker(t, at(s), bot.Setup{})
	sameFiles(t, play(t, dir, "farmed", elsewhere(t, x, at(s)), arena.Shard{}), whole)
}

func TestMatchesThatWereNotPlayedEndTheRunAndNameTheWorker(t *testing.T) {
	s := natsServer(t, storeDir(t), -1)
	ended := make(chan error)
	go func() {
		_, err := elsewhere(t, tournament(t, 5, 1, "script:pro", "script:dummy"), at(s)).Run(t.Context(), filepath.Join(t.TempDir(), "run"))
		ended <- err
	}()
	waitForStream(t, s.ClientURL())
	_, js := streams(t, s.ClientURL())
	consumer := workers(t, js)
	lies, err := consumer.Consume(func(m jetstream.Msg) {
		var b struct{ Session, ID string }
		if err := json.Unmarshal(m.Data(), &b); err != nil {
			t.Error(err)
		}
		leg := `{"schema":"kumite.leg/1","a":"pro","b":"dummy","outcome":"win","reason":"ko","ticks":60}`
		_, err := js.Publish(t.Context(), "kumite.result."+b.Session,
			[]byte(`{"version":2,"worker":"mallory","cores":1,"block":"`+b.ID+`","results":[null,{"legs":[`+leg+`,`+leg+`],"replays":[null,null]}]}`))
		if err != nil {
			t.Error(err)
		}
		_ = m.Ack()
	})
	if err != nil {
		t.Fatal(err)
	}
	defer lies.Stop()
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "worker mallory: pairing 0, pair 0: ") || strings.Contains(err.Error(), "\n") {
		t.Errorf("%v; want one line with the worker and the pair", err)
	}
}

func TestAPairThatCannotBePlayedDoesNotSpoilTheOthersOfItsBlock(t *testing.T) {
	s := natsServer(t, storeDir(t), -1)
	ended := make(chan error)
	go func() {
		_, err := elsewhere(t, tournament(t, 5, 1, "script:pro", "script:dummy"), at(s)).Run(t.Context(), filepath.Join(t.TempDir(), "run"))
		ended <- err
	}()
	waitForStream(t, s.ClientURL())
	conn, js := streams(t, s.ClientURL())
	answers, err := conn.SubscribeSync("kumite.result.>")
	if err != nil {
		t.Fatal(err)
	}
	consumer := workers(t, js)
	m, err := consumer.Next()
	if err != nil {
		t.Fatal(err)
	}
	var block map[string]any
	if err := json.Unmarshal(m.Data(), &block); err != nil {
		t.Fatal(err)
	}
	unknown := map[string]any{"pairing": 7, "pair": 0, "legs": []int{0}}
	block["pairs"] = append([]any{unknown}, block["pairs"].([]any)...)
	spoiled, err := json.Marshal(block)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := js.Publish(t.Context(), m.Subject(), spoiled); err != nil {
		t.Fatal(err)
	}
	if err := m.Ack(); err != nil {
		t.Fatal(err)
	}
	startWorker(t, at(s), bot.Setup{})
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	answer, err := answers.NextMsgWithContext(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var got struct{ Results []struct{ Error string } }
	if err := json.Unmarshal(answer.Data, &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Results) != 2 || !strings.Contains(got.Results[0].Error, "no pairing 7") || got.Results[1].Error != "" {
		t.Errorf("results %+v; want an error of the first pair alone", got.Results)
	}
}
