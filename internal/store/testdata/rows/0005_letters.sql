INSERT INTO letters (ref, kind, occasion, way, channel, state, at)
    VALUES ('octo-org/parser/GHSA-2222-3333-4444', 'announcement', '1', 'mail', 'list@example.org', 'sent', 1763888400000000);
