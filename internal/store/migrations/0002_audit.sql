-- The record of decisions also holds the app's own acts, and what each row changed. The rows of before stay as
-- they were hashed: form tells how a row's hash is computed.
CREATE TABLE record (
    seq        BIGINT PRIMARY KEY,        -- 1, 2, 3, … without gaps
    form       BIGINT NOT NULL,           -- 1: before this migration; 2: all columns
    ref        TEXT NOT NULL,
    comment    BIGINT NOT NULL,
    idx        BIGINT NOT NULL,
    act        TEXT NOT NULL,             -- key of the app's act, '' for somebody's command
    url        TEXT NOT NULL,
    command    TEXT NOT NULL,             -- of an act: its kind
    actor      TEXT NOT NULL,
    "right"    TEXT NOT NULL,
    args       TEXT NOT NULL,             -- canonical JSON
    before     TEXT NOT NULL,             -- canonical JSON: what it changed, as it was
    after      TEXT NOT NULL,             -- canonical JSON: what it changed, as it is since
    verdict    TEXT NOT NULL,
    detail     TEXT NOT NULL,
    written_at BIGINT NOT NULL,
    folded_at  BIGINT NOT NULL,
    prev_hash  TEXT NOT NULL,
    hash       TEXT NOT NULL,
    UNIQUE (ref, comment, idx, act)
);
INSERT INTO record SELECT seq, 1, ref, comment, idx, '', url, command, actor, "right", args, '{}', '{}',
    verdict, detail, written_at, folded_at, prev_hash, hash FROM decisions;
DROP TABLE decisions;
ALTER TABLE record RENAME TO decisions;
