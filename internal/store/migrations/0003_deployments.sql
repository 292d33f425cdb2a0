-- Deployments that asked to pass, with how far the answer has come. Branches, tags and environments are names that
-- GitHub knows the deployment by.
CREATE TABLE deployments (
    repo         TEXT NOT NULL,           -- OWNER/REPO
    run          BIGINT NOT NULL,         -- of the workflow
    environment  TEXT NOT NULL,
    deployment   BIGINT NOT NULL,         -- id of the newest one: a run that is started again asks anew
    installation BIGINT NOT NULL,
    ref          TEXT NOT NULL,           -- branch or tag
    sha          TEXT NOT NULL,
    requested_at BIGINT NOT NULL,
    advisories   TEXT NOT NULL,           -- those it is held for, OWNER/REPO/GHSA, separated by blanks
    told         TEXT NOT NULL,           -- the last status report: words of ours, which everybody may read
    reports      BIGINT NOT NULL,         -- number of status reports
    state        TEXT NOT NULL CHECK (state IN ('waiting', 'answering', 'done')),
    answer       TEXT NOT NULL,           -- code of the answer
    answered_at  BIGINT NOT NULL,
    PRIMARY KEY (repo, run, environment)
) WITHOUT ROWID;
CREATE INDEX deployments_state ON deployments (state, installation);
