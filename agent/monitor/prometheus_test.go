package monitor_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/bot"
	"github.com/kumite/kumite/agent/monitor"
	"github.com/kumite/kumite/sim"
)

const rules = "../../deploy/prometheus"

func TestTheShippedRulesPassPromtool(t *testing.T) {
	for _, args := range [][]string{
		{"check", "config", "prometheus.yml"},
		{"check", "rules", "kumite.rules.yml"},
		{"test", "rules", "kumite.rules.test.yml"},
	} {
		cmd := exec.Command("promtool", args...)
		cmd.Dir = rules
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("promtool %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}

// prometheus starts Prometheus with the shipped rules on the metrics at an address, and
// returns its own address.
func prometheus(t *testing.T, target string) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	own := l.Addr().String()
	l.Close() // Prometheus listens there
	shipped, err := filepath.Abs(filepath.Join(rules, "kumite.rules.yml"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	config := filepath.Join(dir, "prometheus.yml")
	text := fmt.Sprintf("global: {scrape_interval: 250ms, evaluation_interval: 250ms}\nrule_files: [%q]\nscrape_configs: [{job_name: kumite, static_configs: [{targets: [%q]}]}]\n", shipped, target)
	if err := os.WriteFile(config, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, "prometheus", "--config.file="+config, "--storage.tsdb.path="+filepath.Join(dir, "data"), "--web.listen-address="+own)
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		cmd.Wait() // it was killed
		if t.Failed() {
			t.Log(log.String())
		}
	})
	return own
}

// firing returns the contestants for which an alert fires; an error while Prometheus is
// starting.
func firing(address, alert string) (who []string, err error) {
	answer, err := http.Get("http://" + address + "/api/v1/alerts")
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	var doc struct {
		Data struct {
			Alerts []struct {
				Labels map[string]string
				State  string
			}
		}
	}
	if err := json.NewDecoder(answer.Body).Decode(&doc); err != nil {
		return nil, err
	}
	for _, a := range doc.Data.Alerts {
		if a.State == "firing" && a.Labels["alertname"] == alert {
			who = append(who, a.Labels["contestant"])
		}
	}
	return who, nil
}

// askDashboard asks Prometheus every query of the shipped dashboard. Those of what a
// tournament counts must have a result.
func askDashboard(t *testing.T, server string) {
	t.Helper()
	text, err := os.ReadFile("../../deploy/grafana/kumite.json")
	if err != nil {
		t.Fatal(err)
	}
	var board struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(text, &board); err != nil || len(board.Panels) == 0 {
		t.Fatalf("%d panels (%v), want some", len(board.Panels), err)
	}
	elsewhere := map[string]bool{ // of the window, of a server, and of --expect-win-rate
		"Evidence of a decline": true, "Drift": true, "Late decisions per decision": true, "Duration of a decision, 99 %": true, "Answers per second": true,
		"Faults per decision": true, // there are none
	}
	for _, p := range board.Panels {
		for _, target := range p.Targets {
			query := strings.ReplaceAll(target.Expr, "$__rate_interval", "1m")
			answer, err := http.Get("http://" + server + "/api/v1/query?query=" + url.QueryEscape(query))
			if err != nil {
				t.Fatal(err)
			}
			var doc struct {
				Status, Error string
				Data          struct{ Result []any }
			}
			err = json.NewDecoder(answer.Body).Decode(&doc)
			answer.Body.Close()
			if err != nil || doc.Status != "success" {
				t.Errorf("%s: %s: %s %s (%v)", p.Title, query, doc.Status, doc.Error, err)
			} else if len(doc.Data.Result) == 0 && !elsewhere[p.Title] {
				t.Errorf("%s: %s has no result", p.Title, query)
			}
		}
	}
}

// Prometheus scrapes a tournament that goes on until the alert fires.
func TestAnAlertNamesTheCollapsedModel(t *testing.T) {
	m := monitor.New()
	at, stop, err := m.Listen(context.Background(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	server := prometheus(t, at)
	contestants, err := bot.ParseAll([]string{"../../models/pro-ce.onnx?decode=argmax&name=collapsed", "../../models/pro-ce.onnx?name=healthy", "script:pro"})
	if err != nil {
		t.Fatal(err)
	}
	deadline, bounded := t.Deadline() // of all tests; nothing here has to be done in a time
	for seed := uint64(1); ; seed++ {
		if _, err := (arena.Tournament{
			Config: arena.Config{Contestants: contestants, Gauntlet: []string{"pro"}, Pairs: 1, Seed: seed, Rules: sim.DefaultRules()},
			Load:   bot.Setup{}.Loader(), Workers: 1, Log: zerolog.Nop(), Played: m.Leg,
		}).Run(context.Background(), ""); err != nil {
			t.Fatal(err)
		}
		who, err := firing(server, "KumiteCollapsed")
		if err == nil && len(who) > 0 {
			if strings.Join(who, " ") != "collapsed" {
				t.Errorf("the alert names %q, want the collapsed contestant alone", who)
			}
			askDashboard(t, server)
			return
		}
		if bounded && time.Until(deadline) < time.Minute {
			t.Fatalf("after %d tournaments no alert fires (%v)", seed, err)
		}
	}
}
