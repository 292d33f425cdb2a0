-- Times are microseconds since the Unix epoch, UTC; 0 is "never". No column holds text that people wrote.

-- Webhook deliveries seen, so that a redelivery does nothing.
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,               -- hash of GitHub's id
    at BIGINT NOT NULL
);

-- What is due when. A leased key's due time is the end of its lease, so a dead owner's key comes due by itself.
CREATE TABLE agenda (
    key        TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,             -- the key up to its first "/"
    due        BIGINT NOT NULL,
    again      BIGINT NOT NULL,           -- when to look again because of marks made during the lease; max = none
    not_before BIGINT NOT NULL DEFAULT 0, -- no mark makes it due earlier than this (rate limits)
    seq        BIGINT NOT NULL DEFAULT 1, -- raised by every mark that changed something
    attempts   BIGINT NOT NULL DEFAULT 0, -- tries since the last success
    owner      TEXT NOT NULL DEFAULT '',  -- number of the lease, '' when nobody holds one
    stuck      TEXT NOT NULL DEFAULT '',  -- code of why it was stopped
    last_error TEXT NOT NULL DEFAULT ''   -- class of the last failure
) WITHOUT ROWID;
CREATE INDEX agenda_due ON agenda (due);

-- What the last look saw of each advisory.
CREATE TABLE advisories (
    ref          TEXT PRIMARY KEY,        -- OWNER/REPO/GHSA
    installation BIGINT NOT NULL,
    state        TEXT NOT NULL,           -- '' when it was heard of but not looked at yet
    updated_at   BIGINT NOT NULL,
    comments     BIGINT NOT NULL,
    checklist    BIGINT NOT NULL          -- id of the checklist comment, 0 when there is none
) WITHOUT ROWID;
CREATE INDEX advisories_installation ON advisories (installation);

-- Comments whose commands have been folded, with their time of change at that moment.
CREATE TABLE folded (
    ref        TEXT NOT NULL,
    comment    BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (ref, comment)
) WITHOUT ROWID;

-- Every command ever decided: append-only, each row chained to the one before by its hash.
CREATE TABLE decisions (
    seq        BIGINT PRIMARY KEY,        -- 1, 2, 3, … without gaps
    ref        TEXT NOT NULL,
    comment    BIGINT NOT NULL,
    idx        BIGINT NOT NULL,
    url        TEXT NOT NULL,
    command    TEXT NOT NULL,
    actor      TEXT NOT NULL,
    "right"    TEXT NOT NULL,
    args       TEXT NOT NULL,             -- canonical JSON
    verdict    TEXT NOT NULL,
    detail     TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    folded_at  BIGINT NOT NULL,
    prev_hash  TEXT NOT NULL,
    hash       TEXT NOT NULL,
    UNIQUE (ref, comment, idx)
);

-- The outbox: effects wanted on the outside, each under a stable key.
CREATE TABLE actions (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    ref        TEXT NOT NULL,
    key        TEXT NOT NULL,
    kind       TEXT NOT NULL,
    comment    BIGINT NOT NULL,
    args       TEXT NOT NULL,             -- canonical JSON
    state      TEXT NOT NULL CHECK (state IN ('wanted', 'done', 'dropped')),
    result     TEXT NOT NULL,
    attempts   BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    done_at    BIGINT NOT NULL,
    UNIQUE (ref, key)
);
CREATE INDEX actions_state ON actions (state, ref);

-- Small facts such as ETags.
CREATE TABLE notes (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
