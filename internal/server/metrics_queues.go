package server

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/store"
)

// queues shows at every scrape what waits. What cannot be read is left out: then embargo_queues_readable is 0.
type queues struct {
	agenda *agenda.Agenda
	store  *store.Store

	keys, working, oldest, actions, updates, readable *prometheus.Desc
}

func newQueues(a *agenda.Agenda, s *store.Store) *queues {
	desc := func(name, help string, labels ...string) *prometheus.Desc {
		return prometheus.NewDesc(name, help, labels, nil)
	}
	return &queues{
		agenda: a, store: s,
		keys:     desc("embargo_agenda_keys", "Keys on the agenda by state: due, waiting, leased or stuck; failing ones are counted once more.", "state"),
		working:  desc("embargo_agenda_working", "Keys that this process works on: at most 8 at a time."),
		oldest:   desc("embargo_agenda_oldest_due_seconds", "For how long the longest due key has been waiting to be taken."),
		actions:  desc("embargo_actions_wanted", "Actions recorded and not finished."),
		updates:  desc("embargo_store_waiting_updates", "Updates that wait for the database's writer."),
		readable: desc("embargo_queues_readable", "1 when the database could be asked for its queues, else 0."),
	}
}

// Describe implements prometheus.Collector.
func (q *queues) Describe(out chan<- *prometheus.Desc) {
	for _, desc := range []*prometheus.Desc{q.keys, q.working, q.oldest, q.actions, q.updates, q.readable} {
		out <- desc
	}
}

// Collect implements prometheus.Collector.
func (q *queues) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), readyTimeout)
	defer cancel()
	gauge := func(desc *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, value, labels...)
	}
	gauge(q.updates, float64(q.store.Waiting()))
	gauge(q.working, float64(q.agenda.Working()))
	stats, err := q.agenda.Stats(ctx)
	wanted := 0
	if err == nil {
		err = q.store.View(ctx, func(tx *store.Tx) (err error) { wanted, err = tx.CountActions(store.ActionWanted); return err })
	}
	if err != nil { // readiness says more
		gauge(q.readable, 0)
		return
	}
	gauge(q.readable, 1)
	gauge(q.actions, float64(wanted))
	gauge(q.oldest, stats.Late.Seconds())
	for state, n := range map[string]int{
		"due": stats.Due, "waiting": stats.Waiting, "leased": stats.Leased, "stuck": stats.Stuck, "failing": stats.Failing,
	} {
		gauge(q.keys, float64(n), state)
	}
}
