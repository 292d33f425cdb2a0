INSERT INTO deployments (repo, run, environment, deployment, installation, ref, sha, requested_at, advisories, told, reports, state, answer, answered_at)
    VALUES ('octo-org/parser', 42, 'release', 7, 7, 'v1.2.3', '0123456789abcdef0123456789abcdef01234567', 1763888400000000, '', '', 0, 'waiting', '', 0);
