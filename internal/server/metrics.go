package server

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/policy"
)

// Metrics counts what the program does. Labels are kinds, states and installation ids, never an advisory:
// whoever reads the metrics learns that work is done, not on what.
type Metrics struct {
	registry   *prometheus.Registry
	deliveries *prometheus.CounterVec
	outcomes   *prometheus.CounterVec
	durations  *prometheus.HistogramVec
	requests   *prometheus.CounterVec
	remaining  *prometheus.GaugeVec
	items      *prometheus.CounterVec
}

func newMetrics() *Metrics {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	with := promauto.With(registry)
	return &Metrics{
		registry: registry,
		deliveries: with.NewCounterVec(prometheus.CounterOpts{
			Name: "embargo_deliveries_total", Help: "Webhook deliveries by event and what became of them."}, []string{"event", "outcome"}),
		outcomes: with.NewCounterVec(prometheus.CounterOpts{
			Name: "embargo_agenda_outcomes_total", Help: "Agenda keys worked on, by kind and outcome."}, []string{"kind", "outcome"}),
		durations: with.NewHistogramVec(prometheus.HistogramOpts{
			Name: "embargo_agenda_seconds", Help: "Time spent on an agenda key.", Buckets: prometheus.ExponentialBuckets(0.005, 2, 13)}, []string{"kind"}),
		requests: with.NewCounterVec(prometheus.CounterOpts{
			Name: "embargo_github_requests_total", Help: "Requests to GitHub by operation and status; 304 is free."}, []string{"operation", "status"}),
		remaining: with.NewGaugeVec(prometheus.GaugeOpts{
			Name: "embargo_github_rate_remaining", Help: "What is left of an installation's hourly requests."}, []string{"installation"}),
		items: with.NewCounterVec(prometheus.CounterOpts{
			Name: "embargo_items_total", Help: "Checklist items evaluated, by rule and state."}, []string{"rule", "state"}),
	}
}

// watch shows the agenda's present size at every scrape.
func (m *Metrics) watch(a *agenda.Agenda) {
	gauge := func(state string, of func(agenda.Stats) int) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "embargo_agenda_keys", Help: "Keys on the agenda by state; -1 when it cannot be read.",
			ConstLabels: prometheus.Labels{"state": state},
		}, func() float64 {
			ctx, cancel := context.WithTimeout(context.Background(), readyTimeout)
			defer cancel()
			stats, err := a.Stats(ctx)
			if err != nil {
				return -1
			}
			return float64(of(stats))
		}))
	}
	gauge("due", func(s agenda.Stats) int { return s.Due })
	gauge("waiting", func(s agenda.Stats) int { return s.Waiting })
	gauge("leased", func(s agenda.Stats) int { return s.Leased })
	gauge("stuck", func(s agenda.Stats) int { return s.Stuck })
}

func (m *Metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

func (m *Metrics) delivery(event, outcome string) { m.deliveries.WithLabelValues(event, outcome).Inc() }

func (m *Metrics) outcome(kind, outcome string, took time.Duration) {
	m.outcomes.WithLabelValues(kind, outcome).Inc()
	m.durations.WithLabelValues(kind).Observe(took.Seconds())
}

func (m *Metrics) response(op string, status int, _ bool, rate ghsa.Rate) {
	m.requests.WithLabelValues(op, strconv.Itoa(status)).Inc()
	if rate.Limit > 0 {
		m.remaining.WithLabelValues(strconv.FormatInt(rate.Installation, 10)).Set(float64(rate.Remaining))
	}
}

func (m *Metrics) look(report policy.Report) {
	for _, item := range report.Items {
		m.items.WithLabelValues(string(item.ID), string(item.State)).Inc()
	}
}
