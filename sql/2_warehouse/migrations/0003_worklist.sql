-- The bureau's own worklists: what a month's queries find, and what was frozen of it with the month's issue.

create table screen.worklist (
    month integer not null,
    list varchar not null,
    person_id bigint,
    resdbook_no varchar,
    setl_id varchar,
    identity varchar,
    layer varchar,
    county_code varchar,
    township_code varchar,
    amount decimal(16,2),
    compared decimal(16,2),
    reason varchar not null,
    insured_state varchar
);

create table lists.worklist (
    issue_id integer not null,
    position integer not null,
    list varchar not null,
    row_count integer not null,
    sha256 varchar not null,
    frozen varchar not null
);

create table lists.worklist_row (
    issue_id integer not null,
    list varchar not null,
    row_no integer not null,
    person_id bigint,
    amount decimal(16,2),
    frozen varchar not null
);
