package farm_test

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
)

// put puts an object on a server, under its hash or under another name.
func put(t *testing.T, files jetstream.ObjectStore, name string, data []byte) string {
	t.Helper()
	if name == "" {
		sum := sha256.Sum256(data)
		name = hex.EncodeToString(sum[:])
	}
	if _, err := files.PutBytes(t.Context(), name, data); err != nil {
		t.Fatal(err)
	}
	return name
}

// A coordinator may be anybody who can reach the server.
func TestAHostileJobIsRefusedAndTheWorkerGoesOn(t *testing.T) {
	s := natsServer(t, storeDir(t), -1)
	startWorker(t, at(s), bot.Setup{})
	waitForStream(t, s.ClientURL())
	conn, js := streams(t, s.ClientURL())
	files, err := js.ObjectStore(t.Context(), "KUMITE_FILES")
	if err != nil {
		t.Fatal(err)
	}
	model, err := os.ReadFile(tinyModel)
	if err != nil {
		t.Fatal(err)
	}
	sum := put(t, files, "", model)
	lie := put(t, files, strings.Repeat("ab", 32), model)
	secret := filepath.Join(t.TempDir(), "secret.csv")
	if err := os.WriteFile(secret, []byte("truth,the secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg := tournament(t, 5, 1, tinyModel, "script:dummy").Config
	who, err := arena.Identify(cfg, bot.Setup{}.Loader())
	if err != nil {
		t.Fatal(err)
	}
	type file map[string]string
	for name, c := range map[string]struct {
		spec  string
		files []file
		says  string
	}{
		"a file above the folder":       {tinyModel, []file{{"name": "../m.onnx", "sha256": sum}}, "outside its model's folder"},
		"an absolute file":              {tinyModel, []file{{"name": "/tmp/m.onnx", "sha256": sum}}, "outside its model's folder"},
		"a name that is not clean":      {tinyModel, []file{{"name": "a/../m.onnx", "sha256": sum}}, "outside its model's folder"},
		"an empty name":                 {tinyModel, []file{{"name": "", "sha256": sum}}, "outside its model's folder"},
		"contents of another hash":      {tinyModel, []file{{"name": "m.onnx", "sha256": lie}}, "its contents do not match its SHA-256"},
		"a hash that is a path":         {tinyModel, []file{{"name": "m.onnx", "sha256": "../../" + sum}}, "is not named by a SHA-256"},
		"a file and a folder of a name": {tinyModel, []file{{"name": "m", "sha256": sum}, {"name": "m/n.onnx", "sha256": sum}}, "get contestant"},
		"no file":                       {tinyModel, nil, "has no file"},
		"a cost table of the worker":    {tinyModel + "?decode=cost&cost=" + secret, []file{{"name": "m.onnx", "sha256": sum}}, "which workers on other machines cannot read"},
		"a server":                      {"oip://127.0.0.1:1/m", []file{{"name": "m.onnx", "sha256": sum}}, "which workers on other machines cannot use"},
	} {
		t.Run(name, func(t *testing.T) {
			m := arena.NewManifest(cfg, who)
			contestants := slices.Clone(m.Contestants)
			contestants[0].Spec = c.spec
			m.Contestants = contestants
			x, err := bot.Parse(c.spec)
			if err != nil {
				t.Fatal(err)
			}
			m.Contestants[0].Name = x.Name
			job, err := json.Marshal(map[string]any{"version": 2, "manifest": m, "files": []any{c.files, nil}})
			if err != nil {
				t.Fatal(err)
			}
			answers, err := conn.SubscribeSync("kumite.result.mallory")
			if err != nil {
				t.Fatal(err)
			}
			defer answers.Unsubscribe()
			put(t, files, "mallory", job) // the job of a session has its name
			hash := sha256.Sum256(job)
			block := `{"version":2,"session":"mallory","id":"1","job":"` + hex.EncodeToString(hash[:]) + `","pairs":[{"pairing":0,"pair":0,"legs":[0,1]}]}`
			if _, err := js.Publish(t.Context(), "kumite.work.mallory.1", []byte(block)); err != nil {
				t.Fatal(err)
			}
			answer, err := answers.NextMsgWithContext(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var from struct{ Results []struct{ Error string } }
			if err := json.Unmarshal(answer.Data, &from); err != nil || len(from.Results) != 1 {
				t.Fatalf("%s, %v; want one result", answer.Data, err)
			}
			got := from.Results[0]
			if !strings.Contains(got.Error, c.says) || strings.Contains(got.Error, "the secret") || strings.Contains(got.Error, "\n") {
				t.Errorf("the worker says %q, want one line with %q", got.Error, c.says)
			}
		})
	}
	for _, session := range []string{"", "a.>", "a b", "*", "\x00", strings.Repeat("é", 3)} { // nobody could get their results
		block, err := json.Marshal(map[string]any{"version": 2, "session": session, "id": "1", "job": sum, "pairs": []any{map[string]any{"legs": []int{0}}}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := js.Publish(t.Context(), "kumite.work.mallory.2", block); err != nil {
			t.Fatal(err)
		}
	}
	play(t, t.TempDir(), "honest", elsewhere(t, tournament(t, 5, 2, "script:pro", "script:dummy"), at(s)), arena.Shard{})
	work, err := js.Stream(t.Context(), "KUMITE_WORK")
	if err != nil {
		t.Fatal(err)
	}
	if left := work.CachedInfo().State.Msgs; left != 0 {
		t.Errorf("%d hostile blocks are still given to workers", left)
	}
}

func TestARunWhoseContestantsNeedMoreThanTheirModelsIsNotSent(t *testing.T) {
	s := natsServer(t, storeDir(t), -1)
	costs := filepath.Join(t.TempDir(), "costs.csv")
	x := tournament(t, 5, 1, "script:pro", "script:dummy")
	table := "truth,no_action,poke,fireball\nno_action,0,1,1\npoke,1,0,1\nfireball,1,1,0\n"
	if err := os.WriteFile(costs, []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	y := tournament(t, 5, 1, tinyModel+"?decode=cost&cost="+costs, "script:dummy")
	x.Config = y.Config
	_, err := elsewhere(t, x, at(s)).Run(t.Context(), filepath.Join(t.TempDir(), "run"))
	if err == nil || !strings.Contains(err.Error(), "put it beside the model, and name it in its sidecar's kumite.decoder") {
		t.Errorf("got %v, want how to send the table", err)
	}
}
