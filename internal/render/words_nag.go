package render

// The words of notes of the app's own accord: what is due, and what the reporter is told.
const (
	wordsOverdue = "this is overdue:"
	wordsHurried = "it is public already, so this is due as soon as possible:"
	wordsIsDue   = "Due %s"
	wordsMissed  = "Was due %s"
	wordsDueSoon = "this is due soon:"
	wordsSilent  = "nothing has been written here for %d days. Please say how it stands, or close the advisory if it is settled."
	wordsSnooze  = "A member of the SRC moves a deadline with `/extend ITEM DATE REASON`."

	wordsAcceptedNews = "Thank you for your report. It has been accepted, and a fix is being worked on. You will be told here when the " +
		"fix is ready and when the day of its release is agreed on."
	wordsCreditAsk = "Would you like to be credited in the advisory? Write %s alone on a line, or `/credit none` if you would " +
		"rather not be named."
	wordsCreditedAsk = "You are named in the advisory's credits. %s with one of GitHub's words behind it, such as `finder`, changes " +
		"what for; `/credit none` takes your name out."
	wordsFixReadyNews = "The fix is ready, and its release is being prepared."
	wordsAgreedNews   = "The fix and this advisory are to be published on **%s**. GitHub closes this thread at that moment, so " +
		"nothing can be written here afterwards; what is published then stands on this page. Please keep the matter to yourself until " +
		"then, and say here if that day does not suit you."
	wordsPublishingNews = "The release is under way, and this advisory is about to be published on this page. Thank you for your " +
		"report, and for keeping it to yourself until now. GitHub closes this thread with the publication."
	wordsReopenedNews = "The release on %s does not stand any more. You will be told here when another day is agreed on."
)

// The words of letters to the SRC about what stays undone: plain text. Until publication they name the advisory only.
const (
	wordsEscalationSubject = "%s: %s to be done"
	wordsOneStep           = "one step"
	wordsSteps             = "%d steps"
	wordsEscalation        = "Steps of the advisory %s are overdue, the first since %s, and notes in its thread have not helped. " +
		"What is to be done stands there:\n%s"
	wordsEscalationSoon = "The advisory %s is public already, so everything in it is due as soon as possible, and notes in " +
		"its thread have not helped. What is to be done stands there:\n%s"
	wordsEscalationAfter    = "The advisory %s is published, and this is still to be done:"
	wordsEscalationItem     = "- %s (%s), by %s. %s"
	wordsEscalationSoonItem = "- %s (%s). %s"
)
