-- What was told outside GitHub about an advisory: one row for each mail to one recipient and each post to one chat
-- channel. What is still to be sent has no row; the words are not kept.
CREATE TABLE letters (
    ref        TEXT NOT NULL,             -- OWNER/REPO/GHSA
    kind       TEXT NOT NULL,
    occasion   TEXT NOT NULL,             -- tells one letter of a kind from the next
    way        TEXT NOT NULL CHECK (way IN ('mail', 'chat')),
    channel    TEXT NOT NULL,             -- mail address or name of the chat channel, as configured
    state      TEXT NOT NULL CHECK (state IN ('sending', 'sent', 'unsure', 'refused')),
    at         BIGINT NOT NULL,
    PRIMARY KEY (ref, kind, occasion, way, channel)
) WITHOUT ROWID;
