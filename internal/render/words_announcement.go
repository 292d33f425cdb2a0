package render

// The words about announcements.
const (
	wordsAnnouncement = "**Preview of the announcement.** Nothing is sent. It is written anew when it is sent, from the advisory " +
		"as it is then: once two different members of the SRC have written `/announce send`, the advisory is published, and " +
		"its release is verified."
	wordsAnnouncementRoute   = "It goes to %s."
	wordsAnnouncementNowhere = "It goes nowhere yet: the process file names neither `announcement.mail.to` nor `announcement.chat`."
	wordsAnnouncementGaps    = "**Still missing:** %s. Without it the announcement is not sent; please complete the advisory. " +
		"A fact whose item a member of the SRC waives is not missed."
	wordsAnnouncementLeft   = "Left out, which is fine: %s."
	wordsNoMitigations      = "mitigations (the description has no section of that name, or on workarounds)"
	wordsNoVersionCommand   = "how to see which version one has (`announcement.version_command` in the process file)"
	wordsAnnouncementFaulty = "The template %s has a mistake, so the default one wrote this."
	wordsCutOff             = "[the rest does not fit into a comment]"

	wordsUnannouncedSubject = "%s is published and not announced"
	wordsUnannounced        = "The announcement of %s is due, and was not sent because the advisory still misses: %s.\n" +
		"Please complete it, and it is sent within minutes:\n%s\n\nWhat the process can do without, a member of the SRC waives:\n" +
		"embargo waive %s %s ITEM REASON"

	wordsTemplateSubject = "The announcement template of %s has a mistake"
	wordsTemplateDefault = "The default template stays in force until it is mended. What is wrong:"
	wordsStaleTemplate   = "<sub>The announcement template %s has a mistake; the default one is in force.</sub>"
)
