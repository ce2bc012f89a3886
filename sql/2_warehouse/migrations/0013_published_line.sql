-- Up to which line of the ledger the analysts' copy knows what has happened.

alter table deliver.published add column line integer;
