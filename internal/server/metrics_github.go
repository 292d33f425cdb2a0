package server

import (
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/embargo-app/embargo/internal/ghsa"
)

// githubMetrics count what goes to GitHub and what is held back.
type githubMetrics struct {
	requests  *prometheus.CounterVec
	remaining *prometheus.GaugeVec
	limit     *prometheus.GaugeVec
	reset     *prometheus.GaugeVec
	held      *prometheus.CounterVec
	turns     prometheus.Histogram
}

func newGitHubMetrics(registry prometheus.Registerer) githubMetrics {
	with := promauto.With(registry)
	gauge := func(name, help string) *prometheus.GaugeVec {
		return with.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, []string{"installation"})
	}
	return githubMetrics{
		requests: with.NewCounterVec(prometheus.CounterOpts{
			Name: "embargo_github_requests_total", Help: "Requests to GitHub by operation and status; 304 is free."}, []string{"operation", "status"}),
		remaining: gauge("embargo_github_rate_remaining", "What is left of an installation's hourly requests; installation 0 is the App itself."),
		limit:     gauge("embargo_github_rate_limit", "An installation's hourly requests."),
		reset:     gauge("embargo_github_rate_reset_timestamp_seconds", "When an installation's hourly requests begin anew."),
		held: with.NewCounterVec(prometheus.CounterOpts{
			Name: "embargo_github_held_total", Help: "Requests that were held back, by why."}, []string{"installation", "why"}),
		turns: with.NewHistogram(prometheus.HistogramOpts{
			Name: "embargo_github_write_wait_seconds", Help: "How long writes waited for their turn.",
			Buckets: []float64{0, 0.5, 1, 2, 3, 4, 5}}),
	}
}

func (m githubMetrics) response(op string, status int, rate ghsa.Rate) {
	m.requests.WithLabelValues(op, strconv.Itoa(status)).Inc()
	if rate.Limit <= 0 {
		return
	}
	id := strconv.FormatInt(rate.Installation, 10)
	m.remaining.WithLabelValues(id).Set(float64(rate.Remaining))
	m.limit.WithLabelValues(id).Set(float64(rate.Limit))
	m.reset.WithLabelValues(id).Set(float64(rate.Reset.Unix()))
}

func (m githubMetrics) hold(installation int64, why ghsa.Kind) {
	m.held.WithLabelValues(strconv.FormatInt(installation, 10), string(why)).Inc()
}

func (m githubMetrics) turn(d time.Duration) { m.turns.Observe(d.Seconds()) }
