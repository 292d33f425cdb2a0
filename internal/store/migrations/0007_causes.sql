-- Why a key is due: the first few causes since the last success, each followed by a blank: the number of a delivery in
-- hexadecimal, or a word such as "beat" or "clock". '' for a look that nothing asked for.
ALTER TABLE agenda ADD COLUMN cause TEXT NOT NULL DEFAULT '';
