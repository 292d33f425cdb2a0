package server

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/policy"
)

// Metrics counts what the program does. Labels are kinds, states and installation ids, never an advisory:
// whoever reads the metrics learns that work is done, not on what. docs/operations.md lists all.
type Metrics struct {
	githubMetrics

	registry    *prometheus.Registry
	deliveries  *prometheus.CounterVec
	redelivered *prometheus.CounterVec
	missed      prometheus.Gauge
	unpolled    prometheus.Counter
	outcomes    *prometheus.CounterVec
	durations   *prometheus.HistogramVec
	lateness    *prometheus.HistogramVec
	beats       *prometheus.GaugeVec
	items       *prometheus.CounterVec
	actions     *prometheus.CounterVec
	commands    *prometheus.CounterVec
	messages    *prometheus.CounterVec
}

// waits are the bounds of histograms of times from milliseconds to minutes, in seconds.
var waits = prometheus.ExponentialBuckets(0.005, 2, 16)

func newMetrics() *Metrics {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	with := promauto.With(registry)
	counter := func(name, help string, labels ...string) *prometheus.CounterVec {
		return with.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	}
	histogram := func(name, help string, labels ...string) *prometheus.HistogramVec {
		return with.NewHistogramVec(prometheus.HistogramOpts{Name: name, Help: help, Buckets: waits}, labels)
	}
	return &Metrics{
		registry:      registry,
		githubMetrics: newGitHubMetrics(registry),

		deliveries:  counter("embargo_deliveries_total", "Webhook deliveries by event and what became of them.", "event", "outcome"),
		redelivered: counter("embargo_redeliveries_total", "Failed deliveries looked up at GitHub, by what was done about them.", "outcome"),
		missed: with.NewGauge(prometheus.GaugeOpts{
			Name: "embargo_missed_deliveries", Help: "Events of the last three days whose delivery failed and is still to be asked for again."}),
		unpolled: with.NewCounter(prometheus.CounterOpts{
			Name: "embargo_unpolled_seconds_total", Help: "Time in which an installation was not polled, made good by the beat that followed."}),
		outcomes:  counter("embargo_agenda_outcomes_total", "Agenda keys worked on, by kind and outcome.", "kind", "outcome"),
		durations: histogram("embargo_agenda_seconds", "Time spent on an agenda key.", "kind"),
		lateness:  histogram("embargo_agenda_late_seconds", "Time between a key's being due and its being taken.", "kind"),
		beats: with.NewGaugeVec(prometheus.GaugeOpts{
			Name: "embargo_last_beat_timestamp_seconds", Help: "When an installation was last polled with success."}, []string{"installation"}),
		items:    counter("embargo_items_total", "Checklist items evaluated, by rule and state.", "rule", "state"),
		actions:  counter("embargo_actions_total", "Actions finished, by kind and whether they were done, dropped or refused by GitHub.", "kind", "outcome"),
		commands: counter("embargo_commands_total", "Commands decided, by name and verdict.", "command", "verdict"),
		messages: counter("embargo_messages_total", "Mails and chat posts by way and outcome.", "way", "outcome"),
	}
}

func (m *Metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

func (m *Metrics) delivery(event, outcome string) { m.deliveries.WithLabelValues(event, outcome).Inc() }

func (m *Metrics) redelivery(outcome string) { m.redelivered.WithLabelValues(outcome).Inc() }

func (m *Metrics) missing(events int) { m.missed.Set(float64(events)) }

func (m *Metrics) gap(d time.Duration) { m.unpolled.Add(d.Seconds()) }

func (m *Metrics) work(w agenda.Work, now time.Time) {
	m.outcomes.WithLabelValues(w.Kind, w.Outcome).Inc()
	m.durations.WithLabelValues(w.Kind).Observe(w.Took.Seconds())
	m.lateness.WithLabelValues(w.Kind).Observe(max(0, now.Sub(w.Due)-w.Took).Seconds())
	if w.Kind == agenda.KindBeat && w.Outcome == "again" {
		m.beats.WithLabelValues(w.What()).Set(float64(now.UnixMilli()) / 1000)
	}
}

func (m *Metrics) look(report policy.Report) {
	for _, item := range report.Items {
		m.items.WithLabelValues(ruleLabel(item.ID), string(item.State)).Inc()
	}
}

// ruleLabel bounds the label's values: organisations may add items of their own, under any name.
func ruleLabel(id policy.ItemID) string {
	if !policy.IsBuiltIn(id) {
		return "own"
	}
	return string(id)
}

func (m *Metrics) action(kind, state string, refused bool) {
	if refused {
		state = "refused"
	}
	m.actions.WithLabelValues(kind, state).Inc()
}

func (m *Metrics) command(name string, verdict policy.Verdict) {
	m.commands.WithLabelValues(name, string(verdict)).Inc()
}

// The outcomes of a message.
const (
	messageSent    = "sent"
	messageFailed  = "failed"  // will be tried again
	messageRefused = "refused" // for good
	messageUnsure  = "unsure"  // may have arrived, and is not repeated
)

func (m *Metrics) message(way, outcome string) { m.messages.WithLabelValues(way, outcome).Inc() }
