package policy

// The built-in items.
const (
	ItemAcknowledged      ItemID = "acknowledged"
	ItemTriage            ItemID = "triage"
	ItemDuties            ItemID = "duties"
	ItemFixTeam           ItemID = "fix-team"
	ItemDetails           ItemID = "details"
	ItemCVSS              ItemID = "cvss"
	ItemCollaborators     ItemID = "collaborators"
	ItemCVE               ItemID = "cve"
	ItemPrivateFork       ItemID = "private-fork"
	ItemFixReady          ItemID = "fix-ready"
	ItemReleaseDay        ItemID = "release-day"
	ItemAnnouncementDraft ItemID = "announcement-draft"
	ItemFixApproved       ItemID = "fix-approved"
	ItemAdvisoryPublished ItemID = "advisory-published"
	ItemRelease           ItemID = "release"
	ItemArtifacts         ItemID = "artifacts"
	ItemAnnounced         ItemID = "announced"
	ItemCredits           ItemID = "credits"
	ItemRetrospective     ItemID = "retrospective"
)

// The owners of an item when no person has the duty for it.
const (
	OwnerSRC     = "SRC"
	OwnerFixTeam = "fix team"
)

// Title is what people call an item; the id itself for an item of a process's own.
func Title(id ItemID) string {
	if title, ok := titles[id]; ok {
		return title
	}
	return string(id)
}

// title is an item's name: a process names its own items itself.
func (v *view) title(id ItemID) string {
	if title := v.process.Items[id].Title; title != "" && !IsBuiltIn(id) {
		return title
	}
	return Title(id)
}
