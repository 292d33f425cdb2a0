package server

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"

	"github.com/embargo-app/embargo/internal/reconcile"
)

// countRosters gives what to call with every roster that was held against its team.
func (m *Metrics) countRosters() func(reconcile.Roster) {
	metrics := promauto.With(m.registry)
	drift := metrics.NewGaugeVec(prometheus.GaugeOpts{
		Name: "embargo_roster_drift", Help: "People in whom the SRC's team and the roster differ; -1 when the team cannot be read."},
		[]string{"installation", "kind"})
	problems := metrics.NewGaugeVec(prometheus.GaugeOpts{
		Name: "embargo_roster_problems", Help: "Rules of the process that the roster in force breaks."}, []string{"installation"})
	return func(r reconcile.Roster) {
		id := strconv.FormatInt(r.Installation, 10)
		missing, extra := float64(len(r.Drift.Missing)), float64(len(r.Drift.Extra))
		if !r.Team.Known {
			missing, extra = -1, -1
		}
		drift.WithLabelValues(id, "missing").Set(missing)
		drift.WithLabelValues(id, "extra").Set(extra)
		problems.WithLabelValues(id).Set(float64(len(r.Problems)))
	}
}
