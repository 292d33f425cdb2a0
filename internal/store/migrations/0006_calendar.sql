-- What the calendar and the dashboard's list show of each advisory without asking GitHub: where it stands, and dates
-- under the names of items. No text.
CREATE TABLE outlooks (
    ref        TEXT NOT NULL PRIMARY KEY, -- OWNER/REPO/GHSA
    owner      TEXT NOT NULL,             -- lower case
    phase      TEXT NOT NULL,
    next_item  TEXT NOT NULL,             -- '' when nothing is open
    next_state TEXT NOT NULL,
    due        BIGINT NOT NULL            -- of the next item, 0 for no deadline
) WITHOUT ROWID;
CREATE INDEX outlooks_owner ON outlooks (owner);

-- Entries of the calendar. What is withdrawn stays, so that calendars that have it learn of that.
CREATE TABLE calendar (
    ref        TEXT NOT NULL,
    name       TEXT NOT NULL,             -- 'slot', or 'due-' and a time in seconds
    items      TEXT NOT NULL,             -- those that are due then, separated by blanks
    owner      TEXT NOT NULL,             -- lower case
    starts     BIGINT NOT NULL,
    ends       BIGINT NOT NULL,           -- of a slot; 0 for a deadline
    sequence   BIGINT NOT NULL,           -- number of changes
    cancelled  BIGINT NOT NULL,           -- 1 when it was withdrawn
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (ref, name)
) WITHOUT ROWID;
CREATE INDEX calendar_owner ON calendar (owner);

-- Who may subscribe to the calendar of an organisation. The secret itself is not kept.
CREATE TABLE calendar_links (
    owner      TEXT NOT NULL,             -- lower case
    login      TEXT NOT NULL,             -- lower case
    hash       TEXT NOT NULL UNIQUE,      -- SHA-256 of the secret, hexadecimal
    created_at BIGINT NOT NULL,
    PRIMARY KEY (owner, login)
) WITHOUT ROWID;
