package store

import (
	"fmt"
	"strings"
	"time"
)

// The states of a deployment.
const (
	DeploymentWaiting   = "waiting"   // to be answered
	DeploymentAnswering = "answering" // the answer is on its way, or was when the program ended
	DeploymentDone      = "done"      // answered, by the app or by somebody else
)

// DeploymentRow is one deployment that asked to pass: a workflow run's job that waits for an environment.
type DeploymentRow struct {
	Repo         string // OWNER/REPO
	Run          int64
	Environment  string
	Deployment   int64 // GitHub's id, 0 when not known
	Installation int64
	Ref, SHA     string
	RequestedAt  time.Time
	Advisories   []string // those it is held for
	Told         string   // the last status report, words of ours that everybody may read; "" before the first
	Reports      int      // number of status reports, attempts included
	State        string
	Answer       string    // code of the answer, "" before there is one
	AnsweredAt   time.Time // zero before
}

const deploymentColumns = `repo, run, environment, deployment, installation, ref, sha, requested_at, advisories,
	told, reports, state, answer, answered_at`

func (row *DeploymentRow) read(scan func(...any) error) error {
	var requested, answered int64
	var advisories string
	err := scan(&row.Repo, &row.Run, &row.Environment, &row.Deployment, &row.Installation, &row.Ref, &row.SHA, &requested,
		&advisories, &row.Told, &row.Reports, &row.State, &row.Answer, &answered)
	row.RequestedAt, row.AnsweredAt = Time(requested), Time(answered)
	row.Advisories = strings.Fields(advisories)
	return err
}

// AskDeployment records that a deployment asks to pass. One that is known already, by its id, stays as it is; one
// of the same run and environment that came before is replaced: a run that is started again asks anew.
func (tx *Tx) AskDeployment(row DeploymentRow) error {
	_, err := tx.Exec(`INSERT INTO deployments (`+deploymentColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '', 0, 'waiting', '', 0)
		ON CONFLICT (repo, run, environment) DO UPDATE SET deployment = excluded.deployment,
			installation = excluded.installation, ref = excluded.ref, sha = excluded.sha,
			requested_at = excluded.requested_at, advisories = '', told = '', reports = 0, state = 'waiting',
			answer = '', answered_at = 0
		WHERE deployments.deployment < excluded.deployment OR excluded.deployment = 0`,
		row.Repo, row.Run, row.Environment, row.Deployment, row.Installation, row.Ref, row.SHA, Micros(row.RequestedAt))
	return err
}

// Deployment gives the newest deployment of a run to an environment, and whether there is one.
func (tx *Tx) Deployment(repo string, run int64, environment string) (row DeploymentRow, ok bool, err error) {
	err = tx.Rows(`SELECT `+deploymentColumns+` FROM deployments WHERE repo = $1 AND run = $2 AND environment = $3`,
		[]any{repo, run, environment}, func(scan func(...any) error) error {
			ok = true
			return row.read(scan)
		})
	return row, ok, err
}

// PutDeployment records how far the answer to a deployment has come. ErrUnknown when that very deployment is not on
// record, or not any more because its run was started again.
func (tx *Tx) PutDeployment(row DeploymentRow) error {
	n, err := tx.Exec(`UPDATE deployments SET advisories = $5, told = $6, reports = $7, state = $8, answer = $9, answered_at = $10
		WHERE repo = $1 AND run = $2 AND environment = $3 AND deployment = $4`,
		row.Repo, row.Run, row.Environment, row.Deployment, strings.Join(row.Advisories, " "), row.Told, row.Reports,
		row.State, row.Answer, Micros(row.AnsweredAt))
	if err == nil && n == 0 {
		return fmt.Errorf("deployment %s/%d/%s: %w", row.Repo, row.Run, row.Environment, ErrUnknown)
	}
	return err
}

// WaitingDeployments gives an installation's deployments that are not answered yet.
func (tx *Tx) WaitingDeployments(installation int64) ([]DeploymentRow, error) {
	var found []DeploymentRow
	err := tx.Rows(`SELECT `+deploymentColumns+` FROM deployments WHERE state IN ('waiting', 'answering') AND installation = $1
		ORDER BY repo, run, environment`, []any{installation}, func(scan func(...any) error) error {
		var row DeploymentRow
		err := row.read(scan)
		found = append(found, row)
		return err
	})
	return found, err
}

// PruneDeployments forgets the deployments that were answered before a time.
func (tx *Tx) PruneDeployments(before time.Time) error {
	_, err := tx.Exec(`DELETE FROM deployments WHERE state = 'done' AND answered_at < $1`, Micros(before))
	return err
}
