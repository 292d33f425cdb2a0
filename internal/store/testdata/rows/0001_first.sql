INSERT INTO deliveries (id, at) VALUES (-42, 1763888400000000);
INSERT INTO agenda (key, kind, due, again) VALUES ('look/octo-org/parser/GHSA-2222-3333-4444', 'look', 1763888400000000, 9223372036854775807);
INSERT INTO advisories (ref, installation, state, updated_at, comments, checklist)
    VALUES ('octo-org/parser/GHSA-2222-3333-4444', 7, 'draft', 1763888400000000, 2, 99);
INSERT INTO folded (ref, comment, updated_at) VALUES ('octo-org/parser/GHSA-2222-3333-4444', 5, 1763888400000000);
INSERT INTO decisions (seq, ref, comment, idx, url, command, actor, "right", args, verdict, detail, written_at, folded_at, prev_hash, hash)
    VALUES (1, 'octo-org/parser/GHSA-2222-3333-4444', 5, 0, 'https://github.example/c/5', 'assign', 'sasha', 'src',
        '{"duty":"triage","login":"sasha"}', 'accepted', '', 1763888400000000, 1763888401000000, '', '4885fe70d3b005b6bd4705bc7996540934055c15d0f4cb90672ed5b0b98cf0f6');
INSERT INTO decisions (seq, ref, comment, idx, url, command, actor, "right", args, verdict, detail, written_at, folded_at, prev_hash, hash)
    VALUES (2, 'octo-org/parser/GHSA-2222-3333-4444', 6, 1, 'https://github.example/c/6', '', 'riley', '',
        '{}', 'unknown', '', 1763888400000000, 1763888401000000, '4885fe70d3b005b6bd4705bc7996540934055c15d0f4cb90672ed5b0b98cf0f6', 'b34e42d29d0ee9dfe487f62e60f77616a490c21fd81c1a9c221e827cf1d9369c');
INSERT INTO actions (ref, key, kind, comment, args, state, result, attempts, created_at, done_at)
    VALUES ('octo-org/parser/GHSA-2222-3333-4444', 'reply/5', 'reply', 5, '{}', 'wanted', '', 0, 1763888400000000, 0);
INSERT INTO notes (name, value) VALUES ('etag/7/draft', 'W/"1"');
