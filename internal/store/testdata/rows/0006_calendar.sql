INSERT INTO outlooks (ref, owner, phase, next_item, next_state, due)
    VALUES ('octo-org/parser/GHSA-2222-3333-4444', 'octo-org', 'fix', 'cvss', 'open', 0);
INSERT INTO calendar (ref, name, items, owner, starts, ends, sequence, cancelled, changed_at)
    VALUES ('octo-org/parser/GHSA-2222-3333-4444', 'slot', '', 'octo-org', 1763888400000000, 1763892000000000, 0, 0, 1763888400000000);
INSERT INTO calendar_links (owner, login, hash, created_at) VALUES ('octo-org', 'sasha', 'ab', 1763888400000000);
