package reconcile

import (
	"context"
	"fmt"
	"path"
	"strings"
	"time"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// observation is one advisory as GitHub shows it now. It holds embargoed text: never log or store it.
type observation struct {
	ref          ghsa.Ref
	installation int64
	github       GitHub
	bot          string
	seal         func(text string) string // signs what the checklist has to tell a new database
	process      policy.Process
	stale        []render.StaleFile // process files whose present version is not in force
	releasesRead []ghsa.Release     // newest first; none while they could not be read
	api          ghsa.Advisory
	comments     []ghsa.Comment      // oldest first
	facts        policy.Case         // without decisions until they are recalled
	refusedForks []string            // the notes of temporary forks that GitHub did not let the app read just now
	folded       map[int64]time.Time // when each comment was last changed before it was folded
	checklistID  int64               // of the checklist comment, as remembered; 0 when there is none yet
	letters      []store.LetterRow   // what was told outside GitHub
	calendar     []store.CalendarRow // what the calendar has of it
	mailFrom     string              // the server's own sender, "" where there is no mail
	leaks        []store.ActionRow   // where the advisory was seen in public
	template     ownTemplate         // the announcement's, if the process names one
}

// own returns the app's own comments, oldest first.
func (o *observation) own() []ghsa.Comment {
	var own []ghsa.Comment
	for _, comment := range o.comments {
		if o.isOwn(comment) {
			own = append(own, comment)
		}
	}
	return own
}

// isOwn goes by the author alone: a marker proves nothing, anybody can write one.
func (o *observation) isOwn(comment ghsa.Comment) bool {
	return comment.User != nil && strings.EqualFold(comment.User.Login, o.bot)
}

// observe reads everything a look needs. The advisory and its thread must be readable, or there is nothing to
// look at; every other read that fails becomes an unknown fact. A limit of GitHub's is no fact: it fails the look.
func (r *Reconciler) observe(ctx context.Context, ref ghsa.Ref, installation int64, github GitHub) (*observation, error) {
	bot, err := r.Installations.BotLogin(ctx)
	if err != nil {
		return nil, fmt.Errorf("find out the app's own login: %w", err)
	}
	o := &observation{ref: ref, installation: installation, github: github, bot: bot, seal: r.sealOf(ref), mailFrom: r.MailFrom}
	if o.api, err = github.Advisory(ctx, ref); err != nil {
		return nil, fmt.Errorf("read advisory: %w", err)
	}
	o.facts.Advisory = advisoryFacts(ref, o.api)
	if o.comments, err = github.Comments(ctx, ref, time0); err != nil {
		return nil, fmt.Errorf("read thread: %w", err)
	}
	o.facts.Comments = o.commentFacts()
	if o.process, o.stale, err = r.loadProcess(ctx, ref, github); err != nil {
		return nil, err
	}
	return o, o.readSurroundings(ctx)
}

// readSurroundings reads owners, teams and releases into facts.
func (o *observation) readSurroundings(ctx context.Context) error {
	var err error
	if o.facts.Owners, err = o.owners(ctx); err != nil {
		return err
	}
	if o.facts.SRC, err = o.team(ctx, o.ref.Owner, o.process.SRC.Team); err != nil {
		return err
	}
	for _, slug := range o.facts.Advisory.Teams {
		team, err := o.team(ctx, o.ref.Owner, slug)
		if err != nil {
			return err
		}
		o.facts.CollaboratingTeams = append(o.facts.CollaboratingTeams, team)
	}
	if o.facts.Releases, err = o.releases(ctx); err != nil {
		return err
	}
	return o.readTemplate(ctx)
}

// team reads a team's members.
func (o *observation) team(ctx context.Context, org, slug string) (policy.Fact[policy.Team], error) {
	if slug == "" {
		return policy.Unknown[policy.Team]("the process file names no team"), nil
	}
	members, err := o.github.TeamMembers(ctx, org, slug)
	if err != nil {
		fact := policy.Unknown[policy.Team]("the team " + org + "/" + slug + " could not be read")
		// The slug is a fact even when the members are not: rules may know whom it stands for.
		fact.Value = policy.Team{Org: org, Slug: slug}
		return fact, failLook(err)
	}
	return policy.Know(policy.Team{Org: org, Slug: slug, Members: members}), nil
}

// owners reads CODEOWNERS and expands the teams it names.
func (o *observation) owners(ctx context.Context) (policy.Fact[policy.Owners], error) {
	file, content, err := o.codeOwnersFile(ctx)
	if err != nil {
		return policy.Unknown[policy.Owners]("CODEOWNERS could not be read"), failLook(err)
	}
	if file == "" {
		return policy.Unknown[policy.Owners]("the repository has no CODEOWNERS file"), nil
	}
	names, err := policy.ParseCodeOwners(file, content, o.process.CodeOwners, o.ref.Owner)
	if err != nil {
		return policy.Unknown[policy.Owners](err.Error()), nil
	}
	members, err := o.stillMembers(ctx, names.Logins)
	if err != nil || !members.Known {
		return policy.Unknown[policy.Owners](members.Why), err
	}
	owners := policy.Owners{Path: file, Logins: members.Value}
	for _, slug := range names.Teams {
		team, err := o.team(ctx, o.ref.Owner, slug)
		if err != nil {
			return policy.Fact[policy.Owners]{}, err
		}
		if !team.Known {
			return policy.Unknown[policy.Owners](team.Why), nil
		}
		owners.Teams = append(owners.Teams, team.Value)
	}
	if len(owners.Logins)+len(owners.Teams) == 0 {
		return policy.Unknown[policy.Owners](file + " names only people who are no members of the organisation"), nil
	}
	return policy.Know(owners), nil
}

// codeOwnersFile returns the first CODEOWNERS file there is, "" when there is none.
func (o *observation) codeOwnersFile(ctx context.Context) (string, []byte, error) {
	for _, name := range policy.CodeOwnersPaths {
		content, err := o.github.File(ctx, o.ref.Owner, o.ref.Repo, name)
		if ghsa.IsNotFound(err) {
			continue
		}
		return path.Clean(name), content, err
	}
	return "", nil, nil
}

// releases reads the repository's releases.
func (o *observation) releases(ctx context.Context) (policy.Fact[[]policy.Release], error) {
	list, err := o.github.Releases(ctx, o.ref.Owner, o.ref.Repo)
	if err != nil {
		return policy.Unknown[[]policy.Release]("the releases could not be read"), failLook(err)
	}
	o.releasesRead = list
	releases := make([]policy.Release, 0, len(list))
	for _, release := range list {
		releases = append(releases, releaseFact(release))
	}
	return policy.Know(releases), nil
}

// failLook tells which failed reads are facts about the advisory (nil: the thing is absent or refused) and
// which mean that GitHub could not be asked just now, so that the whole look is tried again.
func failLook(err error) error {
	if ghsa.IsNotFound(err) || ghsa.IsForbidden(err) || ghsa.IsGone(err) || ghsa.IsInvalid(err) {
		return nil
	}
	return err
}
