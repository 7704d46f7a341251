package monitor

import (
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/kumite/kumite/agent/arena"
	"github.com/kumite/kumite/agent/live"
	"github.com/kumite/kumite/policy/drift"
	"github.com/kumite/kumite/policy/rating"
)

// Who is what is counted: a contestant and the hash of its model, which is "" for a script
// or a person.
type Who struct {
	Contestant string
	SHA256     string
}

func (w Who) labels() []string { return []string{w.Contestant, w.SHA256[:min(len(w.SHA256), 12)]} }

// Metrics are the metrics of one process.
type Metrics struct {
	registry *prometheus.Registry

	games, decisions, presses, skills, faults, missed, unused, answers *prometheus.CounterVec
	rate, low, high, idle, expected, evidence, more                    *prometheus.GaugeVec
	seconds                                                            *prometheus.HistogramVec
	driftPSI, driftKS, drifting, openings                              *prometheus.GaugeVec
	episodes                                                           *prometheus.CounterVec

	mu      sync.Mutex
	tallies map[Who]*tally
	sampled map[string]live.Stats            // by place: what has been counted
	expect  map[string]float64               // by contestant
	drifted map[Who]map[string]drift.Verdict // by place: of its last window
}

// tally is what the gauges of a contestant are computed from.
type tally struct {
	games int
	score float64 // wins, and draws as halves
	idle  float64 // decisions since the last press
	falls *rating.Decline
}

// buckets are the classic buckets of durations in seconds, around the decision period.
var buckets = []float64{.00005, .0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1}

// Alarm is the evidence of a decline at which the shipped rules raise an alert.
const Alarm = 1000

// alpha is one minus the confidence of the win rate's sequence.
const alpha = 0.05

// New returns empty metrics, with those of the Go runtime and the process.
func New() *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry(), tallies: map[Who]*tally{}, sampled: map[string]live.Stats{}, drifted: map[Who]map[string]drift.Verdict{}}
	who := func(more ...string) []string { return append([]string{"contestant", "model"}, more...) }
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		v := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
		m.registry.MustRegister(v)
		return v
	}
	gauge := func(name, help string, more ...string) *prometheus.GaugeVec {
		v := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, who(more...))
		m.registry.MustRegister(v)
		return v
	}
	m.games = counter("kumite_games_total", "Finished matches by outcome for the contestant: win, loss, draw or void.", who("outcome")...)
	m.decisions = counter("kumite_decisions_total", "Frames decided on.", who()...)
	m.presses = counter("kumite_presses_total", "Presses by the stage that they reached: chosen, sent, accepted by the game, hit.", who("stage")...)
	m.skills = counter("kumite_skills_total", "Presses by skill: those that the game accepted, or that a server sent.", who("skill")...)
	m.faults = counter("kumite_faults_total", "Decisions without usable scores, by cause.", who("kind")...)
	m.missed = counter("kumite_missed_decisions_total", "Decisions that were not made in time.", who()...)
	m.unused = counter("kumite_missed_openings_total", "Openings of at least 12 ticks in which the contestant did not press.", who()...)
	m.answers = counter("kumite_answers_total", "Answered requests of a server, by gRPC code.", who("code")...)
	m.rate = gauge("kumite_win_rate", "Score per match of this process: wins, and draws as halves.")
	m.low = gauge("kumite_win_rate_lower", "Lower bound of the score, by a confidence sequence of 95 %: it holds at all times at once.")
	m.high = gauge("kumite_win_rate_upper", "Upper bound of the score, by a confidence sequence of 95 %: it holds at all times at once.")
	m.expected = gauge("kumite_win_rate_expected", "The score per match that was stated for the contestant.")
	m.evidence = gauge("kumite_win_rate_decline_evidence", "Evidence that the score has fallen below the expected one; an alarm at A has an average run length of at least A matches.")
	m.more = gauge("kumite_win_rate_decline_matches", "About how many more matches take the evidence to 1000 at the score of this process; +Inf if it is not low enough.")
	m.idle = gauge("kumite_idle_decisions", "Decisions since the last press; in tournaments, of whole matches without a press.")
	m.driftPSI = gauge("kumite_drift_psi", "Population stability index of the last window against the reference of the model's file.", "feature")
	m.driftKS = gauge("kumite_drift_ks", "Kolmogorov-Smirnov distance of the last window from the reference of the model's file.", "feature")
	m.drifting = gauge("kumite_drift", "1 while an episode of drift lasts, by its reason, else 0.", "reason")
	m.openings = gauge("kumite_drift_openings", "Openings of the last window by p_act: seen, and answered with a press.", "kind")
	m.episodes = counter("kumite_drift_episodes_total", "Episodes of drift that began, by reason.", who("reason")...)
	m.seconds = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "kumite_decision_seconds", Help: "Durations of the parts of a decision.",
		Buckets: buckets, NativeHistogramBucketFactor: 1.1, NativeHistogramMaxBucketNumber: 100, NativeHistogramMinResetDuration: time.Hour,
	}, who("part"))
	m.registry.MustRegister(m.seconds, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func add(v *prometheus.CounterVec, n int, labels ...string) {
	v.WithLabelValues(labels...).Add(float64(max(n, 0)))
}

// Game counts a finished match: "win", "loss", "draw", or "void", which is no result.
func (m *Metrics) Game(who Who, outcome string) {
	add(m.games, 1, append(who.labels(), outcome)...)
	points, counts := map[string]float64{arena.Win: 1, arena.Draw: 0.5, arena.Loss: 0}[outcome]
	if !counts {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	t := m.tally(who)
	t.games++
	t.score += points
	mean := t.score / float64(t.games)
	ci := rating.ConfidenceSequence(mean, t.games, alpha)
	m.rate.WithLabelValues(who.labels()...).Set(mean)
	m.low.WithLabelValues(who.labels()...).Set(ci.Lo)
	m.high.WithLabelValues(who.labels()...).Set(ci.Hi)
	if t.falls != nil {
		t.falls.Add(points)
		m.evidence.WithLabelValues(who.labels()...).Set(t.falls.Evidence())
		m.more.WithLabelValues(who.labels()...).Set(t.falls.More(mean, Alarm))
	}
}

// Expect states the score per match, above 0 and below 1, that contestants should have. It
// must be called before their first match.
func (m *Metrics) Expect(rates map[string]float64) error {
	for _, name := range slices.Sorted(maps.Keys(rates)) { // so that the error does not vary
		if _, err := rating.NewDecline(rates[name]); err != nil {
			return fmt.Errorf("contestant %s: %w", name, err)
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.expect = maps.Clone(rates)
	return nil
}

// tally returns the tally of a contestant. The caller must hold m.mu.
func (m *Metrics) tally(who Who) *tally {
	t := m.tallies[who]
	if t == nil {
		t = &tally{}
		m.tallies[who] = t
		if rate, stated := m.expect[who.Contestant]; stated {
			t.falls, _ = rating.NewDecline(rate) // Expect has checked it
			m.expected.WithLabelValues(who.labels()...).Set(rate)
		}
	}
	return t
}

// pressed counts decisions, of which some pressed.
func (m *Metrics) pressed(who Who, decisions, sent int) {
	add(m.decisions, decisions, who.labels()...)
	add(m.presses, sent, append(who.labels(), "sent")...)
	m.mu.Lock()
	defer m.mu.Unlock()
	t := m.tally(who)
	if t.idle += float64(decisions); sent > 0 {
		t.idle = 0
	}
	m.idle.WithLabelValues(who.labels()...).Set(t.idle)
}
