package policy

// The commands, by the name a Decision carries.
const (
	CommandHelp             = "help"
	CommandStatus           = "status"
	CommandAck              = "ack"
	CommandAssign           = "assign"
	CommandTriage           = "triage"
	CommandReportedAt       = "reported-at"
	CommandReporter         = "reporter"
	CommandCredit           = "credit"
	CommandCVSS             = "cvss"
	CommandRequestCVE       = "request-cve"
	CommandFixReady         = "fix-ready"
	CommandIntroducedBy     = "introduced-by"
	CommandSlow             = "slow"
	CommandCreateFork       = "create-fork"
	CommandReleaseDay       = "release-day"
	CommandAgree            = "agree"
	CommandDisagree         = "disagree"
	CommandApprove          = "approve"
	CommandRevoke           = "revoke"
	CommandSeverity         = "severity"
	CommandLowRisk          = "low-risk"
	CommandWaive            = "waive"
	CommandDone             = "done"
	CommandExtend           = "extend"
	CommandPublicDisclosure = "public-disclosure"
	CommandReporterDeadline = "reporter-deadline"
	CommandUpstream         = "upstream"
	CommandAnnounce         = "announce"
	CommandPrenotice        = "prenotice"
	CommandPublish          = "publish"
	CommandRetro            = "retro"
)

// The names of a decision's arguments. Times are RFC 3339. Those marked secret could tell something about the
// vulnerability: they are never stored, and are missing once their comment was changed.
const (
	ArgDuty     = "duty"     // of assign: a Duty
	ArgLogin    = "login"    // of assign, reporter, credit, approve, revoke: without the "@"
	ArgTeam     = "team"     // of approve, revoke: "org/slug"
	ArgVerdict  = "verdict"  // of triage: a TriageVerdict
	ArgTime     = "time"     // of reported-at, reporter-deadline (of a day: its end), upstream (of a day: its start)
	ArgChannel  = "channel"  // of reporter: a Channel
	ArgCredit   = "credit"   // of credit: a type of GitHub's, or CreditNone; missing when any will do
	ArgVector   = "vector"   // of cvss; secret
	ArgPRs      = "prs"      // of fix-ready, introduced-by: "owner/repo#1 owner/repo#2"
	ArgStart    = "start"    // of release-day
	ArgOverride = "override" // of release-day: "true" when the SRC repeated it with a reason, though it is unwise
	ArgLevel    = "level"    // of severity: "low", "medium", "high" or "critical"; secret
	ArgItem     = "item"     // of waive, done, extend: an ItemID
	ArgUntil    = "until"    // of extend (of a day: its end)
	ArgURL      = "url"      // of public-disclosure; secret
	ArgProject  = "project"  // of upstream; secret
	ArgAct      = "act"      // of announce, prenotice: "preview", "send" or "hold"; of done: "undo"; of retro: "send"; or missing
	ArgTo       = "to"       // of prenotice: the mail addresses, separated by blanks
	ArgEdited   = "edited"   // of retro: "true" when whoever sends it gives the text
)

// The acts of the announce and prenotice commands.
const (
	AnnouncePreview = "preview"
	AnnounceSend    = "send"
	AnnounceHold    = "hold"
)

// RetroSend is the act of the retro command that sends the retrospective; without it, it asks for a draft.
const RetroSend = "send"

// CreditNone is the type of a credit that is not wanted.
const CreditNone = "none"

// DoneUndo is the act of the done command that takes the tick back.
const DoneUndo = "undo"
