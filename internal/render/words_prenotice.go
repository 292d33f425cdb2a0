package render

// The words of the notice to distributors, and of its preview. It leaves GitHub before publication: but where the
// process wants details in it, it names the advisory, the repository and the slot, and nothing else.
const (
	wordsPrenoticeSubject = "Under embargo: %s, release on %s"
	wordsPrenoticeMoved   = "Under embargo: %s, new release date %s"

	wordsPrenoticeHead = "This is a notice under embargo to the distributors of %s/%s. Please do not pass it on.\n\n" +
		"A version with a security fix will be released:\n"
	wordsPrenoticeSlot  = "Advisory:    %s\nRepository:  %s/%s\nRelease:     %s"
	wordsPrenoticeHours = "\n             (begins at %s)"
	wordsPrenoticeOther = "This replaces the date of an earlier notice."
	wordsPrenoticeLate  = "This notice comes less than %s before the release, which is later than our process promises. We are sorry."
	wordsPrenoticeUntil = "The embargo ends when the advisory is published, in the time given above. You need not keep it longer " +
		"than until %s, even if it was not published by then; please tell us before you speak."
	wordsPrenoticeEnds = "The embargo ends when the advisory is published, in the time given above."
	wordsPrenoticeAsk  = "What it is about is not in this mail, since mail is not encrypted on its way. For access, answer this mail " +
		"with the GitHub login of whoever is to work on it: a member of the security response committee decides, and adds " +
		"them to the advisory."
	wordsPrenoticeDetails = "What the advisory says at this time; it may still change until the publication:"
	wordsPrenoticeCut     = "[The rest stands in the advisory. For access, answer this mail with a GitHub login.]"
	wordsPrenoticeNoSlot  = "not agreed yet"
	wordsPrenoticeNoDay   = "a day that is not agreed yet"

	wordsPrenoticeWantingSubject = "Distributors are to be told of %s"
	wordsPrenoticeWanting        = "The distributors are to be told of the release of %s at %s, and two members of the SRC have not " +
		"asked for it. Please write `/prenotice preview` in its thread, and then two of you `/prenotice send`:\n%s"

	wordsPreviewPrenotice = "**Preview** of the mail to %s. It goes out %s, when two members of the SRC have written `/prenotice send`."
	wordsPreviewWhen      = "at **%s**"
	wordsPreviewAtOnce    = "**at once**"
	wordsPreviewWhenSlot  = "%d days before the release slot that is agreed on"
	wordsPreviewFresh     = "It is written anew from the advisory when it is sent."
	wordsPreviewFirst     = "When another member of the SRC writes `/prenotice send`, this is mailed to %s, %s."
)

// What the advisory says, in a notice that has it.
const (
	wordsDetailSummary  = "Summary"
	wordsDetailCVE      = "CVE"
	wordsDetailSeverity = "Severity"
	wordsDetailCVSS     = "CVSS"
	wordsDetailAffected = "Affected"
	wordsDetailFixed    = ", fixed in %s"
)
