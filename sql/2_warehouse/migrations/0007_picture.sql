-- The figures of the bureau's summary, frozen with the month's issue: counts and sums, nobody's name.

create table lists.picture (
    issue_id integer not null,
    sha256 varchar not null,
    frozen varchar not null
);
