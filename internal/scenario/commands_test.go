package scenario

import (
	"fmt"

	"github.com/rogpeppe/go-internal/testscript"
)

// act is one command of a story; its error ends the story.
type act func(w *world, ts *testscript.TestScript, args []string) error

// acts are the commands of a story.
var acts = map[string]struct {
	usage string
	do    act
}{
	// People on GitHub's pages.
	"report":       {"LOGIN REPO FILE: reports a vulnerability privately; FILE has a summary, a blank line, a description", report},
	"draft":        {"LOGIN REPO FILE: drafts an advisory, of which GitHub tells nobody", draft},
	"say":          {"LOGIN TEXT…|FILE.md: comments", say},
	"edit":         {"LOGIN N TEXT…: changes comment N of the thread, counted from 1", edit},
	"accept":       {"LOGIN: accepts the report, which makes it a draft", accept},
	"add":          {"LOGIN WHO: adds a collaborator, a login or sigstore/team", add},
	"drop":         {"LOGIN WHO: removes a collaborator", drop},
	"package":      {"LOGIN NAME RANGE [PATCHED]: fills in the affected package", setPackage},
	"cvss":         {"LOGIN VECTOR: records a CVSS vector", setCVSS},
	"cve":          {"ID: GitHub assigns a CVE", assignCVE},
	"fork":         {"LOGIN: creates the temporary private fork", fork},
	"pull":         {"LOGIN REPO BRANCH: opens a pull request", pull},
	"push":         {"LOGIN REPO N: pushes to a pull request", push},
	"approve":      {"LOGIN REPO N: approves a pull request", approve},
	"private-repo": {"NAME: makes a private repository", privateRepo},
	"object":       {"LOGIN REPO N: asks for changes of a pull request", object},
	"release":      {"LOGIN REPO TAG [NAME=FILE…]: publishes a release with these files", release},
	"asset":        {"LOGIN REPO TAG NAME [FILE]: attaches a file to a release, or replaces it; without FILE takes it off", setAsset},
	"publish":      {"LOGIN: publishes the advisory", publish},
	"close":        {"LOGIN: closes the advisory", closeAdvisory},
	"trust":        {": the operator believes a Sigstore deployment of the story's own", trust},
	"attest":       {"REPO IDENTITY FILE: a workflow attests FILE's provenance, signed by IDENTITY", attest},
	"team":         {"SLUG LOGIN…: sets a team's members", team},
	"file":         {"REPO PATH FILE: writes a file on the default branch", file},
	"unfile":       {"REPO PATH: deletes a file", unfile},
	"mode":         {"MODE: changes the mode in the organisation's process file", setMode},
	"leave":        {"LOGIN…: they leave the organisation", leave},
	"join":         {"LOGIN…: they join the organisation, and none of its teams", join},
	"rename-team":  {"SLUG NAME: gives a team another name", renameTeam},
	"remove-team":  {"SLUG: deletes a team", removeTeam},
	"choose":       {"[REPO…]: the owners let the app see only these repositories, or all again", choose},
	// The organisation's process file, changed by pull request; see roster_test.go.
	"propose": {"LOGIN FILE: opens a pull request that makes FILE the organisation's process file, as $PULL", propose},
	"revise":  {"LOGIN N FILE|-: pushes another version to that pull request, or the file's deletion", revise},
	"review":  {"LOGIN N approve|object|comment: reviews it", reviewProposal},
	"merge":   {"LOGIN N: merges it", mergeProposal},
	"shut":    {"LOGIN N: closes it", shutProposal},
	"reopen":  {"LOGIN N: opens it again", reopenProposal},
	// Releases; see release_test.go.
	"tag":          {"LOGIN REPO TAG REF: points a new tag at a branch, tag or commit", tag},
	"merge-pull":   {"LOGIN REPO N: merges a pull request; the commit is $MERGE", mergePull},
	"edit-release": {"LOGIN REPO TAG draft|unpublish|pre-release|full|delete: makes a draft of it, or changes it", editRelease},
	"deploy":       {"LOGIN REPO ENVIRONMENT REF: starts a workflow run that deploys a ref, as $RUN", deploy},
	"bypass":       {"LOGIN RUN: an administrator lets a waiting run pass", bypass},
	"jump":         {"DURATION: the clock jumps, as when the machine has slept", jump},
	"again":        {"EVENT [ID]: the newest delivery of the event comes once more, under its own id or another", deliverAgain},
	// What others see; see leak_test.go.
	"issue":       {"LOGIN REPO TEXT…: opens an issue, as $ISSUE", openIssue},
	"reply-issue": {"LOGIN REPO N TEXT…: comments on an issue or pull request", replyIssue},
	"commit":      {"LOGIN REPO TEXT…: pushes a commit with that message, as $COMMIT", commit},
	"on-commit":   {"LOGIN REPO SHA TEXT…: comments on a commit", onCommit},
	"on-line":     {"LOGIN REPO N FILE TEXT…: comments on a line of a pull request", onLine},
	"notes":       {"LOGIN REPO TAG TEXT…: publishes a release with those notes", releaseNotes},
	"fork-repo":   {"LOGIN REPO OWNER/NAME public|private: forks a repository", forkRepo},
	"publicize":   {"LOGIN REPO: makes a repository public", publicize},
	"rename-repo": {"LOGIN REPO NAME: renames a repository", renameRepo},
	"grant":       {"PERMISSION LEVEL EVENT…: the app gets a permission and its events", grant},
	"phrases":     {"FOR TEXT…: the server is started anew with a secret phrase", phrases},
	"ghsa":        {": sets $GHSA to the advisory's id, and $LOWER in small letters", nameAdvisory},
	"nowhere":     {"TEXT…: neither the log nor the database has it", nowhere},
	// Outside GitHub; see letters_test.go.
	"by":           {"LOGIN /COMMAND…: gives a command outside the thread, which is closed; prints what came of it", by},
	"letters":      {"[PATTERN…]: what was told outside GitHub since this was last asked, in order, each as TO: SUBJECT matches", letters},
	"letter":       {": prints the newest message as TO: SUBJECT, a line break, the text", newestLetter},
	"told":         {"TO PATTERN N: TO was told N messages that match so far, each as TO: SUBJECT, a line break, the text", toldOf},
	"send-edited":  {"LOGIN FILE: sends the retrospective in LOGIN's own words; prints what came of it", sendEdited},
	"details-to":   {"ADDRESS: notices to distributors at this address may hold what is under embargo, as the process says", detailsTo},
	"mail":         {"TO: prints the newest mail to TO", newestMail},
	"break-letter": {"fails|lost|refused TO: the next message meets with an error before it is sent, or arrives and nobody learns of it; or TO refuses the next one", breakLetter},
	"channels":     {": the server is started anew with a real mail server and real webhooks on this machine", openChannels},
	"mails":        {"N: the mail server has taken so many mails", mails},
	"received":     {"ADDRESS: prints the newest mail to it, as the mail server took it", mailTo},
	"posts":        {": prints what came to the chat channels since this was last asked, each as CHANNEL: TEXT", posts},
	// The pages for people; see calendar_test.go and web_test.go.
	"subscribe":  {"LOGIN: gives LOGIN an address of the calendar", subscribe},
	"calendar":   {"STATUS: the calendar is read at that address; prints its entries", calendar},
	"invitation": {"ADDRESS: prints the calendar that came with the newest mail to it", invitation},
	"open":       {"LOGIN PATH|ADVISORY STATUS: opens a page of the dashboard; prints its text", openPage},
	"press":      {"LOGIN BUTTON [NAME=VALUE…]: presses a button on the advisory's page; prints what it then tells", press},
	// The world around.
	"after":        {"DURATION: lets time pass, beat by beat", after},
	"at":           {"2026-11-24T16:00: lets time pass until then", at},
	"hear":         {": webhooks arrive and what they ask for is done, while no time passes and no beat helps", hear},
	"settle":       {": lets the app notice and answer everything", settle},
	"fault":        {"METHOD PATH STATUS [TIMES]: GitHub answers so instead, without effect", fault},
	"clear-faults": {": GitHub is well again", clearFaults},
	"lose-reply":   {"METHOD PATH: the next such request takes effect but its answer is lost", loseReply},
	"during":       {"METHOD PATH N add|drop|publish|say ARGS…: that happens while GitHub receives the N-th such request from now", during},
	"behind":       {"METHOD PATH add|drop|publish|say ARGS…: that happens between the effect of the next such request and its answer", behind},
	"cut-off":      {": webhooks fail to arrive", cutOff},
	"reached":      {": webhooks arrive again; those that were on their way have failed", reached},
	"down":         {": the process stops, and webhooks fail to arrive", down},
	"up":           {"DURATION: another process starts that long after down", up},
	"remembered":   {"N PREFIX: the database has N notes whose names begin so", remembered},
	"metric":       {"NAME{LABELS} VALUE|none: the metrics page has that", metric},
	"readiness":    {": prints the readiness page", readiness},
	"forget":       {"METHOD PATH WHO: the next such request takes effect without WHO in its lists, as if GitHub had dropped them", forget},
	"die":          {"METHOD PATH before|after: the process dies at the next such request, right before its effect or after it, and another takes its place", die},
	"restart":      {": the process dies and another takes its place", restart},
	"wipe":         {": the same, with an empty database", wipe},
	"rebuild":      {": the same, with a database into which the decisions were folded again; prints what came of it", rebuild},
	"quiet":        {"DURATION: time passes and the app neither writes nor spends any of its rate limit", quiet},
	// What is seen.
	"rerun":         {"LOGIN REPO N [all]: presses the button for another run of the check on a fix pull request, or of all its checks", rerun},
	"fix-check":     {"REPO N CONCLUSION|none [UPDATES]: the check on a fix pull request says so; prints it", fixCheck},
	"check":         {"N CONCLUSION|waiting|none [UPDATES]: the check on a process file's pull request says so; prints it", rosterCheck},
	"runs":          {"N COUNT: so many runs of the check are on that pull request's head", rosterRuns},
	"logged":        {"N TEXT…: the log has N lines with this text", logged},
	"collaborators": {"[WHO…]: these are on the advisory, people in the order they joined, then org/team", collaborators},
	"credits":       {"[LOGIN:TYPE…]: these are the advisory's credits, in order", credits},
	"state":         {"STATE: the advisory is in this state", state},
	"note":          {": prints the app's newest note that is no reminder, for cmp stdout or stdout", note},
	"story":         {": prints what is on record about the advisory", story},
	"audit":         {"PATTERN…: the record's acts of the app match these, in order, each as KIND BEFORE → AFTER", audit},
	"deployment":    {"RUN waiting|approved|rejected|expired: the run's deployment is that; prints what it was told", deployment},
	"thread":        {": prints the thread, for cmp stdout or stdout", thread},
	"item":          {"ID STATE: the checklist shows this item in this state", item},
	"line":          {"ID: prints this item's line of the checklist", line},
	"downloads":     {"N: so many files of releases were downloaded since this was last asked", downloads},
	"comments":      {"N: the app has written so many comments, the checklist included, reminders apart", comments},
	"reminders":     {"N: the app has reminded people so often, or told the reporter how far things are", reminders},
	"reminder":      {": prints the newest reminder, for cmp stdout or stdout", reminder},
	"reminded":      {": prints when each reminder was written, with its key, for cmp stdout or stdout", reminded},
	"edits":         {"N: the checklist was edited so often", edits},
}

// commands hands the acts to testscript.
func commands() map[string]func(*testscript.TestScript, bool, []string) {
	all := map[string]func(*testscript.TestScript, bool, []string){}
	for name, a := range acts {
		all[name] = func(ts *testscript.TestScript, negated bool, args []string) {
			w, ok := ts.Value(worldKey{}).(*world)
			if !ok || negated {
				ts.Fatalf("usage: %s %s", name, a.usage)
			}
			if err := a.do(w, ts, args); err != nil {
				ts.Fatalf("%s: %v", name, err)
			}
		}
	}
	return all
}

// need checks the number of arguments.
func need(args []string, n int) error {
	if len(args) < n {
		return fmt.Errorf("want %d arguments, got %d", n, len(args))
	}
	return nil
}
