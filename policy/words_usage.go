package policy

import "time"

// The commands that the checklist names, as they are written; capitals stand for values.
const (
	usageAck            = "/" + CommandAck
	usageTriage         = "/" + CommandTriage + " accepted|upstream|rejected REASON"
	usageCVSS           = "/" + CommandCVSS + " VECTOR"
	usageSeverity       = "/" + CommandSeverity + " LEVEL REASON"
	usageRequestCVE     = "/" + CommandRequestCVE
	usageCreateFork     = "/" + CommandCreateFork
	usageFixReady       = "/" + CommandFixReady + " OWNER/REPO#N"
	usageReleaseDayBare = "/" + CommandReleaseDay + " DATE TIME"
	usageAgree          = "/" + CommandAgree
	usagePublish        = "/" + CommandPublish
	usagePreview        = "/" + CommandAnnounce + " " + AnnouncePreview
	usageSend           = "/" + CommandAnnounce + " " + AnnounceSend
	usageHold           = "/" + CommandAnnounce + " " + AnnounceHold
	usageReporter       = "/" + CommandReporter + " @LOGIN private|public"
	usageRetroSend      = "embargo retro send"
	usagePrenotice      = "/" + CommandPrenotice + " " + AnnounceSend
)

func usageAssign(duty Duty) string    { return "/" + CommandAssign + " " + string(duty) + " @LOGIN" }
func usageApprove(name string) string { return "/" + CommandApprove + " @" + name + " REASON" }
func usageWaive(id ItemID) string     { return "/" + CommandWaive + " " + string(id) + " REASON" }
func usageDone(id ItemID) string      { return "/" + CommandDone + " " + string(id) }
func usageCredit(login string) string { return "/" + CommandCredit + " @" + login }
func usageExtend(id ItemID) string    { return "/" + CommandExtend + " " + string(id) + " DATE REASON" }
func usageReleaseDay(start time.Time) string {
	return "/" + CommandReleaseDay + " " + start.UTC().Format("2006-01-02 15:04")
}
