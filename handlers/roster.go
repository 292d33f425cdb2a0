package handlers

import (
	"strconv"
	"strings"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/agenda"
)

// rosterKey is the agenda's key for an organisation's roster, or for a pull request that may change it.
func rosterKey(concerned string) string {
	if strings.Contains(concerned, "/") {
		return agenda.Key(agenda.KindRoster, concerned)
	}
	return agenda.Key(agenda.KindRosters, concerned)
}

// processRepository tells whether a repository is the one with its owner's process file, which has the roster.
func processRepository(name string) (owner string, ok bool) {
	return strings.CutSuffix(name, "/"+config.OrganisationRepository)
}

// rosterProposal is the pull request, OWNER/REPO/NUMBER, if it is in the repository with the roster; "" if not.
func (p payload) rosterProposal(repository string) string {
	number := p.GetInt("pull_request", "number")
	if _, ok := processRepository(repository); !ok || number <= 0 {
		return ""
	}
	return repository + "/" + strconv.Itoa(number)
}

// organisation is the login of the organisation that an event happened in, "" when there is none of a sane form.
func (p payload) organisation() string {
	login := p.text("organization", "login")
	if !consists(login, maxOwner, "-_") {
		return ""
	}
	return login
}
