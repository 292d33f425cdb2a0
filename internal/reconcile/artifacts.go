package reconcile

import (
	"strconv"

	"github.com/embargo-app/embargo/internal/agenda"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/internal/verify"
	"github.com/embargo-app/embargo/policy"
)

// fixReleases are the public releases of versions that the advisory calls patched.
func (o *observation) fixReleases() []ghsa.Release {
	var fixes []ghsa.Release
	for _, release := range o.releasesRead {
		if !release.Draft && policy.ReleasesFix(o.process, o.facts.Advisory.Vulnerabilities, release.TagName) {
			fixes = append(fixes, release)
		}
	}
	return fixes
}

// recallArtifacts reads what verifying the fixed releases has brought. It counts only for the very files that a release
// has now.
func (o *observation) recallArtifacts(tx *store.Tx) error {
	o.facts.Artifacts = policy.Unknown[[]policy.Artifact]("")
	var all []policy.Artifact
	fixes := o.fixReleases()
	for _, release := range fixes {
		row, known, err := tx.Verification(o.ref.Repository(), release.ID)
		if err != nil {
			return err
		}
		if !known || row.Verified != releaseDigest(release, o.process.Artifacts) {
			o.facts.Artifacts.Why = "the files of " + release.TagName + " are being verified"
			return nil
		}
		for _, file := range row.Files {
			all = append(all, artifactFact(file))
		}
	}
	if len(fixes) > 0 {
		o.facts.Artifacts = policy.Know(all)
	}
	return nil
}

// wantVerified puts the fixed releases on the agenda whose files have not been verified as they are now.
func (r *Reconciler) wantVerified(tx *store.Tx, o *observation) error {
	for _, release := range o.fixReleases() {
		fresh, err := tx.WantVerification(o.ref.Repository(), release.ID, releaseDigest(release, o.process.Artifacts))
		if err != nil {
			return err
		}
		if !fresh {
			continue
		}
		key := agenda.Key(agenda.KindVerify, o.ref.Repository(), strconv.FormatInt(release.ID, 10))
		if err := r.Agenda.MarkTx(tx, key, r.Now()); err != nil {
			return err
		}
	}
	return nil
}

// artifactFact is a verified file as the policy sees it.
func artifactFact(row store.FileRow) policy.Artifact {
	artifact := policy.Artifact{
		Name: row.Name, URL: row.URL, State: policy.ArtifactState(row.State), Reason: policy.ArtifactReason(row.Reason), By: row.By,
	}
	if row.Predicate != "" {
		artifact.Provenance = &policy.Provenance{Type: row.Predicate, Builder: row.Builder, Repository: row.Source, Commit: row.Commit}
	}
	return artifact
}

// fileRows reduces a report about these assets to codes and identifiers.
func fileRows(assets []verify.Asset, report verify.Report) []store.FileRow {
	rows := make([]store.FileRow, 0, len(report.Results))
	listed := make(map[string]verify.Asset, len(assets))
	for _, asset := range assets {
		listed[asset.Name] = asset
	}
	for _, result := range report.Results {
		row := store.FileRow{
			Name: result.Name, URL: result.URL, State: string(result.State), Size: result.Size, SHA256: result.SHA256,
		}
		reason, by := whyState(listed[result.Name], result)
		row.Reason, row.By = string(reason), by
		for _, s := range result.Signatures {
			if s.Outcome == verify.Passed && s.Statement != nil {
				row.Predicate, row.Builder = s.Statement.PredicateType, s.Statement.Builder
				row.Source, row.Commit = s.Statement.Repository, s.Statement.Commit
				break
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// whyState finds the proof that a file's state comes from, in the order in which the verifier weighs them.
func whyState(asset verify.Asset, result verify.Result) (reason policy.ArtifactReason, by string) {
	switch result.State {
	case verify.StateVerified:
		return whyVerified(result)
	case verify.StateChecksumOnly:
		for _, c := range result.Checksums {
			if c.Outcome == verify.Passed {
				return "", c.File
			}
		}
	case verify.StateFailed:
		return whyFailed(asset, result)
	case verify.StateUnknown:
		return whyUnknown(result)
	}
	return "", ""
}

func whyVerified(result verify.Result) (policy.ArtifactReason, string) {
	for _, s := range result.Signatures {
		if s.Outcome == verify.Passed {
			return "", s.Identity
		}
	}
	for _, c := range result.Checksums {
		if c.Outcome == verify.Passed && c.Signed {
			return policy.ArtifactSignedSums, c.File
		}
	}
	return "", ""
}

// whyFailed: a file that did not come as it is listed was held against no proof, and one that did and still fails by
// itself is a proof that makes no sense.
func whyFailed(asset verify.Asset, result verify.Result) (policy.ArtifactReason, string) {
	for _, c := range result.Checksums {
		if c.Outcome == verify.Failed {
			return policy.ArtifactMismatch, c.File
		}
	}
	for _, s := range result.Signatures {
		switch {
		case s.Outcome != verify.Failed:
		case s.Identity != "":
			return policy.ArtifactWrongSigner, s.Identity
		default:
			return policy.ArtifactForged, s.File
		}
	}
	asListed := (asset.Size == 0 || asset.Size == result.Size) && (asset.Digest == "" || asset.Digest == "sha256:"+result.SHA256)
	if asListed {
		return policy.ArtifactMalformed, ""
	}
	return policy.ArtifactIncomplete, ""
}

func whyUnknown(result verify.Result) (policy.ArtifactReason, string) {
	if !result.Public {
		return policy.ArtifactUnread, ""
	}
	for _, s := range result.Signatures {
		if s.Outcome == verify.Unknown {
			return policy.ArtifactUnjudged, s.File
		}
	}
	for _, c := range result.Checksums {
		if c.Outcome == verify.Unknown {
			return policy.ArtifactUnjudged, c.File
		}
	}
	return policy.ArtifactUnjudged, ""
}
