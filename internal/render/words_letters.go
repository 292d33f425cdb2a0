package render

// The words of letters about an advisory: plain text, for mail and chat. Until publication they name only the
// repository and the GHSA id.
const (
	wordsLeakSubject = "%s was seen in public"
	wordsLeakAlarm   = "The advisory %s, or something that belongs to it, was seen in public. Where, and what can be done, " +
		"stands in its thread:\n%s"

	wordsUnreleasedSubject = "%s is published without a release"
	wordsUnreleased        = "The advisory %s is published, and no release with its fix was found. Please release the fix, or correct " +
		"the patched versions in the advisory:\n%s"

	wordsActSubject = "%s acted on %s"
	wordsAct        = "%s gave this command about the published advisory %s:\n\n%s\n\n%s"
)
