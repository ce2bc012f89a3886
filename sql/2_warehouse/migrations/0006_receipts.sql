-- What comes back from the offices, row by row, and what follows from it for each case: a person, a rule and a year.

create table warehouse.receipt_row (
    row_id bigint not null,
    issue_id integer not null,
    row_no integer not null,
    person_id bigint not null,
    rule varchar not null,
    month integer not null,
    office varchar not null,
    recipient varchar not null,
    visited_on date not null,
    visitor varchar not null,
    found varchar,
    outcome varchar,
    decision varchar,
    identity varchar,
    span varchar,
    begndate date,
    enddate date,
    measures varchar,
    remarks varchar,
    learned_on date not null
);

create table warehouse.case_event (
    person_id bigint not null,
    rule varchar not null,
    year integer not null,
    position integer not null,
    month integer not null,
    event varchar not null,
    state varchar not null,
    effect varchar not null,
    cause varchar not null,
    reopens varchar,
    office varchar not null,
    visitor varchar,
    township_code varchar,
    happened_on date not null,
    issue_id integer not null,
    row_no integer not null,
    row_id bigint
);

create table warehouse.case_state (
    person_id bigint not null,
    rule varchar not null,
    year integer not null,
    state varchar not null,
    since integer not null,
    until integer,
    is_reopened boolean not null,
    last_effect varchar,
    last_reopens varchar,
    last_on date,
    last_township_code varchar
);
