// Command dashboard prints the Grafana dashboard of kumite's metrics, which is kept in
// deploy/grafana/kumite.json. To change it, change panels and run go generate.
package main

//go:generate sh -c "go run . >../../deploy/grafana/kumite.json"

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/grafana/grafana-foundation-sdk/go/common"
	"github.com/grafana/grafana-foundation-sdk/go/dashboard"
	"github.com/grafana/grafana-foundation-sdk/go/prometheus"
	"github.com/grafana/grafana-foundation-sdk/go/timeseries"
)

// panel is a graph of one or more queries.
type panel struct {
	title, about, unit string
	queries            map[string]string // by legend
}

const who = "{{contestant}} {{model}}"

// per formats a rate of one counter per unit of another, by contestant and model.
func per(of, by string) string {
	return fmt.Sprintf("sum by (contestant, model) (rate(%s[$__rate_interval])) / sum by (contestant, model) (rate(%s[$__rate_interval]))", of, by)
}

var panels = []panel{
	{"Win rate", "Score per match of the process, with its 95 % confidence sequence.", "percentunit",
		map[string]string{who: "kumite_win_rate", who + " lower": "kumite_win_rate_lower", who + " upper": "kumite_win_rate_upper"}},
	{"Evidence of a decline", "Of contestants with --expect-win-rate. The alert is at 1000.", "short",
		map[string]string{who: "kumite_win_rate_decline_evidence"}},
	{"Drift", "PSI against the statistics of the logs in the model's sidecar; the alert has its own limits.", "short",
		map[string]string{"{{contestant}} {{model}} {{feature}}": "kumite_drift_psi", "{{contestant}} {{model}} episode: {{reason}}": "kumite_drift == 1"}},
	{"Matches per second", "By outcome; void matches count for nobody.", "short",
		map[string]string{"{{contestant}} {{outcome}}": "sum by (contestant, outcome) (rate(kumite_games_total[$__rate_interval]))"}},
	{"Presses per decision", "A collapsed model hardly presses.", "percentunit",
		map[string]string{who: per(`kumite_presses_total{stage="sent"}`, "kumite_decisions_total")}},
	{"Missed openings per decision", "Together with hardly any presses: a collapse. Without openings there was nothing to do.", "percentunit",
		map[string]string{who: per("kumite_missed_openings_total", "kumite_decisions_total")}},
	{"Skills", "Presses by skill.", "short",
		map[string]string{"{{contestant}} {{skill}}": "sum by (contestant, skill) (rate(kumite_skills_total[$__rate_interval]))"}},
	{"Decisions since the last press", "", "short", map[string]string{who: "kumite_idle_decisions"}},
	{"Faults per decision", "Decisions without usable scores.", "percentunit",
		map[string]string{who: per("kumite_faults_total", "kumite_decisions_total")}},
	{"Late decisions per decision", "Of the window.", "percentunit",
		map[string]string{who: per("kumite_missed_decisions_total", "kumite_decisions_total")}},
	{"Duration of a decision, 99 %", "By part.", "s",
		map[string]string{"{{contestant}} {{part}}": "histogram_quantile(0.99, sum by (contestant, part, le) (rate(kumite_decision_seconds_bucket[$__rate_interval])))"}},
	{"Answers per second", "Of a server, by gRPC code.", "reqps",
		map[string]string{"{{contestant}} {{code}}": "sum by (contestant, code) (rate(kumite_answers_total[$__rate_interval]))"}},
}

func main() {
	if err := write(os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "dashboard:", err)
		os.Exit(2)
	}
}

// write writes the dashboard as JSON.
func write(out io.Writer) error {
	source := "${source}"
	kind := "prometheus"
	ref := common.DataSourceRef{Type: &kind, Uid: &source}
	//lint:ignore SA1019 every Grafana imports the classic schema, only the newest the one that replaces it
	b := dashboard.NewDashboardBuilder("kumite").Uid("kumite").Tags([]string{"kumite"}).Refresh("30s").Time("now-1h", "now").
		WithVariable(dashboard.NewDatasourceVariableBuilder("source").Label("Prometheus").Type("prometheus"))
	for _, p := range panels {
		graph := timeseries.NewPanelBuilder().Title(p.title).Description(p.about).Unit(p.unit).Datasource(ref).Min(0).Span(12).Height(8)
		for _, legend := range slices.Sorted(maps.Keys(p.queries)) {
			graph.WithTarget(prometheus.NewDataqueryBuilder().Expr(p.queries[legend]).LegendFormat(legend))
		}
		b.WithPanel(graph)
	}
	doc, err := b.Build()
	if err != nil {
		return err
	}
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(doc)
}
