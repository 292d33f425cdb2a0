-- What came of verifying the files of fixed releases. All of it is public: names of files, who signed them, digests.
CREATE TABLE verifications (
    repo         TEXT NOT NULL,           -- OWNER/REPO
    release      BIGINT NOT NULL,         -- GitHub's id
    wanted       TEXT NOT NULL,           -- digest of the list of files, and of who may sign, to be verified
    verified     TEXT NOT NULL,           -- the same of what was verified; '' before the first time
    tries        BIGINT NOT NULL,         -- number of times that list was verified
    verified_at  BIGINT NOT NULL,
    files        TEXT NOT NULL,           -- JSON: one object for each file, codes and identifiers only
    PRIMARY KEY (repo, release)
) WITHOUT ROWID;
