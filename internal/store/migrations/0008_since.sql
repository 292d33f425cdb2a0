-- Since when a key has been due in vain: retries, waits and the leases of dead owners move due. 0 since the last success.
ALTER TABLE agenda ADD COLUMN since BIGINT NOT NULL DEFAULT 0;
