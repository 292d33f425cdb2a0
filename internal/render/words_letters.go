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

	wordsUndeliveredSubject = "A message about %s did not arrive"
	wordsUndeliveredRefused = "The %s about %s was refused by the channel %s, and is not sent again by itself. Please see to it that " +
		"the channel takes it, or correct the channel in the process file; then order it anew, which tells nobody twice, or send it there " +
		"by hand."
	wordsUndeliveredNever = "The %s about %s did not get to the channel %s: it could not be reached for three days, or was added to " +
		"the process file afterwards. Nothing more is tried. Please send it there by hand if it is to have it."
	wordsUndeliveredUnsure = "Nobody knows whether the %s about %s arrived at the channel %s: the connection ended before the answer. " +
		"It is not sent again by itself. Please look there, and send it by hand if it is missing."

	wordsUnheardSubject = "The channel %s may not have been told about %s"
	wordsUnheard        = "A message to the SRC about %s was refused by its channel %s, or nobody knows whether it arrived there. It is " +
		"not sent again; embargo status and the dashboard say which it was. Please see to it that the channel takes messages, or correct " +
		"it in the process file. The advisory:\n%s"

	// wordsOutOfReach stands under the checklist.
	wordsOutOfReach = "<sub>A mail or chat message to the SRC may not have arrived; `embargo status` and the " +
		"dashboard show which.</sub>"

	wordsLostRefused = "%s: %s did not take it, %s"
	wordsLostUnsure  = "%s: nobody knows whether it arrived at %s, %s"

	wordsActSubject = "%s acted on %s"
	wordsAct        = "%s gave this command about the published advisory %s:\n\n%s\n\n%s"
	wordsActClosed  = "%s gave a command about the advisory %s, which is closed. Which one stands on the record: " +
		"embargo audit show.\n\n%s"

	wordsUntoldSubject = "About %s: please ask %s for a reason"
	wordsUntold        = "%s gave a command about %s, whose thread is closed. It counts, and stands on the record, but it is not " +
		"certain that these channels were told its words: %s. They are kept nowhere. If they are missing there, please ask %s " +
		"for the reason.\n\n%s"
)
