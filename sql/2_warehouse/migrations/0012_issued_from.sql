-- From what an issue was made: how many files or reads had been loaded by then, the SHA-256 over their SHA-256 in order, and the newest settling of
-- its year that its offices have been told of (its correction lists counted in).

alter table lists.issued_under add column input_count integer;
alter table lists.issued_under add column inputs_sha256 varchar;
alter table lists.issued_under add column settled_run integer;
