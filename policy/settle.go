package policy

import "time"

// Settle adds up the accepted decisions of a case, in order. A decision whose arguments make no sense counts
// for nothing.
func Settle(decisions []Decision) Ledger {
	ledger := Ledger{
		Duties:   map[Duty]Assignment{},
		Waived:   map[ItemID]Decision{},
		Done:     map[ItemID]Decision{},
		Extended: map[ItemID]Moment{},
	}
	for _, decision := range decisions {
		SettleNext(&ledger, decision)
	}
	return ledger
}

// SettleNext adds the next decision to a ledger that Settle made.
func SettleNext(l *Ledger, d Decision) {
	settle, known := settlers[d.Command]
	if known && d.Verdict == VerdictAccepted {
		settle(l, d)
	}
}

// settlers says for each command what its decision changes. Not listed: commands that only ask.
var settlers = map[string]func(*Ledger, Decision){
	CommandAck:    func(l *Ledger, d Decision) { l.Acknowledged = append(l.Acknowledged, d) },
	CommandAssign: settleAssign,
	CommandTriage: settleTriage,
	CommandReportedAt: func(l *Ledger, d Decision) {
		settleMoment(&l.ReportedAt, d, ArgTime)
	},
	CommandReporter:     settleReporter,
	CommandCredit:       settleCredit,
	CommandCVSS:         settleCVSS,
	CommandRequestCVE:   func(l *Ledger, d Decision) { settleFirst(&l.CVERequest, d) },
	CommandFixReady:     func(l *Ledger, d Decision) { settlePullRequests(&l.FixReady, d) },
	CommandIntroducedBy: func(l *Ledger, d Decision) { settlePullRequests(&l.IntroducedBy, d) },
	CommandSlow:         func(l *Ledger, d Decision) { l.Slow = d },
	CommandCreateFork:   func(l *Ledger, d Decision) { l.Fork = d },
	CommandReleaseDay:   settleProposal,
	CommandAgree:        settleAgree,
	CommandDisagree:     settleDisagree,
	CommandApprove:      settleApprove,
	CommandRevoke:       settleRevoke,
	CommandSeverity:     func(l *Ledger, d Decision) { l.Severity = d },
	CommandLowRisk:      func(l *Ledger, d Decision) { l.LowRisk = d },
	CommandWaive:        settleWaive,
	CommandDone:         settleDone,
	CommandExtend:       settleExtend,
	CommandPublicDisclosure: func(l *Ledger, d Decision) {
		settleFirst(&l.PublicDisclosure, d)
	},
	CommandReporterDeadline: func(l *Ledger, d Decision) {
		settleMoment(&l.ReporterDeadline, d, ArgTime)
	},
	CommandUpstream:  func(l *Ledger, d Decision) { settleMoment(&l.Upstream, d, ArgTime) },
	CommandAnnounce:  settleAnnounce,
	CommandPrenotice: settlePrenotice,
	CommandPublish:   func(l *Ledger, d Decision) { l.Publish = append(l.Publish, d) },
	CommandRetro:     func(l *Ledger, d Decision) { l.Retro = append(l.Retro, d) },
}

func settleFirst(first *Decision, d Decision) {
	if !first.Made() {
		*first = d
	}
}

func settleMoment(moment *Moment, d Decision, arg string) {
	if at, err := time.Parse(time.RFC3339, d.Args[arg]); err == nil {
		*moment = Moment{Time: at.UTC(), Decision: d}
	}
}

func settleAssign(l *Ledger, d Decision) {
	for _, duty := range Duties() {
		if string(duty) == d.Args[ArgDuty] && d.Args[ArgLogin] != "" {
			l.Duties[duty] = Assignment{Login: d.Args[ArgLogin], Decision: d}
		}
	}
}

func settleTriage(l *Ledger, d Decision) {
	switch verdict := TriageVerdict(d.Args[ArgVerdict]); verdict {
	case TriageAccepted, TriageUpstream, TriageRejected:
		l.Triage = Triage{Verdict: verdict, Decision: d}
	}
}

func settleReporter(l *Ledger, d Decision) {
	channel := Channel(d.Args[ArgChannel])
	if d.Args[ArgLogin] != "" && (channel == ChannelPrivate || channel == ChannelPublic) {
		l.Reporter = Reporter{Login: d.Args[ArgLogin], Channel: channel, Decision: d}
	}
}

// The SRC has the last word on severity, so only its own later vector replaces its ruling.
func settleCVSS(l *Ledger, d Decision) {
	l.CVSS = d
	if d.Right == RightSRC {
		l.Severity = Decision{}
	}
}

func settlePullRequests(named *PullRequests, d Decision) {
	if refs, err := ParsePullRequests(d.Args[ArgPRs]); err == nil {
		*named = PullRequests{Refs: refs, Decision: d}
	}
}

func settleProposal(l *Ledger, d Decision) {
	start, err := time.Parse(time.RFC3339, d.Args[ArgStart])
	if err != nil || !mayAgree(d) {
		return
	}
	l.Proposal = Proposal{
		Start:    start.UTC(),
		Override: d.Args[ArgOverride] == "true" && d.Right == RightSRC,
		Decision: d,
		Words:    []Decision{d}, // proposing is agreeing
	}
	l.Prenotice.Sends = nil // they were given for another day
}

func settleAgree(l *Ledger, d Decision) {
	if !l.Proposal.Decision.Made() || !mayAgree(d) {
		return
	}
	for i, word := range l.Proposal.Words {
		if sameLogin(word.Actor, d.Actor) {
			// Repeating oneself adds no second voice, but counts in the right one has now.
			l.Proposal.Words[i] = d
			return
		}
	}
	l.Proposal.Words = append(l.Proposal.Words, d)
}

func settleDisagree(l *Ledger, d Decision) {
	if l.Proposal.Decision.Made() && mayAgree(d) {
		l.Proposal.Words = nil
		l.Proposal.Disagreed = d
	}
}

func mayAgree(d Decision) bool { return d.Right == RightSRC || d.Right == RightFixTeam }

func settleApprove(l *Ledger, d Decision) {
	approval := Approval{Login: d.Args[ArgLogin], Team: d.Args[ArgTeam], Decision: d}
	if (approval.Login == "") == (approval.Team == "") {
		return
	}
	settleRevoke(l, d)
	l.Approved = append(l.Approved, approval)
}

func settleRevoke(l *Ledger, d Decision) {
	kept := make([]Approval, 0, len(l.Approved)+1)
	for _, approval := range l.Approved {
		if !asciiEqual(approval.Login, d.Args[ArgLogin]) || !asciiEqual(approval.Team, d.Args[ArgTeam]) {
			kept = append(kept, approval)
		}
	}
	l.Approved = kept
}

func settleWaive(l *Ledger, d Decision) {
	if item := ItemID(d.Args[ArgItem]); item != "" {
		l.Waived[item] = d
	}
}

func settleDone(l *Ledger, d Decision) {
	item := ItemID(d.Args[ArgItem])
	switch {
	case item == "" || IsBuiltIn(item):
	case d.Args[ArgAct] == DoneUndo:
		delete(l.Done, item)
	default:
		l.Done[item] = d
	}
}

func settleExtend(l *Ledger, d Decision) {
	var moment Moment
	settleMoment(&moment, d, ArgUntil)
	if item := ItemID(d.Args[ArgItem]); item != "" && moment.Decision.Made() {
		l.Extended[item] = moment
	}
}

func settleAnnounce(l *Ledger, d Decision) {
	switch d.Args[ArgAct] {
	case AnnouncePreview:
		l.Announcement.Preview = d
	case AnnounceHold:
		if d.Right == RightSRC {
			l.Announcement.Sends, l.Announcement.Held = nil, d
		}
	case AnnounceSend:
		for _, send := range l.Announcement.Sends {
			if sameLogin(send.Actor, d.Actor) {
				return
			}
		}
		if d.Right == RightSRC {
			l.Announcement.Sends = append(l.Announcement.Sends, d)
		}
	}
}
