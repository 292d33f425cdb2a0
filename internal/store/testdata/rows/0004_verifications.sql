INSERT INTO verifications (repo, release, wanted, verified, tries, verified_at, files)
    VALUES ('octo-org/parser', 7, 'a', '', 0, 0, '[]');
