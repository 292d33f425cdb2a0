package render

// The words of the calendar, and of letters about release slots. They name only the repository and the GHSA id.
const (
	wordsCalendarName = "Embargo: %s"     // owner
	wordsCalendarSlot = "Release %s (%s)" // GHSA id, repository
	wordsCalendarMore = " and %d more"
	wordsCalendarDue  = "Due: %s – %s (%s)" // title, GHSA id, repository
)

// slotWords are the words of a letter about a slot: the text takes the advisory's name and when; file says what the
// attached file is for.
type slotWords struct{ subject, text, file string }

var (
	wordsSlotAgreed = slotWords{
		"%s: release slot agreed", "The fix team and the SRC agreed on the release slot of the advisory %s:\n\n%s\n\n",
		"The attached invitation enters it into your calendar.\n",
	}
	wordsSlotMoved = slotWords{
		"%s: release slot changed", "The release slot of the advisory %s is now:\n\n%s\n\n",
		"The attached invitation changes it in your calendar.\n",
	}
	wordsSlotWithdrawn = slotWords{
		"%s: release slot withdrawn", "The release slot of the advisory %s does not stand any more. It was:\n\n%s\n\n",
		"The attached message takes it out of your calendar.\n",
	}
)
